import type { ConnectionStatus } from '../api/connection';
import { actionOption } from '../charts/action/option';
import { ageOption } from '../charts/age/option';
import type { EChartsOption } from '../charts/echarts';
import { genderOption } from '../charts/gender/option';
import type { Look, Size } from '../charts/look';
import { provinceMapOption } from '../charts/province/map';
import { provinceOption } from '../charts/province/option';
import { pulseOption } from '../charts/pulse/option';
import { rowsOf, type Row } from '../charts/row';
import { TITLES } from '../charts/titles';
import { DIMENSIONS, type Dimension } from '../contract/labels';
import type { LiveState } from '../state/live-state';
import type { Stall } from '../state/stall';
import {
  countsOf,
  eventsPerSecond,
  conversion,
  lateEvents,
  pulseLine,
  rejectedRecords,
  totalEvents,
  visitors,
  WHOLE,
} from '../state/numbers';
import { Arrivals } from './arrivals';
import { element, icon, setAttribute, setHidden, setText } from './element';
import { isDate, PROVINCE_VIEWS, readChoices, writeChoices, type ProvinceView } from './live-choices';
import { liveTextOf } from './live-text';
import { Metrics } from './metrics';
import { Navigation } from './navigation';
import { Panel } from './panel';
import type { Preferences } from './preferences';
import { PulseTable } from './pulse-table';
import { RadioGroup } from './radio-group';
import type { PageName } from './route';
import { dateIn, ScopeSwitch } from './scope-switch';
import { bannerOf, wordOf } from './status';
import { textOf } from './text';
import { readLook } from './theme';
import { Ticker } from './ticker';
import { TopLists } from './top-list';
import { Trade } from './trade';
import { ValueTable } from './value-table';

const PRODUCE_COMMAND = './tidelake produce --generate';
const PULSE_CHART_SECONDS = 300;
const PULSE_TABLE_SECONDS = 60;

const OPTIONS: Readonly<Record<Dimension, (rows: readonly Row[], look: Look, size: Size) => EChartsOption>> =
  {
    action: actionOption,
    age: ageOption,
    gender: genderOption,
    province: provinceMapOption,
  };

/** Names no scope: the counts of one that is not known yet. */
const NOWHERE = '';

/** What the page shows at one moment. */
export interface View {
  readonly state: LiveState;
  readonly status: ConnectionStatus;
  readonly stall: Stall | null;
  /** Median time from record to paint in milliseconds. */
  readonly latency: number | null;
  /** The business time zone; `null` as long as the service has not told. */
  readonly zone: string | null;
  /** Whether the service has told the counts of a scope. */
  readonly tells: (scope: string) => boolean;
  /** Of this browser, epoch milliseconds. */
  readonly now: number;
  /** What the clock of the service shows now. */
  readonly serviceNow: number;
  /** What the clock of the service showed when the stream was last heard of; now, if it is heard of. */
  readonly heardOf: number;
}

/** What a reader can ask for. */
export interface Actions {
  retryNow(): void;
  choose(preferences: Preferences): void;
  /** Counts of these dates are shown besides those of all events. */
  follow(scopes: readonly string[]): void;
  /** Puts what the board shows into the address. */
  address(query: URLSearchParams): void;
  /** The reader turned something, or something else outside the data changed: all has to be painted again. */
  repaint(): void;
}

/** The page. It holds no data: every painting is given the whole view. */
export class Dashboard {
  readonly #metrics = new Metrics();
  readonly #arrivals = new Arrivals();
  readonly #trade = new Trade();
  readonly #ticker = new Ticker();
  readonly #tops = new TopLists(() => this.#chose());
  readonly #scopeSwitch = new ScopeSwitch(() => this.#chose());
  #scope = WHOLE;
  /** Whether its counts were known when the numbers were painted. */
  #told = false;
  readonly #provinceViews = new RadioGroup(
    PROVINCE_VIEWS,
    'view',
    (view) => {
      this.#showProvincesAs(view);
      this.#chose();
    },
    { group: 'scope-switch', button: 'quiet' },
  );
  #provinceView: ProvinceView = 'map';
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #tables: Readonly<Record<Dimension, ValueTable>>;
  readonly #panels: Readonly<Record<Dimension, Panel>>;
  readonly #pulseTable = new PulseTable();
  readonly #pulsePanel: Panel;
  readonly #skip = element('a', { class: 'skip', href: '#content' });
  readonly #subtitle = element('p');
  readonly #pillText = element('span');
  readonly #pill = element('div', { class: 'pill' }, element('i', { 'aria-hidden': 'true' }), this.#pillText);
  readonly #languageButton = element('button', { type: 'button', class: 'quiet' });
  readonly #themeButton = element('button', { type: 'button', class: 'quiet icon-only' });
  readonly #patternsButton = element('button', { type: 'button', class: 'quiet icon-only' });
  readonly #bannerMessage = element('span', { role: 'status' });
  readonly #bannerNext = element('span', { class: 'next' });
  readonly #bannerRetry = element('button', { type: 'button' });
  readonly #banner = element(
    'div',
    { class: 'banner' },
    this.#bannerMessage,
    this.#bannerNext,
    this.#bannerRetry,
  );
  readonly #emptyTitle = element('h2');
  readonly #emptyText = element('p');
  readonly #emptyAfter = element('p', { class: 'after' });
  readonly #copy = element('button', { type: 'button', class: 'quiet' });
  readonly #command = element('div', { class: 'command' }, element('code', {}, PRODUCE_COMMAND), this.#copy);
  readonly #board: HTMLElement;
  readonly #navigation = new Navigation();
  #page: PageName = 'live';
  #preferences: Preferences;
  #look: Look;

  constructor(
    root: HTMLElement,
    preferences: Preferences,
    private readonly actions: Actions,
    /** Where the other pages stand. */
    outlet: HTMLElement,
  ) {
    this.#preferences = preferences;
    this.#tables = byDimension((dimension) => new ValueTable(dimension));
    this.#panels = byDimension(
      (dimension) =>
        new Panel(
          dimension,
          this.#tables[dimension].root,
          () => this.#turned(dimension),
          dimension === 'province' ? this.#provinceViews.root : null,
        ),
    );
    this.#pulsePanel = new Panel('pulse', this.#pulseTable.root, () => actions.repaint());
    this.#board = element(
      'main',
      { class: 'board', id: 'content' },
      element(
        'section',
        { class: 'summary' },
        element('div', { class: 'live-bar' }, this.#scopeSwitch.root, this.#ticker.root),
        this.#metrics.root,
        this.#trade.root,
        this.#arrivals.root,
      ),
      this.#panels.action.root,
      this.#panels.gender.root,
      this.#panels.age.root,
      this.#pulsePanel.root,
      this.#tops.root,
      this.#panels.province.root,
      element(
        'section',
        { class: 'empty' },
        wave(),
        this.#emptyTitle,
        this.#emptyText,
        this.#command,
        this.#emptyAfter,
      ),
    );
    this.#showProvincesAs('map');
    this.#banner.hidden = true;
    const head = element('header', { class: 'head' }, this.#masthead(), this.#pill, this.#banner);
    root.replaceChildren(this.#skip, head, this.#board, outlet);
    this.#skip.addEventListener('click', (event) => {
      // The fragment is the address of a page.
      event.preventDefault();
      const content = this.#board.hidden ? outlet.querySelector('main') : this.#board;
      content?.setAttribute('tabindex', '-1');
      content?.focus();
    });
    this.#bannerRetry.addEventListener('click', () => actions.retryNow());
    this.#copy.hidden = navigator.clipboard === undefined;
    this.#copy.addEventListener('click', () => void this.#copyCommand());
    this.#look = this.#apply(preferences);
  }

  /** Shows other preferences: language, theme, patterns. */
  prefer(preferences: Preferences): void {
    this.#preferences = preferences;
    this.#look = this.#apply(preferences);
    this.actions.repaint();
  }

  /** Shows the live board, or makes room for another page. The masthead and its banner stay. */
  turnTo(page: PageName): void {
    this.#page = page;
    this.#board.hidden = page !== 'live';
    this.#navigation.show(page);
    this.#nameDocument();
    setAttribute(document.documentElement, 'data-page', page);
    this.actions.repaint();
  }

  /** Shows on the live board what the address says. */
  show(query: URLSearchParams): void {
    const { scope, view, top } = readChoices(query);
    this.#scopeSwitch.turnTo(scope);
    if (isDate(scope)) {
      this.actions.follow([scope]);
    }
    this.#showProvincesAs(view);
    this.#tops.turnTo(top);
    this.#navigation.link('live', this.#choices());
    this.actions.repaint();
  }

  #choices(): URLSearchParams {
    return writeChoices({
      scope: this.#scopeSwitch.chosen,
      view: this.#provinceView,
      top: this.#tops.top,
    });
  }

  #chose(): void {
    const query = this.#choices();
    this.#navigation.link('live', query);
    this.actions.address(query);
    this.actions.repaint();
  }

  get look(): Look {
    return this.#look;
  }

  /** The size of the screen may have changed: sizes are read again. */
  restyle(): void {
    this.prefer(this.#preferences);
  }

  /**
   * Figures and states: cheap, for every frame.
   *
   * @returns whether some are still moving
   */
  paintNumbers(view: View): boolean {
    const { state } = view;
    const known = state.epoch !== null;
    const events = totalEvents(state);
    this.#paintStatus(view, known, events);
    if (this.#board.hidden) {
      return false;
    }
    this.#turnToScope(view);
    const scope = this.#scope;
    const told = known && view.tells(scope);
    if (told !== this.#told) {
      // What was asked for has come.
      this.#told = told;
      this.actions.repaint();
    }
    const figures = {
      events: told ? totalEvents(state, scope) : null,
      visitors: told ? visitors(state, scope) : null,
      conversion: told ? conversion(state, scope) : null,
      eventsPerSecond: known ? eventsPerSecond(state, view.heardOf) : null,
      late: told ? lateEvents(state, scope) : null,
      rejected: known ? rejectedRecords(state) : null,
      lag: known ? state.progress.lag : null,
      latency: view.latency,
    };
    return this.#metrics.paint(figures, scope, !this.#still.matches, performance.now());
  }

  /** Charts with their tables, and lists: each is dearer than all the numbers. */
  readonly parts = this.#whileShown([
    ...DIMENSIONS.map((dimension) => (view: View) => {
      const look = this.#look;
      const scope = this.#toldScope(view, this.#panels[dimension].root) ?? NOWHERE;
      const rows = rowsOf(dimension, countsOf(view.state, dimension, scope), look.language);
      const panel = this.#panels[dimension];
      this.#tables[dimension].paint(rows, look.language, panel.showsTable);
      const option = this.#optionOf(dimension);
      panel.paint(JSON.stringify([this.#provinceView, rows]), (size) => option(rows, look, size));
    }),
    (view) => {
      if (this.#pulsePanel.showsTable) {
        const points = pulseLine(view.state, view.heardOf, PULSE_TABLE_SECONDS);
        this.#pulseTable.paint(points, this.#look.language);
        return;
      }
      const points = pulseLine(view.state, view.heardOf, PULSE_CHART_SECONDS);
      this.#pulsePanel.paint(points.join(), () => pulseOption(points, this.#look));
    },
    (view) => {
      const { language } = this.#look;
      const scope = view.tells(this.#scope) ? this.#scope : null;
      this.#trade.paint(view.state, scope, view.heardOf, language);
      this.#arrivals.paint(view.state, scope, view.serviceNow, language);
      this.#ticker.paint(view.state.recent, language);
    },
    (view) => {
      const { language } = this.#look;
      const scope = this.#toldScope(view, this.#tops.root) ?? NOWHERE;
      this.#tops.paint(view.state, scope, language);
    },
  ]);

  /** The scope, or `null` as long as its counts are not known: what stands in the panel is then not shown. */
  #toldScope(view: View, panel: HTMLElement): string | null {
    const told = view.tells(this.#scope);
    setAttribute(panel, 'data-told', String(told));
    return told ? this.#scope : null;
  }

  /** To the chart or to the table, or the panel has another size. */
  #turned(dimension: Dimension): void {
    if (this.#panels[dimension].showsTable) {
      this.#tables[dimension].write();
    }
    this.actions.repaint();
  }

  #optionOf(dimension: Dimension) {
    return dimension === 'province' && this.#provinceView === 'ranking' ? provinceOption : OPTIONS[dimension];
  }

  #showProvincesAs(view: ProvinceView): void {
    this.#provinceView = view;
    this.#provinceViews.mark(view);
    setAttribute(this.#panels.province.root, 'data-view', view);
  }

  #whileShown(parts: readonly ((view: View) => void)[]): readonly ((view: View) => void)[] {
    return parts.map((paint) => (view) => {
      if (!this.#board.hidden) {
        paint(view);
      }
    });
  }

  /** Today ends at midnight: then it is another scope. */
  #turnToScope({ zone, serviceNow }: View): void {
    const today = dateIn(zone, serviceNow);
    this.#scopeSwitch.paint(today);
    const scope = this.#scopeSwitch.scope(today);
    if (scope !== this.#scope) {
      this.#scope = scope;
      this.#notePulse();
    }
    this.actions.follow(this.#scope === WHOLE ? [] : [this.#scope]);
  }

  #paintStatus({ status, stall, now, serviceNow }: View, known: boolean, events: number): void {
    const { language } = this.#preferences;
    const text = textOf(language);
    const word = wordOf(status, stall);
    // Also behind a live connection what is shown may be old.
    setAttribute(document.documentElement, 'data-connection', word === 'stalled' ? 'stale' : word);
    setText(this.#pillText, text.connection[word]);

    const banner = bannerOf(status, stall, now, language, serviceNow - now);
    setHidden(this.#banner, banner === null);
    if (banner !== null) {
      setAttribute(this.#banner, 'data-tone', banner.tone);
      setText(this.#bannerMessage, banner.message);
      setText(this.#bannerNext, banner.next);
      setHidden(this.#bannerRetry, !banner.canRetry);
    }

    setAttribute(this.#board, 'data-shows', events > 0 ? 'data' : known ? 'empty' : 'waiting');
    setText(this.#emptyTitle, known ? text.emptyTitle : text.waitingTitle);
    setText(this.#emptyText, known ? text.emptyText : text.waitingText);
    setText(this.#emptyAfter, text.emptyAfter);
    setHidden(this.#command, !known);
    setHidden(this.#emptyAfter, !known);
  }

  #masthead(): HTMLElement {
    this.#languageButton.addEventListener('click', () =>
      this.#choose({ language: this.#preferences.language === 'zh' ? 'en' : 'zh' }),
    );
    this.#themeButton.append(icon('M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z'));
    this.#themeButton.addEventListener('click', () =>
      this.#choose({ theme: this.#preferences.theme === 'dark' ? 'light' : 'dark' }),
    );
    this.#patternsButton.append(icon('M4 4h16v16H4z', 'M4 12l8-8', 'M4 20L20 4', 'M12 20l8-8'));
    this.#patternsButton.addEventListener('click', () =>
      this.#choose({ patterns: !this.#preferences.patterns }),
    );
    return element(
      'div',
      { class: 'masthead' },
      wave(),
      element('div', { class: 'name' }, element('h1', {}, 'Tidelake'), this.#subtitle),
      this.#navigation.root,
      element('div', { class: 'tools' }, this.#patternsButton, this.#languageButton, this.#themeButton),
    );
  }

  #choose(change: Partial<Preferences>): void {
    this.actions.choose({ ...this.#preferences, ...change });
  }

  #nameDocument(): void {
    const text = textOf(this.#preferences.language);
    document.title = `Tidelake · ${this.#page === 'live' ? text.subtitle : text.page[this.#page]}`;
  }

  #apply(preferences: Preferences): Look {
    const { language, theme, patterns } = preferences;
    const root = document.documentElement;
    const text = textOf(language);
    root.lang = language === 'zh' ? 'zh-CN' : 'en';
    root.setAttribute('data-theme', theme);
    this.#nameDocument();
    this.#navigation.translate(language);
    setText(this.#skip, text.skip);
    setText(this.#subtitle, text.subtitle);
    setText(this.#languageButton, text.otherLanguage);
    setAttribute(this.#languageButton, 'lang', language === 'zh' ? 'en' : 'zh-CN');
    describe(this.#themeButton, theme === 'dark' ? text.toLight : text.toDark);
    describe(this.#patternsButton, text.patterns);
    setAttribute(this.#patternsButton, 'aria-pressed', String(patterns));
    setText(this.#bannerRetry, text.retryNow);
    setText(this.#copy, text.copy);
    this.#metrics.translate(language);
    this.#arrivals.translate(language);
    this.#trade.translate(language);
    this.#ticker.translate(language);
    this.#tops.translate(language);
    this.#scopeSwitch.translate(language);
    const { provinceView, provinceViews } = liveTextOf(language);
    this.#provinceViews.translate(provinceView, (view) => provinceViews[view]);
    for (const dimension of DIMENSIONS) {
      this.#panels[dimension].translate(TITLES[dimension][language], '', language);
      this.#tables[dimension].translate(TITLES[dimension][language], language);
    }
    this.#notePulse();
    this.#pulseTable.translate(TITLES.pulse[language], language);

    return readLook(preferences);
  }

  /** The pulse is of all events, whatever the scope. */
  #notePulse(): void {
    const { language } = this.#preferences;
    const { lastMinutes, ofAll } = textOf(language);
    const note = this.#scope === WHOLE ? lastMinutes : `${lastMinutes} ${ofAll}`;
    this.#pulsePanel.translate(TITLES.pulse[language], note, language);
  }

  async #copyCommand(): Promise<void> {
    try {
      await navigator.clipboard.writeText(PRODUCE_COMMAND);
      setText(this.#copy, textOf(this.#preferences.language).copied);
    } catch {
      // Copying was not allowed; the command stands there to be selected.
    }
  }
}

function byDimension<T>(make: (dimension: Dimension) => T): Readonly<Record<Dimension, T>> {
  return { action: make('action'), age: make('age'), gender: make('gender'), province: make('province') };
}

function describe(button: HTMLButtonElement, words: string): void {
  button.title = words;
  setAttribute(button, 'aria-label', words);
}

/** The product's mark: three waves. */
function wave(): SVGSVGElement {
  const mark = icon('M3 8c3-3 6-3 9 0s6 3 9 0', 'M3 13c3-3 6-3 9 0s6 3 9 0', 'M3 18c3-3 6-3 9 0s6 3 9 0');
  mark.setAttribute('class', 'wave');
  return mark;
}
