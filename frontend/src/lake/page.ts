import type { Answers } from '../api/rest';
import { barListOption } from '../charts/bar-list';
import { formatBytes, formatCount } from '../charts/look';
import { labelOf, type Language } from '../contract/labels';
import { businessZone } from '../contract/zone';
import { element, icon, setAttribute, setText } from '../page/element';
import type { Page, Surroundings } from '../page/pages';
import { browserTimers, Poll } from '../page/poll';
import { formatAgo, formatDuration, zoneNote } from '../page/time';
import { Choice } from '../tile/choice';
import { badge, factsElement, type Tone } from '../tile/facts';
import type { Cell, Table } from '../tile/table';
import { Tile } from '../tile/tile';
import '../tile/tile.css';
import { detailText } from './detail';
import { healthOf, type LakeTable } from './health';
import './lake.css';
import { lakeText, type LakeText } from './text';

type Run = Answers['/api/lake/maintenance'][number];
type Quarantine = Answers['/api/lake/quarantine'];
type Sample = Quarantine['samples'][number];

/** The catalog alone is asked for these: cheap. What Trino is asked for comes once, and on demand. */
const TABLES_EVERY_MILLIS = 10_000;
const RUNS = '100';
const SAMPLES = '50';

const REFRESH_ICON = ['M20 11a8 8 0 1 0-2.3 6.3', 'M20 5v6h-6'] as const;

export function open(surroundings: Surroundings): Page {
  return new LakePage(surroundings);
}

/** What lies in the lake, how it is kept, and what was not let in. */
class LakePage implements Page {
  readonly root: HTMLElement;
  readonly #heading = element('h2', { class: 'for-readers' });
  readonly #zone = element('p', { class: 'zone' });
  readonly #refresh = element('button', { type: 'button', class: 'quiet icon-only' });
  readonly #table = new Choice((value) => this.#choose('table', value));
  readonly #reason = new Choice((value) => this.#choose('reason', value));
  readonly #totals: Tile<readonly LakeTable[]>;
  readonly #tables: Tile<readonly LakeTable[]>;
  readonly #sizes: Tile<readonly LakeTable[]>;
  readonly #runs: Tile<readonly Run[]>;
  readonly #reasons: Tile<Quarantine>;
  readonly #samples: Tile<Quarantine>;
  readonly #poll: Poll;
  #query = new URLSearchParams();
  #names: readonly string[] = [];
  #reasonNames: readonly string[] = [];
  #asking: Promise<readonly LakeTable[]> | null = null;
  readonly #leaving = new AbortController();
  #shown: string | null = null;
  #language: Language;

  constructor(private readonly surroundings: Surroundings) {
    const look = surroundings.look();
    this.#language = look.language;
    const title = (name: 'totals' | 'tables' | 'sizes' | 'runs' | 'reasons' | 'samples') => ({
      name: `lake-${name}`,
      title: (language: Language) => lakeText(language)[name],
    });
    this.#totals = new Tile<readonly LakeTable[]>(
      { ...title('totals'), content: (tables, language) => totals(tables, language) },
      look,
      this.#refresh,
    );
    this.#tables = new Tile<readonly LakeTable[]>(
      { ...title('tables'), table: (tables, language) => tablesTable(tables, language) },
      look,
    );
    this.#sizes = new Tile<readonly LakeTable[]>(
      {
        ...title('sizes'),
        isEmpty: (tables) => tables.every(({ bytes }) => (bytes ?? 0) === 0),
        emptyText: (language) => lakeText(language).noSnapshot,
        chart: (tables, chartLook) =>
          barListOption(
            lakeText(chartLook.language).sizes,
            bySize(tables).map(({ name, bytes }) => ({
              code: name,
              label: name,
              count: bytes ?? 0,
              unknown: false,
            })),
            chartLook,
            ({ count }) => formatBytes(count),
          ),
        table: (tables, language) => ({
          columns: [
            { title: lakeText(language).table, kind: 'text' },
            { title: lakeText(language).bytes, kind: 'number' },
          ],
          rows: bySize(tables).map(({ name, bytes }) => [
            name,
            bytes === undefined || bytes === null ? null : size(bytes),
          ]),
        }),
      },
      look,
    );
    this.#runs = new Tile<readonly Run[]>(
      {
        ...title('runs'),
        isEmpty: (runs) => runs.length === 0,
        emptyText: (language) => lakeText(language).noRuns,
        table: (runs, language) => runsTable(runs, language),
        sql: () => runsSql(this.#query.get('table')),
      },
      look,
      this.#table.root,
    );
    this.#reasons = new Tile<Quarantine>(
      {
        ...title('reasons'),
        note: ({ total }, language) => lakeText(language).ofTotal(formatCount(total, language)),
        isEmpty: ({ total }) => total === 0,
        emptyText: (language) => lakeText(language).noQuarantine,
        chart: ({ reasons }, chartLook) =>
          barListOption(
            lakeText(chartLook.language).reasons,
            reasons.map(({ reason, count }) => ({
              code: reason,
              label: labelOf('rejected', reason, chartLook.language),
              count,
              unknown: false,
            })),
            chartLook,
          ),
        table: ({ reasons }, language) => reasonsTable(reasons, language),
        sql: () =>
          'SELECT reason, count(*) AS records\nFROM lake.taobao.quarantine\nGROUP BY 1\nORDER BY 2 DESC, 1;',
      },
      look,
    );
    this.#samples = new Tile<Quarantine>(
      {
        ...title('samples'),
        isEmpty: ({ samples }) => samples.length === 0,
        emptyText: (language) => lakeText(language).noQuarantine,
        table: ({ samples }, language) => samplesTable(samples, language),
        sql: () => samplesSql(this.#query.get('reason')),
      },
      look,
      this.#reason.root,
    );
    this.#refresh.append(icon(...REFRESH_ICON));
    this.#refresh.addEventListener('click', () => this.refresh());
    this.root = element(
      'main',
      { class: 'page page-lake' },
      this.#heading,
      element('div', { class: 'tiles' }, ...this.#all.map(({ root }) => root)),
      this.#zone,
    );
    this.#poll = new Poll(
      () => this.#loadTables(true),
      TABLES_EVERY_MILLIS,
      browserTimers(() => surroundings.isVisible()),
    );
    this.#paint();
  }

  show(query: URLSearchParams): void {
    const text = query.toString();
    if (this.#shown === null) {
      this.#shown = text;
      this.#query = query;
      this.refresh();
    } else if (this.#shown !== text) {
      this.#shown = text;
      this.#query = query;
      this.#paint();
      this.#loadRuns();
      this.#loadQuarantine();
    }
  }

  restyle(): void {
    const look = this.surroundings.look();
    if (this.#language !== look.language) {
      this.#language = look.language;
      // The service says why, in the language that it is asked in: an answer that is under way is in the other one.
      this.#asking = null;
      this.refresh();
    }
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
    // What is there answers the same question: it stays if the service does not answer now.
    this.#loadTables(true).catch(() => undefined);
    this.#poll.wake();
    this.#loadRuns();
    this.#loadQuarantine();
  }

  leave(): void {
    this.#poll.end();
    this.#leaving.abort();
    this.#all.forEach((tile) => tile.dispose());
  }

  get #all(): readonly Tile<never>[] {
    const tiles: readonly unknown[] = [
      this.#totals,
      this.#tables,
      this.#sizes,
      this.#runs,
      this.#reasons,
      this.#samples,
    ];
    return tiles as readonly Tile<never>[];
  }

  #choose(name: 'table' | 'reason', value: string): void {
    const query = new URLSearchParams(this.#query);
    if (value === '') {
      query.delete(name);
    } else {
      query.set(name, value);
    }
    this.#query = query;
    this.#shown = query.toString();
    this.surroundings.address(query);
    this.#paint();
    if (name === 'table') {
      this.#loadRuns();
    } else {
      this.#loadQuarantine();
    }
  }

  async #loadTables(quietly: boolean): Promise<void> {
    const ask = () => this.#askTables();
    for (const tile of [this.#totals, this.#tables, this.#sizes]) {
      tile.load(ask, quietly);
    }
    await ask();
  }

  /** All tiles of the tables share one answer. */
  #askTables(): Promise<readonly LakeTable[]> {
    if (this.#asking !== null) {
      return this.#asking;
    }
    const asking = this.surroundings.rest
      .get('/api/lake/tables', {}, this.#leaving.signal)
      .then((tables) => {
        this.#names = tables.map(({ name }) => name);
        this.#paint();
        return tables;
      })
      .finally(() => {
        if (this.#asking === asking) {
          this.#asking = null;
        }
      });
    this.#asking = asking;
    return asking;
  }

  #loadRuns(): void {
    const table = this.#query.get('table') ?? undefined;
    this.#runs.load((signal) =>
      this.surroundings.rest.get('/api/lake/maintenance', { table, limit: RUNS }, signal),
    );
  }

  #loadQuarantine(): void {
    const reason = this.#query.get('reason') ?? undefined;
    let asking: Promise<Quarantine> | null = null;
    const ask = () => {
      asking ??= this.surroundings.rest
        .get('/api/lake/quarantine', { reason, limit: SAMPLES }, this.#leaving.signal)
        .then((quarantine) => {
          this.#reasonNames = quarantine.reasons.map((each) => each.reason);
          this.#paint();
          return quarantine;
        })
        .finally(() => {
          asking = null;
        });
      return asking;
    };
    this.#reasons.load(ask);
    this.#samples.load(ask);
  }

  #paint(): void {
    const { language } = this.surroundings.look();
    const text = lakeText(language);
    setText(this.#heading, text.heading);
    setText(this.#zone, zoneNote(businessZone(), language));
    this.#refresh.title = text.refresh;
    setAttribute(this.#refresh, 'aria-label', text.refresh);
    this.#table.paint(
      text.table,
      [['', text.allTables], ...this.#names.map((name) => [name, name] as const)],
      this.#query.get('table') ?? '',
    );
    this.#reason.paint(
      text.reason,
      [
        ['', text.allReasons],
        ...this.#reasonNames.map((reason) => [reason, labelOf('rejected', reason, language)] as const),
      ],
      this.#query.get('reason') ?? '',
    );
  }
}

function totals(tables: readonly LakeTable[], language: Language): HTMLElement {
  const text = lakeText(language);
  const sum = (field: 'rows' | 'files' | 'bytes') =>
    tables.reduce((total, table) => total + (table[field] ?? 0), 0);
  const tones: readonly Tone[] = ['bad', 'fair', 'good', 'none'];
  const worst =
    tones.find((tone) => tables.some((table) => healthOf(table, language).tone === tone)) ??
    ('none' as const);
  return factsElement([
    { name: 'health', label: text.health, text: text.tones[worst], tone: worst },
    { name: 'tables', label: text.tables, text: String(tables.length), value: tables.length },
    { name: 'rows', label: text.rows, text: formatCount(sum('rows'), language), value: sum('rows') },
    { name: 'files', label: text.files, text: formatCount(sum('files'), language), value: sum('files') },
    { name: 'bytes', label: text.bytes, text: formatBytes(sum('bytes')), value: sum('bytes') },
  ]);
}

function bySize(tables: readonly LakeTable[]): readonly LakeTable[] {
  return tables.toSorted((one, other) => (other.bytes ?? 0) - (one.bytes ?? 0));
}

function tablesTable(tables: readonly LakeTable[], language: Language): Table {
  const text = lakeText(language);
  return {
    columns: [
      { title: text.table, kind: 'text' },
      { title: text.health, kind: 'text' },
      { title: text.rows, kind: 'number' },
      { title: text.files, kind: 'number' },
      { title: text.average, kind: 'number' },
      { title: text.bytes, kind: 'number' },
      { title: text.snapshots, kind: 'number' },
      { title: text.committed, kind: 'number' },
      { title: text.why, kind: 'text' },
      { title: text.next, kind: 'text' },
    ],
    rows: tables.map((table): readonly Cell[] => {
      const { tone, score, reasons, next } = healthOf(table, language);
      return [
        table.name,
        healthElement(tone, score, text),
        table.rows ?? null,
        table.files ?? null,
        size(table.average_file_bytes ?? null),
        size(table.bytes ?? null),
        table.snapshots,
        table.seconds_since_commit === null || table.seconds_since_commit === undefined
          ? null
          : formatAgo(table.seconds_since_commit, language),
        reasons.join(text.separator),
        next,
      ];
    }),
  };
}

/** The score with what it means. */
function healthElement(tone: Tone, score: number | null, text: LakeText): HTMLElement {
  const made = badge(tone, text.tones[tone]);
  if (score !== null) {
    // With a space, which is not seen but heard.
    made.append(' ', element('b', { class: 'score' }, String(score)));
  }
  return made;
}

function runsTable(runs: readonly Run[], language: Language): Table {
  const text = lakeText(language);
  return {
    columns: [
      { title: text.started, kind: 'text' },
      { title: text.table, kind: 'text' },
      { title: text.operation, kind: 'text' },
      { title: text.outcome, kind: 'text' },
      { title: text.changed, kind: 'text' },
      { title: text.took, kind: 'number' },
      { title: text.why, kind: 'text' },
    ],
    rows: runs.map((run) => [
      run.started_at,
      run.table_name,
      text.operations[run.operation] ?? run.operation,
      badge(outcomeTone(run.outcome), text.outcomes[run.outcome] ?? run.outcome),
      changes(run, language),
      formatDuration(run.duration_ms, language),
      run.reason,
    ]),
  };
}

const OUTCOMES: Readonly<Record<string, Tone>> = { done: 'good', failed: 'bad', conflict: 'fair' };

function outcomeTone(outcome: string): Tone {
  return OUTCOMES[outcome] ?? 'none';
}

/** What a run changed: `720 → 1 files, 52.4 MB → 31.5 MB`. */
function changes(run: Run, language: Language): string {
  const text = lakeText(language);
  const count = (value: number) => formatCount(value, language);
  const parts = [
    pair(run.files_before, run.files_after, count, text.units.files),
    pair(run.bytes_before, run.bytes_after, formatBytes, ''),
    pair(run.snapshots_before, run.snapshots_after, count, text.units.snapshots),
    pair(run.manifests_before, run.manifests_after, count, text.units.manifests),
    typeof run.deleted_files === 'number' && run.deleted_files > 0
      ? `−${count(run.deleted_files)} ${text.units.files}`
      : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function pair(
  before: number | null | undefined,
  after: number | null | undefined,
  format: (value: number) => string,
  unit: string,
): string {
  return typeof before === 'number' && typeof after === 'number' && before !== after
    ? `${format(before)} → ${format(after)} ${unit}`.trim()
    : '';
}

function reasonsTable(reasons: Quarantine['reasons'], language: Language): Table {
  const text = lakeText(language);
  return {
    columns: [
      { title: text.reason, kind: 'text' },
      { title: text.records, kind: 'number' },
      { title: text.replayed, kind: 'number' },
      { title: text.newest, kind: 'text' },
    ],
    rows: reasons.map(({ reason, count, replayed, newest }) => [
      labelOf('rejected', reason, language),
      count,
      replayed,
      newest,
    ]),
  };
}

function samplesTable(samples: readonly Sample[], language: Language): Table {
  const text = lakeText(language);
  return {
    columns: [
      { title: text.time, kind: 'text' },
      { title: text.reason, kind: 'text' },
      { title: text.detail, kind: 'text' },
      { title: text.record, kind: 'text' },
      { title: text.place, kind: 'text' },
      { title: text.replayed, kind: 'text' },
    ],
    rows: samples.map((sample) => [
      sample.ingest_time,
      labelOf('rejected', sample.reason, language),
      detailText(sample.detail, language),
      recordElement(sample, language),
      place(sample, language),
      sample.replayed_at,
    ]),
  };
}

function recordElement(sample: Sample, language: Language): HTMLElement {
  const text = lakeText(language);
  if (sample.withheld) {
    return element('em', {}, text.withheld);
  }
  if (sample.bytes === null) {
    return element('em', {}, text.noValue);
  }
  const bytes = sample.text ?? sample.hex ?? '';
  if (bytes === '') {
    return element('em', {}, text.emptyValue);
  }
  const rest = sample.is_whole ? '' : text.cutOff(formatBytes(sample.bytes));
  return element('code', { class: sample.text === null ? 'hex' : 'text' }, bytes, rest);
}

function place(sample: Sample, language: Language): string {
  if (sample.kafka_partition !== null && sample.kafka_offset !== null) {
    return lakeText(language).partition(sample.kafka_partition, formatCount(sample.kafka_offset, language));
  }
  return sample.source_file === null ? '–' : `${sample.source_file.slice(0, 12)}:${sample.source_line ?? ''}`;
}

function size(bytes: number | null): Cell {
  return bytes === null ? null : { text: formatBytes(bytes), value: bytes };
}

function runsSql(table: string | null): string {
  return `SELECT *\nFROM lake.taobao.maintenance_runs${where('table_name', table)}\nORDER BY started_at DESC\nLIMIT ${RUNS};`;
}

function samplesSql(reason: string | null): string {
  return [
    'SELECT reason, detail, from_utf8(value) AS record, kafka_partition, kafka_offset, ingest_time',
    `FROM lake.taobao.quarantine${where('reason', reason)}`,
    'ORDER BY ingest_time DESC',
    `LIMIT ${SAMPLES};`,
  ].join('\n');
}

function where(column: string, value: string | null): string {
  return value === null || value === '' ? '' : `\nWHERE ${column} = '${value.replaceAll("'", "''")}'`;
}
