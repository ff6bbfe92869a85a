import { DataZoomInsideComponent, DataZoomSliderComponent } from 'echarts/components';
import type { Parameters } from '../api/rest';
import { actionOption } from '../charts/action/option';
import { ageOption } from '../charts/age/option';
import { addParts, type Chart, type EChartsOption } from '../charts/echarts';
import { genderOption } from '../charts/gender/option';
import { formatCount, type Look, type Size } from '../charts/look';
import { provinceOption } from '../charts/province/option';
import { comparedRows, growth, OTHER, type Row } from '../charts/row';
import { DIMENSIONS, labelOf, type Dimension, type Language } from '../contract/labels';
import { element, setText } from '../page/element';
import type { Page, Surroundings } from '../page/pages';
import { Choice } from '../tile/choice';
import { Tile } from '../tile/tile';
import '../tile/tile.css';
import './history.css';
import {
  breakdownOption,
  funnelOption,
  hotOption,
  rankOption,
  trendOption,
  totalsOf,
  zoomOf,
  type Zoom,
} from './charts';
import { Controls } from './controls';
import { Exports } from './exports';
import { breakdownOf, codeOf, countsOf, sum, trendOf } from './numbers';
import { comparable, trendDataOf, type TrendData } from './periods';
import { apiTime, intervalFor, localMinute, spanBefore, spanOf, spanOfPoints, type Span } from './span';
import { filtersOf, sqlWithBefore, type Question, type Scope } from './sql';
import {
  comparedItems,
  distributionTable,
  figureTable,
  funnelTable,
  hotTable,
  matrixTable,
  trendTable,
  type Conversion,
  type Distribution,
  type Figure,
  type Hot,
  type Matrix,
} from './tables';
import { historyText, type TileName } from './text';
import {
  INTERVALS,
  KINDS,
  queryOf,
  viewOf,
  type Bucket,
  type HistoryView,
  type Interval,
  type Kind,
  type LocalMinute,
} from './view';

addParts([DataZoomInsideComponent, DataZoomSliderComponent]);

const HOT_ITEMS = 10;
/** So many of the period before, that those of now are among them: as many as the service answers with. */
const HOT_ITEMS_BEFORE = 100;
const DATABASE = '/api/user_stats';

const OPTIONS: Readonly<Record<Dimension, (rows: readonly Row[], look: Look, size: Size) => EChartsOption>> =
  {
    action: actionOption,
    age: ageOption,
    gender: genderOption,
    province: provinceOption,
  };

export function open(surroundings: Surroundings): Page {
  return new HistoryPage(surroundings);
}

/** What happened, over any range and filters. */
class HistoryPage implements Page {
  readonly root: HTMLElement;
  readonly #heading = element('h2', { class: 'for-readers' });
  readonly #zoneNote = element('p', { class: 'zone' });
  readonly #notice = element('div', { class: 'notice', role: 'status' });
  readonly #controls: Controls;
  readonly #exports: Exports;
  readonly #interval = new Choice((value) => this.#choose({ interval: value as Interval }));
  readonly #lines = new Choice((value) =>
    this.#choose({ lines: value === '' ? null : (value as Dimension) }),
  );
  readonly #rows = new Choice((value) => this.#chooseRows(value as Dimension));
  readonly #columns = new Choice((value) =>
    this.#choose({ columns: value === '' ? null : (value as Bucket) }),
  );
  readonly #kind = new Choice((value) => this.#choose({ kind: value as Kind }));
  readonly #zoom = element('button', { type: 'button', class: 'primary zoom' });
  readonly #events: Tile<Figure>;
  readonly #visitors: Tile<Figure>;
  readonly #conversion: Tile<Conversion>;
  readonly #trend: Tile<TrendData>;
  readonly #funnel: Tile<Conversion>;
  readonly #distributions: Readonly<Record<Dimension, Tile<Distribution>>>;
  readonly #breakdown: Tile<Matrix>;
  readonly #hot: Tile<Hot>;
  /** What each tile has asked for last: the same is not asked for twice. */
  readonly #asked = new Map<TileName, string>();
  readonly #leaving = new AbortController();
  #view: HistoryView = viewOf(new URLSearchParams());
  #query: string | null = null;
  #zone: string | null = null;
  #learning: Promise<never> | null = null;
  #span: Span = null;
  /** When the span was reckoned. */
  #now: LocalMinute = '';
  #points: readonly string[] = [];
  #zoomed: Zoom | null = null;

  constructor(private readonly surroundings: Surroundings) {
    const look = surroundings.look();
    this.#exports = new Exports(
      surroundings.rest,
      () => ({ parameters: this.#parameters(this.#span), language: this.#language }),
      () => surroundings.hasToken(),
    );
    this.#controls = new Controls(
      { choose: (change) => this.#choose(change), refresh: () => this.refresh() },
      this.#exports.root,
    );
    const text = () => historyText(this.#language);
    const subject = (name: TileName, question: () => Question) => ({
      name,
      title: (language: Language) => historyText(language).tiles[name],
      caption: () => this.#caption(question()),
      sql: () => this.#sql(question()),
    });
    const figure = (name: 'events' | 'visitors') => ({
      ...subject(name, () => ({ of: name })),
      content: (data: Figure, language: Language) =>
        figureElement(data, (count) => formatCount(count, language), text()),
      file: (data: Figure, language: Language) =>
        figureTable(historyText(language).tiles[name], data, language),
    });
    /** What actions the funnel is made of does not depend on a filter of them. */
    const funnelNote = (...notes: readonly string[]) =>
      [...notes, ...(this.#view.filters.action === undefined ? [] : [text().withoutAction])].join(' · ');
    const mark = (compared: boolean) => (compared ? [text().mark] : []);
    this.#events = new Tile<Figure>(figure('events'), look);
    this.#visitors = new Tile<Figure>({ ...figure('visitors'), note: () => text().visitorsNote }, look);
    this.#conversion = new Tile<Conversion>(
      {
        ...subject('conversion', () => ({ of: 'funnel' })),
        note: () => funnelNote(text().ofFirst),
        content: (data) => figureElement(conversionOf(data), (share) => `${share.toFixed(2)}%`, text()),
        file: (data, language) =>
          figureTable(`${historyText(language).tiles.conversion} %`, conversionOf(data), language),
      },
      look,
    );
    this.#trend = new Tile<TrendData>(
      {
        ...subject('trend', () => ({ of: 'trend', interval: this.#intervalNow, lines: this.#view.lines })),
        isEmpty: ({ now, before }) => sum(totalsOf(now)) === 0 && sum(before?.map(Number) ?? []) === 0,
        chart: (data, chartLook) => trendOption(data, chartLook, this.#zoomed),
        table: trendTable,
        file: trendTable,
        listen: (chart) => chart.on('datazoom', () => this.#onZoom(chart)),
      },
      look,
      this.#zoom,
      this.#lines.root,
      this.#interval.root,
    );
    this.#funnel = new Tile<Conversion>(
      {
        ...subject('funnel', () => ({ of: 'funnel' })),
        isEmpty: ({ now }) => sum(now.map(({ count }) => count)) === 0,
        note: ({ before }) => funnelNote(...mark(before !== null)),
        chart: ({ now, before }, chartLook) => funnelOption(now, before, chartLook),
        table: funnelTable,
        file: funnelTable,
      },
      look,
    );
    const distribution = (dimension: Dimension) => {
      const table = (data: Distribution, language: Language) => distributionTable(dimension, data, language);
      return new Tile<Distribution>(
        {
          ...subject(dimension, () => ({ of: 'counts', rows: dimension, columns: null })),
          isEmpty: ({ now }) => sum(now.values()) === 0,
          // The rings have the growth in their legends instead.
          note: ({ before }) =>
            mark(before !== null && (dimension === 'age' || dimension === 'province')).join(''),
          chart: ({ now, before }, chartLook, size) =>
            OPTIONS[dimension](comparedRows(dimension, now, before, chartLook.language), chartLook, size),
          table,
          file: table,
          listen: (chart) =>
            chart.on('click', ({ name, data }) =>
              this.#toggleFilter(
                dimension,
                (data as { code?: string } | null)?.code ?? codeOf(dimension, name),
              ),
            ),
        },
        look,
      );
    };
    this.#distributions = {
      action: distribution('action'),
      gender: distribution('gender'),
      age: distribution('age'),
      province: distribution('province'),
    };
    this.#breakdown = new Tile<Matrix>(
      {
        ...subject('breakdown', () => ({ of: 'counts', rows: this.#view.rows, columns: this.#view.columns })),
        isEmpty: ({ counts }) => counts.size === 0,
        note: ({ before }) => mark(before !== null).join(''),
        chart: (data, chartLook, size) =>
          data.columns === null
            ? rankOption(data.rows, data.counts, data.before, chartLook)
            : breakdownOption(data, chartLook, size),
        table: matrixTable,
        file: matrixTable,
      },
      look,
      this.#rows.root,
      this.#columns.root,
    );
    this.#hot = new Tile<Hot>(
      {
        ...subject('hot', () => ({ of: 'hot', kind: this.#view.kind, limit: HOT_ITEMS })),
        isEmpty: ({ items }) => items.length === 0,
        note: ({ compared }) => mark(compared).join(''),
        chart: ({ items }, chartLook) => hotOption(items, chartLook),
        table: hotTable,
        file: hotTable,
      },
      look,
      this.#kind.root,
    );
    this.#zoom.hidden = true;
    this.#zoom.addEventListener('click', () => this.#useZoom());
    this.#notice.hidden = true;
    this.root = element(
      'main',
      { class: 'page page-history' },
      this.#heading,
      this.#controls.root,
      this.#notice,
      element('div', { class: 'tiles' }, ...this.#tiles.map((tile) => tile.root)),
      this.#zoneNote,
    );
  }

  show(query: URLSearchParams): void {
    const text = query.toString();
    if (this.#query !== text) {
      this.#query = text;
      this.#view = viewOf(query);
      this.#load();
    }
  }

  restyle(): void {
    const look = this.surroundings.look();
    this.#paint();
    this.#tiles.forEach((tile) => tile.restyle(look));
  }

  visibility(): void {
    // Nothing here goes on by itself.
  }

  refresh(): void {
    this.#asked.clear();
    this.#load();
  }

  leave(): void {
    this.#leaving.abort();
    this.#exports.end();
    this.#tiles.forEach((tile) => tile.dispose());
  }

  get #tiles(): readonly Tile<never>[] {
    const tiles: readonly unknown[] = [
      this.#events,
      this.#visitors,
      this.#conversion,
      this.#trend,
      this.#funnel,
      this.#distributions.action,
      this.#distributions.gender,
      this.#distributions.age,
      this.#distributions.province,
      this.#breakdown,
      this.#hot,
    ];
    return tiles as readonly Tile<never>[];
  }

  get #language(): Language {
    return this.surroundings.look().language;
  }

  get #intervalNow(): Interval {
    return intervalFor(this.#view.interval, this.#span);
  }

  #choose(change: Partial<HistoryView>): void {
    this.#view = { ...this.#view, ...change };
    const query = queryOf(this.#view);
    this.#query = query.toString();
    this.surroundings.address(query);
    this.#load();
  }

  #chooseRows(rows: Dimension): void {
    // A dimension cannot be broken down by itself.
    this.#choose({ rows, columns: this.#view.columns === rows ? null : this.#view.columns });
  }

  /** A click on a value narrows everything to it; another click takes that back. */
  #toggleFilter(dimension: Dimension, code: string): void {
    if (code === OTHER) {
      // Many values share that row; no filter means them all.
      return;
    }
    const { [dimension]: set, ...others } = this.#view.filters;
    this.#choose({ filters: set === code ? others : { ...others, [dimension]: code } });
  }

  #load(): void {
    // Only now: what is shown, its SQL and its export stay of the same minutes until something is asked again.
    this.#now = this.#zone === null ? '' : localMinute(Date.now(), this.#zone);
    this.#span = this.#zone === null ? null : spanOf(this.#view.range, this.#now);
    this.#paint();
    if (this.#zone === null) {
      // What a range means depends on where the business is.
      this.#tiles.forEach((tile) => tile.load(() => this.#learnZone()));
      return;
    }
    const { compare, lines, rows, columns, kind, filters } = this.#view;
    const span = this.#span;
    const before = compare ? spanBefore(span, this.#now) : null;
    const period = { span, now: this.#now };
    const interval = this.#intervalNow;
    const { rest } = this.surroundings;
    const asked = JSON.stringify([span, filters, before]);
    const ask = <Data>(
      name: TileName,
      tile: Tile<Data>,
      more: string,
      call: (signal: AbortSignal) => Promise<Data>,
    ) => {
      const key = `${asked} ${more}`;
      if (this.#asked.get(name) !== key) {
        this.#asked.set(name, key);
        tile.load(call);
      }
    };
    /** The same question of both periods. */
    const both = async <Answer>(call: (of: Span) => Promise<Answer>) => {
      const [now, then] = await Promise.all([call(span), before === null ? null : call(before)]);
      return { now, before: then };
    };

    ask('events', this.#events, '', async (signal) => {
      const figure = await both(async (of) => {
        const answer = await rest.get(
          `${DATABASE}/dimensions`,
          { dimension: 'action', ...this.#parameters(of) },
          signal,
        );
        return answer.total;
      });
      this.#paintNotice(figure.now === 0);
      return figure;
    });
    ask('visitors', this.#visitors, '', (signal) =>
      both(async (of) => (await rest.get(`${DATABASE}/visitors`, this.#parameters(of), signal)).visitors),
    );
    const conversion = (signal: AbortSignal) =>
      both(async (of) => {
        const { action: _, ...parameters } = this.#parameters(of);
        const { stages } = await rest.get(`${DATABASE}/funnel`, parameters, signal);
        return stages.map((stage) => ({
          code: codeOf('action', stage.action_type),
          count: stage.count,
          conversion: stage.conversion,
          step: stage.step_conversion,
        }));
      });
    ask('conversion', this.#conversion, '', conversion);
    ask('funnel', this.#funnel, '', conversion);
    ask('trend', this.#trend, `${interval} ${lines}`, async (signal) => {
      this.#zoomed = null;
      this.#zoom.hidden = true;
      const answer = await both(async (of) =>
        trendOf(
          await rest.get(
            `${DATABASE}/trend`,
            { interval, dimension: lines ?? undefined, ...this.#parameters(of) },
            signal,
          ),
          lines,
        ),
      );
      const trend = trendDataOf(answer.now, answer.before, lines, period, interval);
      this.#points = trend.now.points;
      return trend;
    });
    for (const dimension of DIMENSIONS) {
      ask(dimension, this.#distributions[dimension], '', (signal) =>
        both(async (of) =>
          countsOf(
            dimension,
            (await rest.get(`${DATABASE}/dimensions`, { dimension, ...this.#parameters(of) }, signal))
              .statistics,
          ),
        ),
      );
    }
    ask('breakdown', this.#breakdown, `${rows} ${columns}`, async (signal) => {
      const answer = await both(
        async (of) =>
          (
            await rest.get(
              `${DATABASE}/dimensions`,
              { dimension: rows, group_by: columns ?? undefined, ...this.#parameters(of) },
              signal,
            )
          ).statistics,
      );
      if (columns === null) {
        const then = answer.before === null ? null : countsOf(rows, answer.before);
        return { rows, columns, counts: countsOf(rows, answer.now), before: then };
      }
      const then =
        answer.before === null || span === null
          ? null
          : comparable(breakdownOf(rows, columns, answer.before), span);
      return { ...breakdownOf(rows, columns, answer.now), before: then };
    });
    ask('hot', this.#hot, kind, async (signal) => {
      const ask = async (of: Span, limit: number) =>
        (
          await rest.get(
            `${DATABASE}/hot_items`,
            { kind, limit: String(limit), ...this.#parameters(of) },
            signal,
          )
        ).items;
      const [items, then] = await Promise.all([
        ask(span, HOT_ITEMS),
        before === null ? null : ask(before, HOT_ITEMS_BEFORE),
      ]);
      return { items: comparedItems(items, then, HOT_ITEMS_BEFORE), compared: then !== null };
    });
  }

  /** Asks where the business is, once; then everything else. Settles only if that fails. */
  #learnZone(): Promise<never> {
    this.#learning ??= this.surroundings.rest
      .get('/api/system/status', {}, this.#leaving.signal)
      .finally(() => {
        this.#learning = null;
      })
      .then((status) => {
        this.#zone = status.system.zone;
        this.#load();
        return new Promise<never>(() => undefined);
      });
    return this.#learning;
  }

  #paint(): void {
    const language = this.#language;
    const text = historyText(language);
    setText(this.#heading, text.heading);
    setText(this.#zoneNote, this.#zone === null ? '' : text.zone(this.#zone));
    this.#controls.paint(this.#view, this.#span, language);
    this.#exports.translate(language);
    const dimensions = DIMENSIONS.map((dimension) => [dimension, text.buckets[dimension]] as const);
    const intervals = INTERVALS.map((interval) => [interval, text.buckets[interval]] as const);
    this.#interval.paint(text.interval, intervals, this.#intervalNow);
    this.#lines.paint(text.lines, [['', text.noLines], ...dimensions], this.#view.lines ?? '');
    this.#rows.paint(text.rows, dimensions, this.#view.rows);
    this.#columns.paint(
      text.columns,
      [
        ['', text.noColumns],
        ...[...dimensions, ...intervals].filter(([bucket]) => bucket !== this.#view.rows),
      ],
      this.#view.columns ?? '',
    );
    this.#kind.paint(
      text.kind,
      KINDS.map((kind) => [kind, text.kinds[kind]] as const),
      this.#view.kind,
    );
    this.#paintNotice(!this.#notice.hidden);
    this.#paintZoom();
  }

  #paintNotice(isEmpty: boolean): void {
    const text = historyText(this.#language);
    this.#notice.hidden = !isEmpty;
    if (!isEmpty) {
      return;
    }
    const all = element('button', { type: 'button' }, text.showAll);
    all.addEventListener('click', () => this.#choose({ range: { preset: 'all' } }));
    all.hidden = this.#view.range.preset === 'all';
    const clear = element('button', { type: 'button' }, text.clear);
    clear.addEventListener('click', () => this.#choose({ filters: {} }));
    clear.hidden = Object.keys(this.#view.filters).length === 0;
    this.#notice.replaceChildren(
      element('strong', {}, text.emptyTitle),
      element('span', {}, text.emptyText),
      all,
      clear,
    );
  }

  /** The reader chose a part of the trend with its slider. */
  #onZoom(chart: Chart): void {
    const { dataZoom } = chart.getOption() as {
      dataZoom: readonly { startValue: number; endValue: number }[];
    };
    this.#zoomed = zoomOf(this.#points, dataZoom[0]);
    this.#paintZoom();
  }

  #paintZoom(): void {
    this.#zoom.hidden = this.#zoomed === null;
    if (this.#zoomed !== null) {
      const { from, to } = this.#spanOf(this.#zoomed);
      setText(this.#zoom, historyText(this.#language).useZoom(short(from), short(to)));
    }
  }

  #useZoom(): void {
    if (this.#zoomed !== null) {
      this.#choose({ range: { preset: null, ...this.#spanOf(this.#zoomed) } });
    }
  }

  #spanOf({ first, last }: Zoom): NonNullable<Span> {
    return spanOfPoints(first, last, this.#intervalNow);
  }

  /** Range and filters in the words of the API. */
  #parameters(span: Span): Parameters {
    return {
      ...(span === null ? {} : { start_time: apiTime(span.from), end_time: apiTime(span.to) }),
      ...this.#view.filters,
    };
  }

  #sql(question: Question): string {
    const scope: Scope = {
      span: this.#span,
      filters: filtersOf(question, this.#view.filters),
      zone: this.#zone ?? '',
    };
    const before = this.#view.compare ? spanBefore(this.#span, this.#now) : null;
    const asked = question.of === 'hot' ? { ...question, limit: HOT_ITEMS_BEFORE } : question;
    return sqlWithBefore(
      question,
      scope,
      { question: asked, span: before },
      historyText(this.#language).before,
    );
  }

  #caption(question: Question): string {
    const language = this.#language;
    const range =
      this.#span === null
        ? historyText(language).allTime
        : `${apiTime(this.#span.from).slice(0, 16)} – ${apiTime(this.#span.to).slice(0, 16)}`;
    const filters = Object.entries(filtersOf(question, this.#view.filters)) as [Dimension, string][];
    return [range, ...filters.map(([dimension, code]) => labelOf(dimension, code, language))].join(' · ');
  }
}

function short(minute: string): string {
  return minute.replace('T', ' ').slice(5);
}

function conversionOf({ now, before }: Conversion): Figure {
  return { now: now.at(-1)?.conversion ?? 0, before: before?.at(-1)?.conversion ?? null };
}

/** One large number, and how it grew. */
function figureElement(
  { now, before }: Figure,
  format: (value: number) => string,
  text: ReturnType<typeof historyText>,
): HTMLElement {
  const value = element('strong', { class: 'figure-value', 'data-value': String(now) }, format(now));
  if (before === null) {
    return element('div', { class: 'figure-tile' }, value);
  }
  const grown = growth(now, before);
  const trend = grown === null ? 'none' : grown < 0 ? 'down' : grown > 0 ? 'up' : 'same';
  const arrow = { up: '▲', down: '▼', same: '=', none: '' }[trend];
  return element(
    'div',
    { class: 'figure-tile' },
    value,
    element(
      'span',
      { class: `growth growth-${trend}` },
      grown === null
        ? text.nothingBefore
        : `${arrow} ${Math.abs(grown).toFixed(1)}% · ${text.versus(format(before))}`,
    ),
  );
}
