import type { Language } from '../contract/labels';
import type { Bucket, Kind, Preset } from './view';

export type TileName =
  | 'events'
  | 'visitors'
  | 'conversion'
  | 'trend'
  | 'funnel'
  | 'action'
  | 'gender'
  | 'age'
  | 'province'
  | 'breakdown'
  | 'hot';

/** The words of the history page. */
export interface HistoryText {
  readonly heading: string;
  readonly tiles: Readonly<Record<TileName, string>>;
  readonly presets: Readonly<Record<Preset, string>>;
  readonly range: string;
  readonly from: string;
  readonly to: string;
  readonly apply: string;
  readonly filters: string;
  readonly any: string;
  readonly clear: string;
  readonly compare: string;
  readonly compareHint: string;
  readonly buckets: Readonly<Record<Bucket, string>>;
  readonly interval: string;
  readonly lines: string;
  readonly noLines: string;
  readonly rows: string;
  readonly columns: string;
  readonly noColumns: string;
  readonly kind: string;
  readonly kinds: Readonly<Record<Kind, string>>;
  readonly refresh: string;
  readonly exports: string;
  readonly exporting: (format: string) => string;
  readonly exported: (name: string) => string;
  readonly cancel: string;
  readonly events: string;
  readonly before: string;
  readonly other: string;
  readonly share: string;
  readonly stage: string;
  readonly conversion: string;
  readonly step: string;
  readonly rank: string;
  readonly id: string;
  readonly total: string;
  readonly time: string;
  readonly useZoom: (from: string, to: string) => string;
  readonly showAll: string;
  readonly emptyTitle: string;
  readonly emptyText: string;
  readonly visitorsNote: string;
  readonly ofFirst: string;
  readonly withoutAction: string;
  readonly mark: string;
  readonly versus: (count: string) => string;
  readonly nothingBefore: string;
  readonly allTime: string;
  readonly zone: (zone: string) => string;
}

const ZH: HistoryText = {
  heading: '历史',
  tiles: {
    events: '事件',
    visitors: '独立访客',
    conversion: '购买转化',
    trend: '趋势',
    funnel: '转化漏斗',
    action: '用户行为分布',
    gender: '性别分布',
    age: '年龄分布',
    province: '省份分布',
    breakdown: '多维统计',
    hot: '热门排行',
  },
  presets: {
    today: '今天',
    '24h': '近 24 小时',
    '7d': '近 7 天',
    '30d': '近 30 天',
    '90d': '近 90 天',
    all: '全部',
  },
  range: '时间范围',
  from: '从',
  to: '到',
  apply: '应用',
  filters: '筛选',
  any: '不限',
  clear: '清除筛选',
  compare: '对比',
  compareHint: '与上一个同样长的周期对比；未结束的周期只比到同一时刻',
  buckets: { action: '行为', age: '年龄', gender: '性别', province: '省份', hour: '小时', day: '天' },
  interval: '时间粒度',
  lines: '按维度分线',
  noLines: '合计',
  rows: '维度',
  columns: '细分',
  noColumns: '不细分',
  kind: '排行对象',
  kinds: { item: '商品', category: '类目', brand: '品牌' },
  refresh: '刷新',
  exports: '导出',
  exporting: (format) => `正在导出 ${format}`,
  exported: (name) => `已下载 ${name}`,
  cancel: '取消',
  events: '事件数',
  before: '上一周期',
  other: '其他',
  share: '占比',
  stage: '阶段',
  conversion: '相对第一阶段',
  step: '相对上一阶段',
  rank: '名次',
  id: '编号',
  total: '合计',
  time: '时间',
  useZoom: (from, to) => `只看 ${from} – ${to}`,
  showAll: '查看全部时间',
  emptyTitle: '所选范围内没有事件',
  emptyText: '换一个时间范围，或清除筛选。',
  visitorsNote: '估计值，标准误差 1.6%',
  ofFirst: '购买 / 点击',
  withoutAction: '不受行为筛选影响',
  mark: '短线：上一周期',
  versus: (count) => `上一周期 ${count}`,
  nothingBefore: '上一周期没有事件',
  allTime: '全部时间',
  zone: (zone) => `时间为业务时区 ${zone}`,
};

const EN: HistoryText = {
  heading: 'History',
  tiles: {
    events: 'Events',
    visitors: 'Unique visitors',
    conversion: 'Conversion',
    trend: 'Trend',
    funnel: 'Funnel',
    action: 'Actions',
    gender: 'Gender',
    age: 'Age',
    province: 'Provinces',
    breakdown: 'Breakdown',
    hot: 'Most wanted',
  },
  presets: {
    today: 'Today',
    '24h': '24 hours',
    '7d': '7 days',
    '30d': '30 days',
    '90d': '90 days',
    all: 'All',
  },
  range: 'Time range',
  from: 'From',
  to: 'To',
  apply: 'Apply',
  filters: 'Filters',
  any: 'Any',
  clear: 'Clear filters',
  compare: 'Compare',
  compareHint: 'Beside the period of the same length before it, up to the same moment if it is not over',
  buckets: { action: 'Action', age: 'Age', gender: 'Gender', province: 'Province', hour: 'Hour', day: 'Day' },
  interval: 'Interval',
  lines: 'A line for each',
  noLines: 'Total',
  rows: 'Dimension',
  columns: 'Broken down by',
  noColumns: 'Not broken down',
  kind: 'What to rank',
  kinds: { item: 'Items', category: 'Categories', brand: 'Brands' },
  refresh: 'Refresh',
  exports: 'Export',
  exporting: (format) => `Exporting ${format}`,
  exported: (name) => `Downloaded ${name}`,
  cancel: 'Cancel',
  events: 'Events',
  before: 'Period before',
  other: 'Other',
  share: 'Share',
  stage: 'Stage',
  conversion: 'Of the first stage',
  step: 'Of the stage before',
  rank: 'Rank',
  id: 'Id',
  total: 'Total',
  time: 'Time',
  useZoom: (from, to) => `Only ${from} – ${to}`,
  showAll: 'Show all time',
  emptyTitle: 'No events in this selection',
  emptyText: 'Choose another range of time, or clear the filters.',
  visitorsNote: 'estimated, standard error 1.6%',
  ofFirst: 'buys / clicks',
  withoutAction: 'of all actions, whatever the filter',
  mark: 'marks: period before',
  versus: (count) => `${count} in the period before`,
  nothingBefore: 'nothing in the period before',
  allTime: 'All time',
  zone: (zone) => `Times are business time, ${zone}`,
};

export function historyText(language: Language): HistoryText {
  return language === 'zh' ? ZH : EN;
}
