import { barListOption } from '../bar-list';
import type { EChartsOption } from '../echarts';
import type { Look } from '../look';
import type { Row } from '../row';
import { TITLES } from '../titles';

/** Provinces as a ranking, the largest on top. The rows come ranked. */
export function provinceOption(rows: readonly Row[], look: Look): EChartsOption {
  return barListOption(TITLES.province[look.language], rows, look);
}
