import { ApiError, UnreachableError } from '../api/rest';
import { initChart, type Chart, type EChartsOption } from '../charts/echarts';
import type { Look, Size } from '../charts/look';
import type { Language } from '../contract/labels';
import { element, icon, setAttribute, setText } from '../page/element';
import { timeOfDay } from '../page/status';
import { settled, type Outcome, type State } from './answer';
import { FILES, saveTable, type FileKind } from './files';
import { patch } from './patch';
import { savePicture } from './picture';
import { showSql } from './sql-dialog';
import { tableElement, type Table } from './table';
import { tileText } from './text';

const TABLE_ICON = ['M4 5h16v14H4z', 'M4 10h16', 'M4 14.5h16', 'M10 10v9'] as const;
const PICTURE_ICON = ['M12 4v11', 'M7.5 11 12 15.5 16.5 11', 'M5 20h14'] as const;

/** What a tile shows of its data. */
export interface Subject<Data> {
  /** Names the tile in classes and tests. */
  readonly name: string;
  title(language: Language): string;
  /** What stands beside the title, such as how exact the numbers are. */
  note?(data: Data, language: Language): string;
  isEmpty?(data: Data): boolean;
  /** Instead of the usual words where there is nothing. */
  emptyText?(language: Language): string;
  /** A chart, or … */
  chart?(data: Data, look: Look, size: Size): EChartsOption;
  /** … something of one's own. */
  content?(data: Data, language: Language): Node;
  /** The same numbers as a table. */
  table?(data: Data, language: Language): Table;
  /** What can be taken along as CSV and JSON; a tile without it offers no such files. */
  file?(data: Data, language: Language): Table;
  /** A statement that gives the same numbers. */
  sql?(): string;
  /** What a downloaded picture is of. */
  caption?(language: Language): string;
  /** Called with each chart that is made, to listen to it. */
  listen?(chart: Chart): void;
}

/**
 * One question to the service and its answer: as a chart, a figure or a table. It shows a skeleton while it
 * waits for the first time and the answer before while it asks again; on failure it says what the service
 * said, and offers to try again. Where the same is asked regularly, the answer before stays, marked as old.
 */
export class Tile<Data> {
  readonly root: HTMLElement;
  readonly #title = element('h2');
  readonly #note = element('span', { class: 'note' });
  readonly #age = element('span', { class: 'as-of' });
  readonly #tools = element('div', { class: 'tile-tools' });
  readonly #tableButton = element('button', {
    type: 'button',
    class: 'quiet icon-only',
    'aria-pressed': 'false',
  });
  readonly #sqlButton = element('button', { type: 'button', class: 'quiet' });
  readonly #pictureButton = element('button', { type: 'button', class: 'quiet icon-only' });
  readonly #fileButtons: ReadonlyMap<FileKind, HTMLButtonElement>;
  readonly #canvas = element('div', { class: 'canvas' });
  readonly #content = element('div', { class: 'content' });
  readonly #scroller = element('div', { class: 'scroller', tabindex: '0' });
  readonly #message = element('div', { class: 'message' });
  readonly #sizes: ResizeObserver;
  #state: State<Data> = { kind: 'loading' };
  /** Whether the reader asked for something else than what is shown. */
  #owed = false;
  #drawn = '';
  #look: Look;
  #asTable = false;
  #chart: Chart | null = null;
  #chartLanguage: Language | null = null;
  #running: AbortController | null = null;
  #ask: ((signal: AbortSignal) => Promise<Data>) | null = null;

  /** @param controls what the reader can choose, shown in the head of the tile */
  constructor(
    private readonly subject: Subject<Data>,
    look: Look,
    ...controls: readonly HTMLElement[]
  ) {
    this.#look = look;
    this.#title.id = `tile-${subject.name}`;
    this.#tableButton.append(icon(...TABLE_ICON));
    this.#pictureButton.append(icon(...PICTURE_ICON));
    this.#tableButton.addEventListener('click', () => this.#turn());
    this.#pictureButton.addEventListener('click', () => this.#savePicture());
    this.#sqlButton.addEventListener('click', () => this.#showSql());
    if (subject.sql !== undefined) {
      this.#tools.append(this.#sqlButton);
    }
    this.#fileButtons = new Map(
      (subject.file === undefined ? [] : FILES).map((kind) => {
        const button = element(
          'button',
          { type: 'button', class: 'quiet', 'data-file': kind },
          kind.toUpperCase(),
        );
        button.addEventListener('click', () => this.#saveFile(kind));
        return [kind, button];
      }),
    );
    this.#tools.append(...this.#fileButtons.values());
    if (subject.chart !== undefined) {
      this.#tools.append(this.#pictureButton);
    }
    if (subject.table !== undefined && (subject.chart !== undefined || subject.content !== undefined)) {
      this.#tools.append(this.#tableButton);
    }
    this.root = element(
      'section',
      {
        class: `panel tile tile-${subject.name}`,
        'aria-labelledby': this.#title.id,
        'data-tile': subject.name,
      },
      element('header', {}, this.#title, this.#note, this.#age, ...controls, this.#tools),
      this.#canvas,
      this.#content,
      this.#scroller,
      this.#message,
    );
    this.#sizes = new ResizeObserver(() => this.#paintChart());
    this.#sizes.observe(this.#canvas);
    this.#translate();
    this.#paint();
  }

  /**
   * Asks, and gives up whatever was asked before.
   *
   * @param ask is called again when the reader tries again
   * @param quietly what is shown stays as it is until the answer comes, and if none does; for asking the same
   *     regularly
   */
  load(ask: (signal: AbortSignal) => Promise<Data>, quietly = false): void {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#ask = ask;
    if (!quietly) {
      this.#owed = true;
      if (this.#state.kind === 'failed') {
        this.#state = { kind: 'loading' };
      }
    }
    if (!quietly || this.#state.kind === 'loading') {
      this.#paint();
    }
    ask(running.signal).then(
      (data) => this.#settle(running, quietly, { kind: 'answered', data }),
      (problem: unknown) => this.#settle(running, quietly, { kind: 'failed', problem }),
    );
  }

  /** Gives up what is asked for. */
  cancel(): void {
    this.#running?.abort();
    this.#running = null;
  }

  /** Nothing of it is needed any more. */
  dispose(): void {
    this.cancel();
    this.#sizes.disconnect();
    this.#chart?.dispose();
    this.#chart = null;
  }

  restyle(look: Look): void {
    this.#look = look;
    this.#translate();
    this.#paint();
  }

  #settle(running: AbortController, quietly: boolean, outcome: Outcome<Data>): void {
    if (this.#running !== running) {
      return;
    }
    this.#running = null;
    const before = this.#state;
    this.#state = settled(before, outcome, quietly && !this.#owed, Date.now());
    if (outcome.kind === 'answered') {
      this.#owed = false;
    }
    if (quietly && this.#state.kind === 'failed' && before.kind === 'failed') {
      const { language } = this.#look;
      if (wordsOf(before.problem, language) === wordsOf(this.#state.problem, language)) {
        // Said already: an alert that is made anew is read out anew, and its button loses the focus.
        return;
      }
    }
    this.#paint(quietly);
  }

  #translate(): void {
    const { language } = this.#look;
    const text = tileText(language);
    const title = this.subject.title(language);
    setText(this.#title, title);
    setText(this.#sqlButton, text.sql);
    setAttribute(this.#sqlButton, 'aria-label', `${title}: ${text.sql}`);
    describe(this.#tableButton, title, text.table);
    describe(this.#pictureButton, title, text.picture);
    for (const [kind, button] of this.#fileButtons) {
      button.title = text.file(kind.toUpperCase());
      // What is heard has to hold the word that is seen, for those who speak to their computer.
      setAttribute(button, 'aria-label', `${title}: ${kind.toUpperCase()}`);
    }
    setAttribute(this.#scroller, 'aria-label', title);
    setAttribute(this.#scroller, 'role', 'region');
  }

  /** @param gently what is there is changed where it differs, not made anew */
  #paint(gently = false): void {
    const { language } = this.#look;
    const state = this.#state;
    const data = state.kind === 'loaded' ? state : null;
    const empty = data !== null && this.subject.isEmpty?.(data.data) === true;
    const shows = state.kind === 'loaded' ? (empty ? 'empty' : 'data') : state.kind;
    setAttribute(this.root, 'data-shows', shows);
    setAttribute(this.root, 'aria-busy', String(this.#running !== null));
    const alone = this.subject.chart === undefined && this.subject.content === undefined;
    const asTable = shows === 'data' && this.subject.table !== undefined && (this.#asTable || alone);
    this.#scroller.hidden = !asTable;
    this.#canvas.hidden = this.subject.chart === undefined || shows !== 'data' || asTable;
    this.#content.hidden = this.subject.content === undefined || shows !== 'data' || asTable;
    this.#message.hidden = shows === 'data';
    // A file says of what question it is: that is the new one already, while the old answer is shown.
    this.#pictureButton.disabled = this.#canvas.hidden || this.#owed;
    this.#tableButton.disabled = shows !== 'data';
    for (const button of this.#fileButtons.values()) {
      button.disabled = shows !== 'data' || this.#owed;
    }
    setText(this.#note, data === null || empty ? '' : (this.subject.note?.(data.data, language) ?? ''));
    const stale = data?.stale ?? null;
    this.root.classList.toggle('stale', stale !== null);
    setText(
      this.#age,
      data === null || stale === null
        ? ''
        : tileText(language).asOf(timeOfDay(data.at, Date.now(), language)),
    );
    this.#age.title = stale === null ? '' : wordsOf(stale.problem, language);
    if (shows !== 'data') {
      this.#message.replaceChildren(...this.#messageOf(shows, language));
    }
    if (data === null || empty) {
      return;
    }
    if (asTable && this.subject.table !== undefined) {
      show(
        this.#scroller,
        tableElement(this.subject.title(language), this.subject.table(data.data, language), language),
        gently,
      );
    } else if (this.subject.content !== undefined) {
      show(this.#content, this.subject.content(data.data, language), gently);
    }
    this.#paintChart();
  }

  #paintChart(): void {
    const size = { width: this.#canvas.clientWidth, height: this.#canvas.clientHeight };
    if (this.#canvas.hidden || this.#state.kind !== 'loaded' || size.width === 0 || size.height === 0) {
      return;
    }
    const { language } = this.#look;
    if (this.#chartLanguage !== language) {
      // ECharts takes the language of its descriptions only when it is made.
      this.#chart?.dispose();
      this.#chart = null;
    }
    if (this.#chart === null) {
      this.#chartLanguage = language;
      this.#chart = initChart(this.#canvas, null, {
        renderer: 'canvas',
        locale: language === 'en' ? 'EN' : 'ZH',
      });
      this.subject.listen?.(this.#chart);
      // The reader changed what is drawn: the next painting sets it right, even if it says the same as the last.
      this.#chart.on('datazoom', () => {
        this.#drawn = '';
      });
      this.#drawn = '';
    } else if (this.#chart.getWidth() !== size.width || this.#chart.getHeight() !== size.height) {
      this.#chart.resize();
    }
    const option = this.subject.chart?.(this.#state.data, this.#look, size);
    if (option === undefined) {
      return;
    }
    // What an option says in functions follows from the rest of it.
    const drawn = JSON.stringify(option);
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.#chart.setOption(option, { notMerge: true, silent: true });
    }
  }

  #messageOf(shows: 'loading' | 'failed' | 'empty', language: Language): readonly Node[] {
    const text = tileText(language);
    if (shows === 'loading') {
      setAttribute(this.#message, 'role', 'status');
      return [
        element('span', { class: 'for-readers' }, text.loading),
        ...[72, 100, 58, 86].map((width) => skeletonLine(width)),
      ];
    }
    if (shows === 'empty') {
      setAttribute(this.#message, 'role', 'status');
      return [element('p', {}, this.subject.emptyText?.(language) ?? text.empty)];
    }
    const problem = this.#state.kind === 'failed' ? this.#state.problem : null;
    const words = wordsOf(problem, language);
    if (this.#isSaidBeside(words)) {
      this.#message.removeAttribute('role');
    } else {
      setAttribute(this.#message, 'role', 'alert');
    }
    const retry = element('button', { type: 'button' }, text.retry);
    retry.addEventListener('click', () => this.#ask !== null && this.load(this.#ask));
    const id = problem instanceof ApiError ? problem.requestId : null;
    return [
      element('p', {}, words),
      ...(id === null ? [] : [element('p', { class: 'request' }, text.request(id))]),
      retry,
    ];
  }

  /** Whether another tile says the same: one question that fails is no reason for six alerts. */
  #isSaidBeside(words: string): boolean {
    const alerts = this.root.parentElement?.querySelectorAll('.tile > .message[role="alert"]') ?? [];
    return Array.from(alerts).some(
      (alert) =>
        alert !== this.#message &&
        alert.parentElement?.dataset.shows === 'failed' &&
        alert.firstElementChild?.textContent === words,
    );
  }

  #turn(): void {
    this.#asTable = !this.#asTable;
    setAttribute(this.#tableButton, 'aria-pressed', String(this.#asTable));
    this.#paint();
  }

  #savePicture(): void {
    const drawing = this.#canvas.querySelector('canvas');
    if (drawing !== null) {
      const { language } = this.#look;
      savePicture(drawing, this.subject.title(language), this.subject.caption?.(language) ?? '', this.#look);
    }
  }

  #saveFile(kind: FileKind): void {
    if (this.#state.kind === 'loaded' && this.subject.file !== undefined) {
      const { language } = this.#look;
      saveTable(kind, this.subject.file(this.#state.data, language), {
        title: this.subject.title(language),
        caption: this.subject.caption?.(language) ?? '',
      });
    }
  }

  #showSql(): void {
    const sql = this.subject.sql?.();
    if (sql !== undefined) {
      showSql(this.subject.title(this.#look.language), sql, this.#look.language);
    }
  }
}

function show(container: HTMLElement, fresh: Node, gently: boolean): void {
  const shown = container.firstChild;
  if (!gently || shown === null || !patch(shown, fresh)) {
    container.replaceChildren(fresh);
  }
}

/** What went wrong, in the words of the service if it said any. */
export function wordsOf(problem: unknown, language: Language): string {
  if (problem instanceof ApiError) {
    return problem.message;
  }
  return problem instanceof UnreachableError ? tileText(language).unreachable : String(problem);
}

function skeletonLine(width: number): HTMLElement {
  const line = element('i', { class: 'skeleton', 'aria-hidden': 'true' });
  line.style.width = `${width}%`;
  return line;
}

function describe(button: HTMLButtonElement, title: string, words: string): void {
  button.title = words;
  setAttribute(button, 'aria-label', `${title}: ${words}`);
}
