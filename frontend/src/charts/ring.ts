import type { EChartsOption } from './echarts';
import { formatCount, frameOf, tooltipOf, type Look, type Size } from './look';
import { growth, growthText, percent, totalOf, type Row } from './row';

export interface Ring {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly colors: readonly string[];
  /** What stands in the middle: a figure and what it is. */
  readonly centre: { readonly figure: string; readonly caption: string };
}

/** In font sizes: below it the legend comes as near to the ring as it can. */
const NARROW = 26;

/** A ring on the left, and on the right a legend that is a small table: name, count, share, growth. */
export function ringOption(ring: Ring, look: Look, size: Size): EChartsOption {
  const { palette, fontSize, fontFamily } = look;
  const total = totalOf(ring.rows);
  const byLabel = new Map(ring.rows.map((row) => [row.label, row]));
  const frame = frameOf(look, ring.title);
  const narrow = size.width < fontSize * NARROW;
  // Room is left for the slice under the pointer to grow.
  const radius = Math.max(fontSize * 3, Math.min(size.height * 0.46, size.width * 0.27) - fontSize * 0.3);
  return {
    ...frame,
    color: [...ring.colors],
    title: [
      ...frame.title,
      {
        text: ring.centre.figure,
        subtext: ring.centre.caption,
        left: '28%',
        padding: 0,
        top: 'middle',
        textAlign: 'center',
        itemGap: fontSize * 0.35,
        textStyle: {
          color: palette.ink,
          fontFamily,
          fontSize: Math.min(fontSize * 2, radius * 0.36),
          fontWeight: 600,
        },
        subtextStyle: { color: palette.muted, fontFamily, fontSize },
      },
    ],
    tooltip: {
      ...tooltipOf(look),
      trigger: 'item',
      valueFormatter: (value) => formatCount(Number(value), look.language),
    },
    legend: {
      orient: 'vertical',
      left: narrow ? '56%' : '61%',
      top: 'middle',
      icon: 'circle',
      itemWidth: fontSize * 0.7,
      itemHeight: fontSize * 0.7,
      itemGap: fontSize * 0.85,
      selectedMode: false,
      data: ring.rows.map(({ label }) => label),
      formatter: (label) => {
        const row = byLabel.get(label);
        const count = row?.count ?? 0;
        const before = row?.before ?? null;
        const grown = before === null ? null : growth(count, before);
        return [
          `{name|${label}}{share|${percent(count, total)}}`,
          `{count|${formatCount(count, look.language)}}${grown === null ? '' : `{share|${growthText(grown)}}`}`,
        ].join('\n');
      },
      textStyle: {
        color: palette.ink,
        rich: {
          name: { color: palette.muted, fontFamily, fontSize, lineHeight: fontSize * 1.5 },
          count: { color: palette.ink, fontFamily, fontSize: fontSize * 1.15, fontWeight: 600 },
          share: {
            color: palette.muted,
            fontFamily,
            fontSize,
            padding: [0, 0, 0, fontSize * (narrow ? 0.35 : 0.6)],
          },
        },
      },
    },
    series: [
      {
        type: 'pie',
        name: ring.title,
        center: ['28%', '50%'],
        radius: [radius * 0.72, radius],
        startAngle: 90,
        label: { show: false },
        labelLine: { show: false },
        emphasis: { scale: true, scaleSize: fontSize * 0.3 },
        emptyCircleStyle: { color: palette.line },
        itemStyle: { borderColor: palette.panel, borderWidth: 2, borderRadius: 3 },
        // `before` is for whoever asks whether the option is another one: the legend, a function, is made of it.
        data: ring.rows.map(({ label, count, before }) => ({ name: label, value: count, before })),
      },
    ],
  };
}
