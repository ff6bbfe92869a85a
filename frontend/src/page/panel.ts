import { drawNow, initChart, type Chart, type EChartsOption } from '../charts/echarts';
import type { Size } from '../charts/look';
import type { Language } from '../contract/labels';
import { savePicture } from '../tile/picture';
import { element, icon, setAttribute, setText } from './element';
import { textOf } from './text';
import { readLook } from './theme';

const PICTURE_ICON = ['M12 4v11', 'M7.5 11 12 15.5 16.5 11', 'M5 20h14'] as const;
const TABLE_ICON = ['M4 5h16v14H4z', 'M4 10h16', 'M4 14.5h16', 'M10 10v9'] as const;

/** A titled panel with a chart, and a table of the same numbers in its place on demand. */
export class Panel {
  readonly root: HTMLElement;
  readonly #title = element('h2');
  readonly #note = element('span', { class: 'note' });
  readonly #picture = element('button', { type: 'button', class: 'quiet icon-only' });
  readonly #toggle = element('button', { type: 'button', class: 'quiet', 'aria-pressed': 'false' });
  readonly #toggleText = element('span');
  readonly #canvas = element('div', { class: 'canvas' });
  readonly #scroller: HTMLElement;
  #chart: Chart | null = null;
  #locale: Language | null = null;
  #kind = '';
  /** Of what the chart shows; `null` if it has to be drawn in any case. */
  #shown: string | null = null;
  /** Kept, since asking the browser for it makes it lay out the page. */
  #size: Size = { width: 0, height: 0 };

  /** @param onTurn called when the reader turned to the chart or the table, and something has to be painted */
  constructor(
    name: string,
    table: HTMLTableElement,
    private readonly onTurn: () => void,
    /** Of the chart: gone while the table stands in its place. */
    private readonly controls: HTMLElement | null = null,
  ) {
    this.#scroller = element('div', { class: 'scroller', tabindex: '0', role: 'group' }, table);
    this.#scroller.hidden = true;
    this.#picture.append(icon(...PICTURE_ICON));
    this.#picture.addEventListener('click', () => this.#savePicture());
    this.#toggle.append(icon(...TABLE_ICON), this.#toggleText);
    this.#toggle.addEventListener('click', () => this.#turn());
    this.root = element(
      'section',
      { class: `panel panel-${name}`, 'aria-labelledby': `title-${name}` },
      element(
        'header',
        {},
        this.#title,
        this.#note,
        ...(controls === null ? [] : [controls]),
        this.#picture,
        this.#toggle,
      ),
      this.#canvas,
      this.#scroller,
    );
    this.#title.id = `title-${name}`;
    new ResizeObserver(() => this.#fit()).observe(this.#canvas);
  }

  get showsTable(): boolean {
    return !this.#scroller.hidden;
  }

  translate(title: string, note: string, language: Language): void {
    const text = textOf(language);
    setText(this.#title, title);
    setText(this.#note, note);
    setAttribute(this.#scroller, 'aria-label', title);
    setText(this.#toggleText, text.showTable);
    this.#shown = null;
    this.#picture.title = text.download;
    setAttribute(this.#picture, 'aria-label', `${title}: ${text.download}`);
    setAttribute(this.#toggle, 'aria-label', `${title}: ${text.showTable}`);
    if (this.#locale !== language) {
      // ECharts takes the language of its descriptions only when it is made.
      this.#locale = language;
      this.#chart?.dispose();
      this.#chart = null;
    }
  }

  /**
   * Draws the chart, unless the table stands in its place, the panel has no room, or the chart shows it already.
   *
   * @param key the same for what looks the same, as long as size, language and theme are
   */
  paint(key: string, optionFor: (size: Size) => EChartsOption): void {
    const size = this.#size;
    if (this.showsTable || size.width === 0 || size.height === 0 || key === this.#shown) {
      return;
    }
    this.#chart ??= initChart(this.#canvas, null, {
      renderer: 'canvas',
      locale: this.#locale === 'en' ? 'EN' : 'ZH',
    });
    const option = optionFor(size);
    // Merging is cheap, but it would leave the axes and series of another kind of chart behind.
    const kind = JSON.stringify([option.xAxis, option.yAxis, option.series].map(types));
    this.#chart.setOption(option, { notMerge: kind !== this.#kind, silent: true });
    this.#kind = kind;
    setAttribute(
      this.root,
      'data-draws',
      [option.series ?? []]
        .flat()
        .map(({ type }) => type)
        .join(' '),
    );
    // Drawn now and not in the next frame: sooner on the screen, and its cost shows up where it arises.
    drawNow(this.#chart);
    this.#shown = key;
  }

  #fit(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    this.#size = { width, height };
    this.#shown = null;
    if (width === 0) {
      return;
    }
    const chart = this.#chart;
    if (chart !== null && (chart.getWidth() !== width || chart.getHeight() !== height)) {
      // Resizing empties the canvas; drawn at once, so that it is never seen empty.
      chart.resize();
      drawNow(chart);
    }
    this.onTurn();
  }

  #savePicture(): void {
    const drawing = this.#canvas.querySelector('canvas');
    const language = this.#locale;
    if (drawing !== null && language !== null) {
      const look = readLook({ language, theme: 'dark', patterns: false });
      const moment = new Date().toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB');
      savePicture(drawing, this.#title.textContent ?? '', moment, look);
    }
  }

  #turn(): void {
    this.#scroller.hidden = !this.#scroller.hidden;
    this.#canvas.hidden = this.showsTable;
    if (this.controls !== null) {
      this.controls.hidden = this.showsTable;
    }
    setAttribute(this.#toggle, 'aria-pressed', String(this.showsTable));
    this.#picture.disabled = this.showsTable;
    this.#shown = null;
    this.onTurn();
  }
}

function types(parts: EChartsOption['xAxis'] | EChartsOption['yAxis'] | EChartsOption['series']): unknown {
  return [parts ?? []].flat().map(({ type }) => type);
}
