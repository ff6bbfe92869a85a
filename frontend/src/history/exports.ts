import { urlOf, type Parameters, type RestClient } from '../api/rest';
import { formatCount } from '../charts/look';
import type { components } from '../contract/api';
import type { Language } from '../contract/labels';
import { element, setAttribute, setText } from '../page/element';
import { save } from '../tile/picture';
import { wordsOf } from '../tile/tile';
import { historyText } from './text';

type Job = components['schemas']['ExportJob'];

/** The formats, by the name on their button. */
const FORMATS = { CSV: '', Excel: '/excel', JSON: '/json' } as const;
type Format = keyof typeof FORMATS;

const ASK_AGAIN_MILLIS = 400;

/**
 * Takes what is shown out as a file. The service writes it as a job of its own, so that the page can say how
 * far it is, what went wrong, and end it.
 */
export class Exports {
  readonly root: HTMLElement;
  readonly #label = element('span', { class: 'label' });
  readonly #buttons: ReadonlyMap<Format, HTMLButtonElement>;
  readonly #status = element('span', { class: 'export-status', role: 'status' });
  readonly #cancel = element('button', { type: 'button', class: 'quiet' });
  #running: AbortController | null = null;

  constructor(
    private readonly rest: RestClient,
    private readonly asked: () => { readonly parameters: Parameters; readonly language: Language },
    private readonly hasToken: () => boolean,
  ) {
    this.#buttons = new Map(
      (Object.keys(FORMATS) as Format[]).map((format) => {
        const button = element('button', { type: 'button', 'data-export': format.toLowerCase() }, format);
        button.addEventListener('click', () => void this.#export(format));
        return [format, button];
      }),
    );
    this.#cancel.hidden = true;
    this.#cancel.addEventListener('click', () => this.end());
    this.root = element(
      'div',
      { class: 'exports', role: 'group' },
      this.#label,
      ...this.#buttons.values(),
      this.#status,
      this.#cancel,
    );
  }

  translate(language: Language): void {
    const text = historyText(language);
    setText(this.#label, text.exports);
    setAttribute(this.root, 'aria-label', text.exports);
    setText(this.#cancel, text.cancel);
    for (const [format, button] of this.#buttons) {
      setAttribute(button, 'aria-label', `${text.exports}: ${format}`);
    }
  }

  /** Ends a job that runs. */
  end(): void {
    this.#running?.abort();
  }

  async #export(format: Format): Promise<void> {
    this.end();
    const running = new AbortController();
    this.#running = running;
    const { parameters, language } = this.asked();
    const text = historyText(language);
    this.#say(`${text.exporting(format)}…`, false);
    this.#cancel.hidden = false;
    let job: Job | null = null;
    try {
      job = await this.#ask(
        urlOf(`/api/export_user_stats${FORMATS[format]}`, { ...parameters, lang: language, async: 'true' }),
        running.signal,
      );
      while (job.state === 'queued' || job.state === 'running') {
        this.#say(`${text.exporting(format)} · ${formatCount(job.rows, language)}`, false);
        await pause(ASK_AGAIN_MILLIS, running.signal);
        job = await this.#ask(job.status_url, running.signal);
      }
      if (job.error !== null || job.download_url === null) {
        this.#say(job.error?.msg ?? job.state, true);
      } else {
        await this.#fetch(job.download_url, job.filename ?? '', running.signal);
        this.#say(text.exported(job.filename ?? format), false);
      }
    } catch (problem) {
      if (!running.signal.aborted) {
        this.#say(wordsOf(problem, language), true);
      } else if (job !== null) {
        this.#end(job);
      }
    } finally {
      if (this.#running === running) {
        this.#running = null;
        this.#cancel.hidden = true;
        if (running.signal.aborted) {
          this.#say('', false);
        }
      }
    }
  }

  async #ask(url: string, signal: AbortSignal): Promise<Job> {
    const answer = await this.rest.fetch(url, { signal });
    return ((await answer.json()) as { data: Job }).data;
  }

  /** With a token the page has to fetch the file itself: a link carries none. */
  async #fetch(url: string, name: string, signal: AbortSignal): Promise<void> {
    if (this.hasToken()) {
      save(await (await this.rest.fetch(url, { signal })).blob(), name);
    } else {
      element('a', { href: url, download: name }).click();
    }
  }

  #end(job: Job): void {
    const unanswered = new AbortController().signal;
    this.rest
      .fetch(job.status_url, { method: 'DELETE', keepalive: true, signal: unanswered })
      .catch(() => undefined);
  }

  #say(words: string, isProblem: boolean): void {
    setText(this.#status, words);
    this.#status.classList.toggle('is-problem', isProblem);
  }
}

function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
