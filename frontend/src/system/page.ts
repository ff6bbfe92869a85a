import type { Answers } from '../api/rest';
import { formatBytes, formatCount } from '../charts/look';
import type { Language } from '../contract/labels';
import { businessZone, useBusinessZone } from '../contract/zone';
import { element, setText } from '../page/element';
import { RadioGroup } from '../page/radio-group';
import type { Page, Surroundings } from '../page/pages';
import { browserTimers, Poll } from '../page/poll';
import { timeOfDay } from '../page/status';
import { formatAgo, formatDuration, zoneNote } from '../page/time';
import { badge, factsElement, type Fact } from '../tile/facts';
import type { Cell, Table } from '../tile/table';
import { Tile } from '../tile/tile';
import '../tile/tile.css';
import { alertsOf, checkpointsOf, toneOf, type Component, type Status } from './alerts';
import { countText, measureOption, percentText, type Sample } from './charts';
import './system.css';
import { PERIODS, systemText, type MetricName, type Period } from './text';

type Metrics = Answers['/api/system/metrics'];

/** A status, and when it was: what is "ago" in it does not depend on this machine's clock. */
interface Seen {
  readonly status: Status;
  readonly at: number;
}

const EVERY_MILLIS = 5_000;
/** An hour of lag, at one sample each time. */
const MOST_LAG_SAMPLES = 720;
const METRICS: readonly MetricName[] = ['cpu', 'memory', 'disk', 'network_io'];

export function open(surroundings: Surroundings): Page {
  return new SystemPage(surroundings);
}

/** Whether everything runs, how far behind it is and what it costs. */
class SystemPage implements Page {
  readonly root: HTMLElement;
  readonly #heading = element('h2', { class: 'for-readers' });
  readonly #zone = element('p', { class: 'zone' });
  readonly #periods = new RadioGroup(PERIODS, 'period', (period) => this.#choose(period), {
    group: 'segments',
  });
  readonly #alerts: Tile<Seen>;
  readonly #components: Tile<Seen>;
  readonly #stream: Tile<Seen>;
  readonly #partitions: Tile<Seen>;
  readonly #lag: Tile<readonly Sample[]>;
  readonly #metrics: readonly Tile<Metrics>[];
  readonly #poll: Poll;
  readonly #leaving = new AbortController();
  #period: Period = '5m';
  #lagSamples: Sample[] = [];
  #asking: Promise<Seen> | null = null;
  #askingMetrics: { readonly period: Period; readonly answer: Promise<Metrics> } | null = null;
  #shown: string | null = null;

  constructor(private readonly surroundings: Surroundings) {
    const look = surroundings.look();
    const title = (name: 'alerts' | 'components' | 'stream' | 'partitions' | 'lag') => ({
      name: `system-${name}`,
      title: (language: Language) => systemText(language)[name],
    });
    this.#alerts = new Tile<Seen>({ ...title('alerts'), content: alertsElement }, look);
    this.#components = new Tile<Seen>({ ...title('components'), content: componentsElement }, look);
    this.#stream = new Tile<Seen>({ ...title('stream'), content: streamElement }, look);
    this.#partitions = new Tile<Seen>({ ...title('partitions'), table: partitionsTable }, look);
    this.#lag = new Tile<readonly Sample[]>(
      {
        ...title('lag'),
        note: (_, language) => systemText(language).lagNote,
        chart: (samples, chartLook) =>
          measureOption(
            { title: systemText(chartLook.language).lag, samples, max: null, format: countText(chartLook) },
            chartLook,
          ),
        table: (samples, language) =>
          samplesTable(samples, systemText(language).lag, language, (value) => ({
            text: formatCount(value, language),
            value,
          })),
      },
      look,
    );
    this.#metrics = METRICS.map((name) => metricTile(name, look, () => this.#period));
    this.root = element(
      'main',
      { class: 'page page-system' },
      this.#heading,
      element(
        'div',
        { class: 'tiles' },
        ...[this.#alerts, this.#components, this.#stream, this.#partitions, this.#lag].map(
          (tile) => tile.root,
        ),
        element('div', { class: 'resources-head' }, this.#periods.root),
        ...this.#metrics.map((tile) => tile.root),
      ),
      this.#zone,
    );
    this.#poll = new Poll(
      () => this.#load(true),
      EVERY_MILLIS,
      browserTimers(() => surroundings.isVisible()),
    );
    this.#paint();
  }

  show(query: URLSearchParams): void {
    const text = query.toString();
    if (this.#shown === text) {
      return;
    }
    this.#shown = text;
    this.#period = PERIODS.find((period) => period === query.get('period')) ?? '5m';
    this.#paint();
    this.#loadMetrics(false);
    this.refresh();
  }

  restyle(): void {
    const look = this.surroundings.look();
    this.#paint();
    this.#all.forEach((tile) => tile.restyle(look));
  }

  visibility(visible: boolean): void {
    if (visible) {
      this.#poll.wake();
    } else {
      this.#poll.rest();
    }
  }

  refresh(): void {
    this.#load(true).catch(() => undefined);
    this.#poll.wake();
  }

  leave(): void {
    this.#poll.end();
    this.#leaving.abort();
    this.#all.forEach((tile) => tile.dispose());
  }

  get #all(): readonly Tile<never>[] {
    const tiles: readonly unknown[] = [
      this.#alerts,
      this.#components,
      this.#stream,
      this.#partitions,
      this.#lag,
      ...this.#metrics,
    ];
    return tiles as readonly Tile<never>[];
  }

  #choose(period: Period): void {
    this.#period = period;
    const query = new URLSearchParams(period === '5m' ? {} : { period });
    this.#shown = query.toString();
    this.surroundings.address(query);
    this.#paint();
    this.#loadMetrics(false);
  }

  async #load(quietly: boolean): Promise<void> {
    const ask = () => this.#ask();
    for (const tile of [this.#alerts, this.#components, this.#stream, this.#partitions]) {
      tile.load(ask, quietly);
    }
    this.#lag.load(async () => {
      await ask();
      return this.#lagSamples;
    }, quietly);
    this.#loadMetrics(quietly);
    await ask();
  }

  /** All tiles of the status share one answer. */
  #ask(): Promise<Seen> {
    this.#asking ??= this.surroundings.rest
      .get('/api/system/status', {}, this.#leaving.signal)
      .then((status) => {
        const at = Date.now();
        useBusinessZone(status.system.zone);
        setText(this.#zone, zoneNote(status.system.zone, this.surroundings.look().language));
        this.#lagSamples = [...this.#lagSamples, [at, status.stream.lag] as const].slice(-MOST_LAG_SAMPLES);
        return { status, at };
      })
      .finally(() => {
        this.#asking = null;
      });
    return this.#asking;
  }

  #loadMetrics(quietly: boolean): void {
    const period = this.#period;
    // All tiles share one answer, and so do a choice and the poll that comes with it.
    const ask = () => {
      if (this.#askingMetrics?.period !== period) {
        const answer = this.surroundings.rest
          .get('/api/system/metrics', { period }, this.#leaving.signal)
          .finally(() => {
            if (this.#askingMetrics?.answer === answer) {
              this.#askingMetrics = null;
            }
          });
        this.#askingMetrics = { period, answer };
      }
      return this.#askingMetrics.answer;
    };
    this.#metrics.forEach((tile) => tile.load(ask, quietly));
  }

  #paint(): void {
    const text = systemText(this.surroundings.look().language);
    setText(this.#heading, text.heading);
    setText(this.#zone, zoneNote(businessZone(), this.surroundings.look().language));
    this.#periods.translate(text.period, (period) => text.periods[period]);
    this.#periods.mark(this.#period);
  }
}

function metricTile(
  name: MetricName,
  look: ReturnType<Surroundings['look']>,
  period: () => Period,
): Tile<Metrics> {
  const isShare = name !== 'network_io';
  const format = (language: Language) =>
    isShare ? percentText : (value: number) => systemText(language).kilobytes(formatCount(value, language));
  const samples = ({ series }: Metrics): readonly Sample[] =>
    series.map((step) => [step.timestamp, step[name] ?? null] as const);
  return new Tile<Metrics>(
    {
      name: `system-${name}`,
      title: (language) => systemText(language).metrics[name],
      note: (metrics, language) => {
        const last = samples(metrics).findLast(([, value]) => value !== null)?.[1];
        return last === null || last === undefined ? '' : format(language)(last);
      },
      isEmpty: ({ series }) => series.length === 0,
      emptyText: (language) => systemText(language).noneYet,
      caption: (language) => systemText(language).periods[period()],
      chart: (metrics, chartLook) =>
        measureOption(
          {
            title: systemText(chartLook.language).metrics[name],
            samples: samples(metrics),
            max: isShare ? 100 : null,
            format: format(chartLook.language),
          },
          chartLook,
        ),
      table: (metrics, language) =>
        samplesTable(samples(metrics), systemText(language).metrics[name], language, (value) => ({
          text: format(language)(value),
          value,
        })),
    },
    look,
  );
}

function alertsElement({ status, at }: Seen, language: Language): HTMLElement {
  const text = systemText(language);
  const alerts = alertsOf(status, at, language);
  if (alerts.length === 0) {
    return element('p', { class: 'all-well', role: 'status' }, badge('good', text.allWell));
  }
  return element(
    'div',
    { role: 'status' },
    element(
      'ul',
      { class: 'alerts' },
      ...alerts.map(({ tone, title, meaning }) =>
        element('li', { 'data-tone': tone }, badge(tone, title), element('span', {}, meaning)),
      ),
    ),
  );
}

/** A card for each part, in the order that the service tells of them. */
function componentsElement({ status, at }: Seen, language: Language): HTMLElement {
  const text = systemText(language);
  return element(
    'ul',
    { class: 'components' },
    ...Object.entries(status.components).map(([name, component]) =>
      element(
        'li',
        { 'data-component': name, 'data-status': component.status },
        element('strong', {}, text.names[name] ?? name),
        badge(toneOf(component.status), text.states[component.status] ?? component.status),
        detailsElement(component, name === 'flink' ? status : null, at, language),
      ),
    ),
  );
}

function detailsElement(
  component: Component,
  job: Status | null,
  at: number,
  language: Language,
): HTMLElement {
  const text = systemText(language);
  const rows: [string, string][] = [];
  for (const [key, value] of Object.entries(component)) {
    if (key !== 'status' && (typeof value === 'string' || typeof value === 'number')) {
      rows.push([
        text.details[key] ?? key,
        typeof value === 'number'
          ? formatCount(value, language)
          : key === 'job_id'
            ? value.slice(0, 8)
            : value,
      ]);
    }
  }
  const checkpoints = job === null ? null : checkpointsOf(job);
  if (checkpoints !== null) {
    const { last_completed_ms: last, last_duration_ms: took, last_bytes: bytes } = checkpoints;
    rows.push(
      [text.details.completed ?? '', formatCount(checkpoints.completed, language)],
      [text.details.failed ?? '', formatCount(checkpoints.failed, language)],
      [
        text.details.last_completed_ms ?? '',
        last === null ? text.noneYet : formatAgo((at - last) / 1000, language),
      ],
      ...(took === null
        ? []
        : [[text.details.last_duration_ms ?? '', formatDuration(took, language)] as [string, string]]),
      ...(bytes === null ? [] : [[text.details.last_bytes ?? '', formatBytes(bytes)] as [string, string]]),
    );
  }
  return element(
    'dl',
    {},
    ...rows.map(([label, value]) => element('div', {}, element('dt', {}, label), element('dd', {}, value))),
  );
}

function streamElement({ status, at }: Seen, language: Language): HTMLElement {
  const text = systemText(language);
  const { stream, system } = status;
  const moment = (name: string, label: string, millis: number | null): Fact => ({
    name,
    label,
    text: millis === null ? text.noneYet : timeOfDay(millis, at, language),
    ...(millis === null ? {} : { value: millis }),
  });
  const count = (name: string, label: string, value: number, tone?: Fact['tone']): Fact => ({
    name,
    label,
    text: formatCount(value, language),
    value,
    tone,
  });
  return factsElement([
    count('lag', text.lag, stream.lag, stream.lag >= 10_000 ? 'fair' : undefined),
    count('accepted', text.accepted, stream.accepted),
    count('late', text.late, stream.late),
    count('rejected', text.rejected, stream.rejected),
    moment('completeThrough', text.completeThrough, stream.complete_through_ms),
    moment('watermark', text.watermark, stream.watermark_ms),
    moment('recordTime', text.recordTime, stream.record_time_ms),
    {
      name: 'uptime',
      label: text.uptime,
      text: formatDuration(system.uptime * 1000, language),
      value: system.uptime,
    },
    { name: 'version', label: text.version, text: system.version },
  ]);
}

function partitionsTable({ status }: Seen, language: Language): Table {
  const text = systemText(language);
  return {
    columns: [
      { title: text.partition, kind: 'text' },
      { title: text.position, kind: 'number' },
      { title: text.endOffset, kind: 'number' },
      { title: text.lag, kind: 'number' },
    ],
    rows: Object.entries(status.stream.partitions).map(([partition, { position, end_offset: end, lag }]) => [
      partition,
      position,
      end,
      lag,
    ]),
  };
}

function samplesTable(
  samples: readonly Sample[],
  title: string,
  language: Language,
  cell: (value: number) => Cell,
): Table {
  return {
    columns: [
      { title: systemText(language).time, kind: 'text' },
      { title, kind: 'number' },
    ],
    rows: samples
      .toReversed()
      .map(([time, value]) => [timeOfDay(time, Date.now(), language), value === null ? null : cell(value)]),
  };
}
