import { formatCount } from '../charts/look';
import type { Language } from '../contract/labels';
import { WHOLE } from '../state/numbers';
import { element, setAttribute, setHidden, setText } from './element';
import { Pace } from './pace';
import { textOf } from './text';
import { Tween } from './tween';

/**
 * The figures beside the charts. `latency` is in milliseconds, `conversion` in hundredths of a percent, the
 * others are counts.
 */
export type Metric =
  'events' | 'visitors' | 'conversion' | 'eventsPerSecond' | 'late' | 'rejected' | 'lag' | 'latency';

/** They only grow, so they may be seen growing. */
const GROWING: ReadonlySet<Metric> = new Set<Metric>(['events', 'visitors', 'late', 'rejected']);

/** They go up and down with each news. */
const JITTERING: ReadonlySet<Metric> = new Set<Metric>(['conversion', 'eventsPerSecond', 'lag', 'latency']);

/** Whatever the scope, they are of all events. */
const OF_ALL: ReadonlySet<Metric> = new Set<Metric>(['eventsPerSecond', 'lag', 'latency', 'rejected']);

export type Figures = Readonly<Record<Metric, number | null>>;

/**
 * One figure. The element that bears `data-metric` also bears `data-value` with the exact integer (absent
 * while unknown), so that a test reads numbers and not their formatting.
 */
class Figure {
  readonly root: HTMLElement;
  readonly #label = element('span');
  readonly #ofAll = element('small', { class: 'of-all' });
  readonly #value: HTMLElement;
  readonly #tween = new Tween();
  readonly #pace = new Pace();

  constructor(private readonly metric: Metric) {
    this.#value = element('dd', { 'data-metric': metric });
    this.root = element(
      'div',
      { class: `figure figure-${metric}` },
      element('dt', {}, this.#label, this.#ofAll),
      this.#value,
    );
  }

  translate(language: Language): void {
    const text = textOf(language);
    setText(this.#label, text[this.metric]);
    setText(this.#ofAll, ` ${text.ofAll}`);
    this.root.title = text.hints[this.metric];
    this.#pace.forget();
  }

  /** It is the figure of another scope than before. */
  turn(whole: boolean): void {
    this.#tween.forget();
    this.#pace.forget();
    setHidden(this.#ofAll, whole || !OF_ALL.has(this.metric));
  }

  /** @returns whether it is still moving */
  paint(value: number | null, language: Language, moves: boolean, now: number): boolean {
    if (value === null) {
      this.#tween.forget();
      this.#pace.forget();
      this.#value.removeAttribute('data-value');
      setText(this.#value, '–');
      return false;
    }
    setAttribute(this.#value, 'data-value', String(value));
    // What is held back is painted with later news, or by the clock that looks at all figures.
    if (JITTERING.has(this.metric) && !this.#pace.admits(now)) {
      return false;
    }
    const shown = this.#tween.show(value, moves && GROWING.has(this.metric), now);
    const exact = formatted(this.metric, value, language);
    setText(this.#value, shown === value ? exact : formatted(this.metric, shown, language));
    setAttribute(this.root, 'style', `--length: ${exact.length}`);
    this.root.classList.toggle('is-zero', value === 0);
    return this.#tween.isMoving;
  }
}

export class Metrics {
  readonly root: HTMLElement;
  readonly #figures: readonly (readonly [Metric, Figure])[];
  #language: Language = 'zh';
  #scope: string | null = null;

  constructor() {
    const metrics: readonly Metric[] = [
      'events',
      'visitors',
      'conversion',
      'eventsPerSecond',
      'latency',
      'lag',
      'late',
      'rejected',
    ];
    this.#figures = metrics.map((metric) => [metric, new Figure(metric)]);
    this.root = element('dl', { class: 'metrics' }, ...this.#figures.map(([, figure]) => figure.root));
  }

  translate(language: Language): void {
    this.#language = language;
    for (const [, figure] of this.#figures) {
      figure.translate(language);
    }
  }

  /**
   * @param scope of which the figures are, as far as they can be of one
   * @param moves whether a reader wants to see numbers move
   * @param now milliseconds of any clock that does not go backwards
   * @returns whether some are still moving
   */
  paint(figures: Figures, scope: string, moves: boolean, now: number): boolean {
    const turned = scope !== this.#scope;
    this.#scope = scope;
    let moving = false;
    for (const [metric, figure] of this.#figures) {
      if (turned) {
        figure.turn(scope === WHOLE);
      }
      moving = figure.paint(figures[metric], this.#language, moves, now) || moving;
    }
    return moving;
  }
}

function formatted(metric: Metric, value: number, language: Language): string {
  switch (metric) {
    case 'latency':
      return formatMillis(value);
    case 'conversion':
      return `${(value / 100).toFixed(2)}%`;
    default:
      return formatCount(value, language);
  }
}

function formatMillis(millis: number): string {
  if (millis < 1_000) {
    return `${millis} ms`;
  }
  if (millis < 120_000) {
    return `${(millis / 1_000).toFixed(1)} s`;
  }
  return `${Math.round(millis / 60_000)} min`;
}
