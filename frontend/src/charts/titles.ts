import type { Dimension, Language } from '../contract/labels';

/** Names of the charts, those of the dimensions as the reports and exports call them. */
export const TITLES: Readonly<Record<Dimension | 'pulse', Readonly<Record<Language, string>>>> = {
  action: { zh: '用户行为分布', en: 'Actions' },
  age: { zh: '年龄分布', en: 'Age' },
  gender: { zh: '性别分布', en: 'Gender' },
  province: { zh: '省份分布', en: 'Provinces' },
  pulse: { zh: '每秒事件数', en: 'Events per second' },
};

/** What marks of an earlier period are called. */
export const COMPARED: Readonly<Record<Language, string>> = { zh: '上一周期', en: 'Period before' };
