import type { EChartsOption } from '../echarts';
import type { Look, Size } from '../look';
import { ringOption } from '../ring';
import { percent, totalOf, type Row } from '../row';
import { TITLES } from '../titles';

const BUY = '2';

/** Actions as a ring; in its middle the figure a shop looks for first, the share of purchases. */
export function actionOption(rows: readonly Row[], look: Look, size: Size): EChartsOption {
  const buy = rows.find(({ code }) => code === BUY);
  return ringOption(
    {
      title: TITLES.action[look.language],
      rows,
      colors: look.palette.series,
      centre: { figure: percent(buy?.count ?? 0, totalOf(rows)), caption: buy?.label ?? '' },
    },
    look,
    size,
  );
}
