import { formatCount } from '../charts/look';
import type { Language } from '../contract/labels';
import { element, setAttribute, setText } from './element';
import { textOf } from './text';

/**
 * The figures beside the charts. `latency` is in milliseconds, `conversion` in hundredths of a percent, the
 * others are counts.
 */
export type Metric =
  'events' | 'visitors' | 'conversion' | 'eventsPerSecond' | 'late' | 'rejected' | 'lag' | 'latency';

export type Figures = Readonly<Record<Metric, number | null>>;

/**
 * One figure. The element that bears `data-metric` also bears `data-value` with the exact integer (absent
 * while unknown), so that a test reads numbers and not their formatting.
 */
class Figure {
  readonly root: HTMLElement;
  readonly #label = element('dt');
  readonly #value: HTMLElement;

  constructor(private readonly metric: Metric) {
    this.#value = element('dd', { 'data-metric': metric });
    this.root = element('div', { class: `figure figure-${metric}` }, this.#label, this.#value);
  }

  translate(language: Language): void {
    const text = textOf(language);
    setText(this.#label, text[this.metric]);
    this.root.title = text.hints[this.metric];
  }

  paint(value: number | null, language: Language): void {
    if (value === null) {
      this.#value.removeAttribute('data-value');
      setText(this.#value, '–');
      return;
    }
    setAttribute(this.#value, 'data-value', String(value));
    const text = formatted(this.metric, value, language);
    setText(this.#value, text);
    setAttribute(this.root, 'style', `--length: ${text.length}`);
    this.root.classList.toggle('is-zero', value === 0);
  }
}

export class Metrics {
  readonly root: HTMLElement;
  readonly #figures: readonly (readonly [Metric, Figure])[];
  #language: Language = 'zh';

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

  paint(figures: Figures): void {
    for (const [metric, figure] of this.#figures) {
      figure.paint(figures[metric], this.#language);
    }
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
