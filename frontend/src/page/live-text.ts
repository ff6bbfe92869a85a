import type { Language } from '../contract/labels';
import type { ProvinceView } from './live-choices';
import type { Choice } from './scope-switch';
import type { Top } from './top-list';

/** The words of the live board's own parts. */
export interface LiveText {
  readonly scope: string;
  readonly scopes: Readonly<Record<Choice, string>>;
  readonly funnel: string;
  readonly lastMinutes: string;
  readonly recent: string;
  readonly anonymous: string;
  readonly top: string;
  readonly noTop: string;
  readonly tops: Readonly<Record<Top, string>>;
  readonly provinceView: string;
  readonly provinceViews: Readonly<Record<ProvinceView, string>>;
  readonly hints: {
    readonly funnel: string;
    readonly lastMinutes: string;
    readonly recent: string;
    readonly top: string;
  };
}

const ZH: LiveText = {
  scope: '统计范围',
  scopes: { all: '全部', today: '今天', day: '某天' },
  funnel: '转化漏斗',
  lastMinutes: '近 5 分钟',
  recent: '最新事件',
  anonymous: '匿名用户',
  top: '热门',
  noTop: '还没有可排名的。',
  tops: { item: '商品', category: '品类', brand: '品牌' },
  provinceView: '省份的画法',
  provinceViews: { map: '地图', ranking: '排名' },
  hints: {
    funnel: '点击、加购、购买的事件数；百分比相对于点击',
    lastMinutes: '最近 300 个完整秒内的事件，按写入 Kafka 的时间，逐秒滑动；百分比相对于点击',
    recent: '刚刚读到的事件抽样，每秒至多数条；用户名已遮蔽',
    top: '按事件数排名，每秒更新；“≤”表示取值过多，计数可能偏高',
  },
};

const EN: LiveText = {
  scope: 'Events counted',
  scopes: { all: 'All', today: 'Today', day: 'A day' },
  funnel: 'Funnel',
  lastMinutes: 'Last 5 minutes',
  recent: 'Latest events',
  anonymous: 'someone',
  top: 'Most frequent',
  noTop: 'Nothing to rank yet.',
  tops: { item: 'Items', category: 'Categories', brand: 'Brands' },
  provinceView: 'Provinces drawn as',
  provinceViews: { map: 'Map', ranking: 'Ranking' },
  hints: {
    funnel: 'Clicks, additions to the cart and purchases; percentages are of the clicks',
    lastMinutes:
      'Events of the last 300 full seconds, by the time of the write to Kafka, moving on by the second; percentages are of the clicks',
    recent: 'A sample of the events just read, a few a second; users are masked',
    top: 'By number of events, each second; “≤” where there are so many that a count may be too large',
  },
};

export function liveTextOf(language: Language): LiveText {
  switch (language) {
    case 'zh':
      return ZH;
    case 'en':
      return EN;
  }
}
