import type { EChartsOption } from '../echarts';
import type { Look, Size } from '../look';
import { ringOption } from '../ring';
import { percent, totalOf, type Row } from '../row';
import { TITLES } from '../titles';

/** Genders as a ring; in its middle the largest known one. */
export function genderOption(rows: readonly Row[], look: Look, size: Size): EChartsOption {
  const { palette, language } = look;
  const largest = rows
    .filter(({ unknown }) => !unknown)
    .reduce<Row | undefined>(
      (most, row) => (most === undefined || row.count > most.count ? row : most),
      undefined,
    );
  const series = [palette.series[2] ?? palette.accent, palette.series[0] ?? palette.accent];
  return ringOption(
    {
      title: TITLES.gender[language],
      rows,
      colors: rows.map((row, index) => (row.unknown ? palette.unknown : (series[index] ?? palette.accent))),
      centre: { figure: percent(largest?.count ?? 0, totalOf(rows)), caption: largest?.label ?? '' },
    },
    look,
    size,
  );
}
