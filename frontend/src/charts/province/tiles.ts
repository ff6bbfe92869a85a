import type { Language } from '../../contract/labels';

/** Where a province stands, in whole tiles from the upper left, and what it is called where room is short. */
export interface Place {
  readonly column: number;
  readonly row: number;
  readonly short: Readonly<Record<Language, string>>;
}

/** One character as on number plates, two letters as in GB/T 2260. */
const place = (column: number, row: number, zh: string, en: string): Place => ({
  column,
  row,
  short: { zh, en },
});

/**
 * China in tiles of one size, drawn by hand: each province as near to its neighbours, and on the same side of
 * them, as a grid allows.
 */
export const PLACES: ReadonlyMap<string, Place> = new Map([
  ['黑龙江', place(6, 0, '黑', 'HL')],
  ['吉林', place(6, 1, '吉', 'JL')],
  ['新疆', place(0, 2, '新', 'XJ')],
  ['宁夏', place(2, 2, '宁', 'NX')],
  ['内蒙古', place(3, 2, '蒙', 'NM')],
  ['北京', place(4, 2, '京', 'BJ')],
  ['天津', place(5, 2, '津', 'TJ')],
  ['辽宁', place(6, 2, '辽', 'LN')],
  ['青海', place(0, 3, '青', 'QH')],
  ['甘肃', place(1, 3, '甘', 'GS')],
  ['陕西', place(2, 3, '陕', 'SN')],
  ['山西', place(3, 3, '晋', 'SX')],
  ['河北', place(4, 3, '冀', 'HE')],
  ['山东', place(5, 3, '鲁', 'SD')],
  ['西藏', place(0, 4, '藏', 'XZ')],
  ['四川', place(1, 4, '川', 'SC')],
  ['重庆', place(2, 4, '渝', 'CQ')],
  ['河南', place(3, 4, '豫', 'HA')],
  ['安徽', place(4, 4, '皖', 'AH')],
  ['江苏', place(5, 4, '苏', 'JS')],
  ['上海', place(6, 4, '沪', 'SH')],
  ['云南', place(1, 5, '云', 'YN')],
  ['贵州', place(2, 5, '贵', 'GZ')],
  ['湖北', place(3, 5, '鄂', 'HB')],
  ['江西', place(4, 5, '赣', 'JX')],
  ['浙江', place(5, 5, '浙', 'ZJ')],
  ['广西', place(2, 6, '桂', 'GX')],
  ['湖南', place(3, 6, '湘', 'HN')],
  ['广东', place(4, 6, '粤', 'GD')],
  ['福建', place(5, 6, '闽', 'FJ')],
  ['台湾', place(6, 6, '台', 'TW')],
  ['海南', place(2, 7, '琼', 'HI')],
  ['澳门', place(3, 7, '澳', 'MO')],
  ['香港', place(4, 7, '港', 'HK')],
]);

export const COLUMNS = 7;
export const ROWS = 8;

/** In the north-west no province stands: room for what the colours mean. */
export const FREE = { columns: 6, rows: 2 } as const;
