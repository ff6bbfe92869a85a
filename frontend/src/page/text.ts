import type { Language } from '../contract/labels';
import type { PageName } from './route';

/** The words of the page itself. Labels of the data come from the contract, not from here. */
export interface Text {
  readonly subtitle: string;
  readonly events: string;
  readonly visitors: string;
  readonly conversion: string;
  readonly eventsPerSecond: string;
  readonly late: string;
  readonly rejected: string;
  readonly lag: string;
  readonly latency: string;
  readonly completeThrough: string;
  readonly delay: string;
  readonly rejectedBy: string;
  readonly hints: {
    readonly events: string;
    readonly visitors: string;
    readonly conversion: string;
    readonly eventsPerSecond: string;
    readonly late: string;
    readonly rejected: string;
    readonly lag: string;
    readonly latency: string;
    readonly completeThrough: string;
    readonly delay: string;
    readonly rejectedBy: string;
  };
  readonly connection: Readonly<
    Record<'connecting' | 'live' | 'stalled' | 'stale' | 'reconnecting' | 'refused', string>
  >;
  /** Of a figure that does not follow the scope. */
  readonly ofAll: string;
  readonly showTable: string;
  readonly showChart: string;
  readonly value: string;
  readonly count: string;
  readonly share: string;
  readonly time: string;
  readonly lastMinutes: string;
  readonly emptyTitle: string;
  readonly emptyText: string;
  readonly emptyAfter: string;
  readonly copy: string;
  readonly copied: string;
  readonly waitingTitle: string;
  readonly waitingText: string;
  readonly bannerStale: (since: string) => string;
  readonly bannerReconnecting: (since: string) => string;
  readonly bannerNeverConnected: string;
  readonly bannerRefused: (message: string) => string;
  readonly bannerStalled: (since: string) => string;
  readonly bannerUnknown: (since: string) => string;
  readonly retryIn: (seconds: number) => string;
  readonly retrying: string;
  readonly retryNow: string;
  readonly otherLanguage: string;
  readonly toLight: string;
  readonly toDark: string;
  readonly patterns: string;
  readonly tokenNeeded: string;
  readonly tokenGive: string;
  readonly tokenAgain: string;
  readonly skip: string;
  readonly pages: string;
  readonly page: Readonly<Record<PageName, string>>;
  readonly pageFailed: string;
  readonly retry: string;
  readonly unreachable: string;
  readonly download: string;
}

const ZH: Text = {
  subtitle: '电商用户行为实时看板',
  events: '累计事件',
  visitors: '独立访客',
  conversion: '购买转化率',
  eventsPerSecond: '每秒事件',
  late: '迟到',
  rejected: '拒收',
  lag: '积压',
  latency: '事件到屏幕',
  completeThrough: '完整至',
  delay: '到达用时',
  rejectedBy: '拒收原因',
  hints: {
    events: '已计入的全部事件，含迟到事件',
    visitors: '不同用户数，估计值，标准误差 1.6%',
    conversion: '购买事件数与点击事件数之比',
    eventsPerSecond: '最近一个完整秒内的事件数，按记录时间',
    late: '到达时已晚于事件时间 5 分钟以上；照常计入，另行统计',
    rejected: '不合格而被隔离的记录，可重放',
    lag: '已写入 Kafka 但尚未计入的记录数',
    latency: '从写入 Kafka 到画在屏幕上的时间',
    completeThrough: '在此刻之前发生并按时到达的事件已全部计入',
    delay: '从事件发生到写入 Kafka 的时间，占全部事件的比例',
    rejectedBy: '被隔离的记录，按原因计数',
  },
  connection: {
    connecting: '连接中',
    live: '实时',
    stalled: '停滞',
    stale: '无更新',
    reconnecting: '重连中',
    refused: '被拒绝',
  },
  ofAll: '（全部）',
  showTable: '表格',
  showChart: '图表',
  value: '取值',
  count: '事件数',
  share: '占比',
  time: '时间',
  lastMinutes: '近 5 分钟',
  emptyTitle: '还没有事件',
  emptyText: '服务已就绪。在项目目录中运行下面的命令，生成一些事件：',
  emptyAfter: '第一个事件到达后，图表会自动出现，无需刷新。',
  copy: '复制',
  copied: '已复制',
  waitingTitle: '正在连接服务',
  waitingText: '收到第一份数据后即显示。',
  bannerStale: (since) => `自 ${since} 起没有收到更新，显示的是当时的数字。`,
  bannerReconnecting: (since) => `服务连接已断开，显示的是 ${since} 的数字。`,
  bannerNeverConnected: '无法连接服务，或服务尚未就绪。',
  bannerRefused: (message) => `服务拒绝了连接：${message}`,
  bannerStalled: (since) => `自 ${since} 起有记录等待处理而计数未前进，流处理作业可能已停止或正在恢复。`,
  bannerUnknown: (since) => `自 ${since} 起 Kafka 没有应答，计数未前进，无法得知是否有记录等待处理。`,
  retryIn: (seconds) => `${seconds} 秒后自动重连`,
  retrying: '正在重连…',
  retryNow: '立即重连',
  otherLanguage: 'EN',
  toLight: '切换到浅色',
  toDark: '切换到深色',
  patterns: '除颜色外用图案区分',
  tokenNeeded: '此服务需要令牌。运行 ./tidelake token --role viewer --user 姓名，然后粘贴：',
  tokenGive: '进入',
  tokenAgain: '输入令牌',
  skip: '跳到内容',
  pages: '页面',
  page: { live: '实时', history: '历史', lake: '数据湖', system: '系统' },
  pageFailed: '页面没有载入：服务无法连接，或已更新到新版本。',
  retry: '重试',
  unreachable: '无法连接服务。',
  download: '下载图片',
};

const EN: Text = {
  subtitle: 'Live e-commerce behaviour',
  events: 'Events so far',
  visitors: 'Visitors',
  conversion: 'Conversion',
  eventsPerSecond: 'Events/s',
  late: 'Late',
  rejected: 'Rejected',
  lag: 'Lag',
  latency: 'Event to screen',
  completeThrough: 'Complete through',
  delay: 'Arrived after',
  rejectedBy: 'Rejected for',
  hints: {
    events: 'All events counted, late ones included',
    visitors: 'Different users, estimated, standard error 1.6 %',
    conversion: 'Purchases for each click',
    eventsPerSecond: 'Events of the last full second, by record time',
    late: 'Arrived more than 5 minutes after their event time; counted, and counted apart',
    rejected: 'Records set aside as invalid; they can be replayed',
    lag: 'Records written to Kafka and not yet counted',
    latency: 'Time from the write to Kafka until painted on this screen',
    completeThrough: 'Every event that happened before this moment and came on time is counted',
    delay: 'Time from the event until it was written to Kafka, as shares of all events',
    rejectedBy: 'Records set aside, by reason',
  },
  connection: {
    connecting: 'Connecting',
    live: 'Live',
    stalled: 'Stalled',
    stale: 'No updates',
    reconnecting: 'Reconnecting',
    refused: 'Refused',
  },
  ofAll: '(all events)',
  showTable: 'Table',
  showChart: 'Chart',
  value: 'Value',
  count: 'Events',
  share: 'Share',
  time: 'Time',
  lastMinutes: 'last 5 min',
  emptyTitle: 'No events yet',
  emptyText: 'The service is ready. Run this in the project folder to generate some:',
  emptyAfter: 'The charts appear by themselves with the first event. No need to reload.',
  copy: 'Copy',
  copied: 'Copied',
  waitingTitle: 'Connecting to the service',
  waitingText: 'Numbers appear with the first data.',
  bannerStale: (since) => `No updates since ${since}. These are the numbers of that time.`,
  bannerReconnecting: (since) => `The service is gone. These are the numbers of ${since}.`,
  bannerNeverConnected: 'The service cannot be reached or is not ready yet.',
  bannerRefused: (message) => `The service refused the connection: ${message}`,
  bannerStalled: (since) =>
    `Records have been waiting uncounted since ${since}: the streaming job may be down or coming back.`,
  bannerUnknown: (since) =>
    `Kafka has not answered since ${since}: nothing is counted, and whether records wait is not known.`,
  retryIn: (seconds) => `Reconnecting in ${seconds} s`,
  retrying: 'Reconnecting…',
  retryNow: 'Reconnect now',
  otherLanguage: '中文',
  toLight: 'Switch to light',
  toDark: 'Switch to dark',
  patterns: 'Patterns besides colours',
  tokenNeeded: 'This service asks for a token. Run ./tidelake token --role viewer --user NAME and paste it:',
  tokenGive: 'Enter',
  tokenAgain: 'Give a token',
  skip: 'Skip to content',
  pages: 'Pages',
  page: { live: 'Live', history: 'History', lake: 'Lake', system: 'System' },
  pageFailed: 'The page did not load: the service cannot be reached, or was updated.',
  retry: 'Try again',
  unreachable: 'The service cannot be reached.',
  download: 'Download picture',
};

export function textOf(language: Language): Text {
  switch (language) {
    case 'zh':
      return ZH;
    case 'en':
      return EN;
  }
}
