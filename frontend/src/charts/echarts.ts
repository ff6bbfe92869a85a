import { BarChart, CustomChart, LineChart, PieChart } from 'echarts/charts';
import type { BarSeriesOption, CustomSeriesOption, LineSeriesOption, PieSeriesOption } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendPlainComponent,
  TitleComponent,
  TooltipComponent,
} from 'echarts/components';
import type {
  AriaComponentOption,
  DataZoomComponentOption,
  GridComponentOption,
  LegendComponentOption,
  TitleComponentOption,
  TooltipComponentOption,
} from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

// Only what the charts use, so that the rest of the library stays out of the bundle.
echarts.use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  CustomChart,
  GridComponent,
  LegendPlainComponent,
  LineChart,
  PieChart,
  TitleComponent,
  TooltipComponent,
]);

/** So often one canvas measures before it makes way for a new one. */
const MEASUREMENTS = 2_000;

let canvas: CanvasRenderingContext2D | null = null;
let measurementsLeft = 0;

// ECharts measures every text with one canvas, which is never painted and lives as long as the page. Chromium
// tidies a canvas up when it is painted, so that one would grow for as long as a wall shows the page.
echarts.setPlatformAPI({
  measureText(text, font) {
    if (canvas === null || measurementsLeft === 0) {
      canvas = document.createElement('canvas').getContext('2d');
      measurementsLeft = MEASUREMENTS;
    }
    if (canvas === null) {
      return { width: 0 };
    }
    measurementsLeft -= 1;
    if (font !== undefined && canvas.font !== font) {
      canvas.font = font;
    }
    return canvas.measureText(text);
  },
});

export type EChartsOption = echarts.ComposeOption<
  | AriaComponentOption
  | BarSeriesOption
  | CustomSeriesOption
  | DataZoomComponentOption
  | GridComponentOption
  | LegendComponentOption
  | LineSeriesOption
  | PieSeriesOption
  | TitleComponentOption
  | TooltipComponentOption
>;

export type Chart = echarts.ECharts;

/** As ECharts makes it, but for what it does between two paintings. */
export function initChart(...of: Parameters<typeof echarts.init>): Chart {
  const chart = echarts.init(...of);
  // After each painting ECharts looks for ten more frames whether something moves. Where charts are painted
  // all the time, the browser would make sixty frames a second for that alone.
  chart.getZr().setSleepAfterStill(1);
  return chart;
}

/**
 * Draws what has changed, and lets ECharts sleep until something changes again: else it looks for it in two more
 * frames, each of which the browser has to make. Under the pointer it stays awake, since what that highlights is
 * drawn in the next frame.
 */
export function drawNow(chart: Chart): void {
  const zr = chart.getZr();
  zr.flush();
  if (zr.animation.isFinished() && !chart.getDom().matches(':hover')) {
    zr.animation.stop();
  }
}

/** Parts that one page alone draws with; it adds them when its code is fetched. */
export const addParts = echarts.use;
