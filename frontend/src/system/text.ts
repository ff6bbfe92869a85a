import type { Language } from '../contract/labels';

export type MetricName = 'cpu' | 'memory' | 'disk' | 'network_io';
export const PERIODS = ['1m', '5m', '1h', '1d'] as const;
export type Period = (typeof PERIODS)[number];

/** The words of the system page. */
export interface SystemText {
  readonly heading: string;
  readonly alerts: string;
  readonly components: string;
  readonly stream: string;
  readonly partitions: string;
  readonly lag: string;
  readonly lagNote: string;
  readonly metrics: Readonly<Record<MetricName, string>>;
  readonly period: string;
  readonly periods: Readonly<Record<Period, string>>;
  readonly allWell: string;
  readonly names: Readonly<Record<string, string>>;
  readonly states: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, string>>;
  readonly checkpoints: string;
  readonly uptime: string;
  readonly version: string;
  readonly accepted: string;
  readonly late: string;
  readonly rejected: string;
  readonly completeThrough: string;
  readonly watermark: string;
  readonly recordTime: string;
  readonly partition: string;
  readonly position: string;
  readonly endOffset: string;
  readonly time: string;
  readonly noneYet: string;
  readonly behind: (ago: string) => string;
  readonly ago: (ago: string) => string;
  readonly kilobytes: (value: string) => string;
  readonly alert: {
    readonly component: (name: string, state: string) => string;
    readonly componentWhy: (why: string) => string;
    readonly consequence: Readonly<Record<string, string>>;
    readonly waiting: (records: string) => string;
    readonly behindLive: string;
    readonly oldCheckpoint: (since: string) => string;
    readonly failedCheckpoint: (since: string) => string;
    readonly noCheckpoint: string;
    readonly resource: (name: string, percent: string) => string;
    readonly rejectedShare: (percent: string) => string;
  };
}

const ZH: SystemText = {
  heading: '系统',
  alerts: '告警',
  components: '组件',
  stream: '数据流',
  partitions: '分区',
  lag: '积压',
  lagNote: '自打开本页起',
  metrics: { cpu: 'CPU', memory: '内存', disk: '磁盘', network_io: '网络' },
  period: '时段',
  periods: { '1m': '1 分钟', '5m': '5 分钟', '1h': '1 小时', '1d': '1 天' },
  allWell: '一切正常',
  names: {
    kafka: 'Kafka',
    flink: 'Flink 作业',
    database: 'Trino',
    catalog: '目录',
    object_store: '对象存储',
    websocket: '实时推送',
  },
  states: {
    connected: '已连接',
    disconnected: '无法连接',
    running: '运行中',
    active: '正常',
    waiting: '等待数据',
    starting: '启动中',
    no_job: '没有作业',
    restarting: '重启中',
    created: '已创建',
    initializing: '初始化',
    failing: '失败中',
    failed: '已失败',
    cancelling: '取消中',
    canceled: '已取消',
    finished: '已结束',
    suspended: '已暂停',
    reconciling: '恢复中',
  },
  details: {
    topic: '主题',
    lag: '积压',
    job_name: '作业',
    job_id: '编号',
    engine: '引擎',
    pool_size: '连接池',
    active: '查询中',
    connections: '连接数',
    error: '错误',
    completed: '检查点',
    failed: '失败检查点',
    last_completed_ms: '最近检查点',
    last_duration_ms: '用时',
    last_bytes: '状态大小',
  },
  checkpoints: '检查点',
  uptime: '服务已运行',
  version: '版本',
  accepted: '已计入',
  late: '迟到',
  rejected: '拒收',
  completeThrough: '完整至',
  watermark: '水位线',
  recordTime: '最新记录',
  partition: '分区',
  position: '已处理到',
  endOffset: '末尾',
  time: '时间',
  noneYet: '尚无',
  behind: (ago) => ago,
  ago: (ago) => ago,
  kilobytes: (value) => `${value} kB/s`,
  alert: {
    component: (name, state) => `${name}：${state}`,
    componentWhy: (why) => `（${why}）`,
    consequence: {
      kafka: '收不到新事件。',
      flink: '新事件没有计入，会在作业恢复后补上。',
      database: '历史查询和导出暂不可用，实时数字不受影响。',
      catalog: '新数据暂时无法提交到湖中，历史查询可能不可用。',
      object_store: '湖中的文件暂时无法读写。',
      websocket: '还没有收到计数，实时页面没有数字。',
    },
    waiting: (records) => `${records} 条记录等待处理。`,
    behindLive: '实时计数不是最新的。',
    oldCheckpoint: (since) => `最近一次检查点在 ${since}，湖中的数据不是最新的。`,
    failedCheckpoint: (since) => `${since} 有检查点失败。`,
    noCheckpoint: '作业启动后还没有完成检查点，湖中没有新数据。',
    resource: (name, percent) => `${name}使用率 ${percent}。`,
    rejectedShare: (percent) => `${percent} 的记录被拒收，见数据湖页的隔离区。`,
  },
};

const EN: SystemText = {
  heading: 'System',
  alerts: 'Alerts',
  components: 'Components',
  stream: 'Stream',
  partitions: 'Partitions',
  lag: 'Lag',
  lagNote: 'since this page was opened',
  metrics: { cpu: 'CPU', memory: 'Memory', disk: 'Disk', network_io: 'Network' },
  period: 'Period',
  periods: { '1m': '1 minute', '5m': '5 minutes', '1h': '1 hour', '1d': '1 day' },
  allWell: 'All is well',
  names: {
    kafka: 'Kafka',
    flink: 'Flink job',
    database: 'Trino',
    catalog: 'Catalog',
    object_store: 'Object store',
    websocket: 'Live push',
  },
  states: {
    connected: 'connected',
    disconnected: 'cannot be reached',
    running: 'running',
    active: 'active',
    waiting: 'waiting for data',
    starting: 'starting',
    no_job: 'no job',
  },
  details: {
    topic: 'Topic',
    lag: 'Lag',
    job_name: 'Job',
    job_id: 'Id',
    engine: 'Engine',
    pool_size: 'Pool',
    active: 'Querying',
    connections: 'Connections',
    error: 'Error',
    completed: 'Checkpoints',
    failed: 'Failed checkpoints',
    last_completed_ms: 'Last checkpoint',
    last_duration_ms: 'Took',
    last_bytes: 'State',
  },
  checkpoints: 'Checkpoints',
  uptime: 'Service up for',
  version: 'Version',
  accepted: 'Counted',
  late: 'Late',
  rejected: 'Rejected',
  completeThrough: 'Complete through',
  watermark: 'Watermark',
  recordTime: 'Newest record',
  partition: 'Partition',
  position: 'Read up to',
  endOffset: 'End',
  time: 'Time',
  noneYet: 'none yet',
  behind: (ago) => ago,
  ago: (ago) => ago,
  kilobytes: (value) => `${value} kB/s`,
  alert: {
    component: (name, state) => `${name}: ${state}`,
    componentWhy: (why) => ` (${why})`,
    consequence: {
      kafka: 'No new events come in.',
      flink: 'New events are not counted; they will be once the job is back.',
      database: 'History and exports are not available; live counts are not affected.',
      catalog: 'Nothing new can be committed to the lake, and history may fail.',
      object_store: 'The files of the lake cannot be read or written.',
      websocket: 'No counts have come yet: the live page has no numbers.',
    },
    waiting: (records) => `${records} records wait to be counted.`,
    behindLive: 'Live counts are not up to date.',
    oldCheckpoint: (since) => `The last checkpoint was ${since}: the lake is not up to date.`,
    failedCheckpoint: (since) => `A checkpoint failed ${since}.`,
    noCheckpoint: 'No checkpoint has completed since the job started: nothing new is in the lake.',
    resource: (name, percent) => `${name} is at ${percent}.`,
    rejectedShare: (percent) =>
      `${percent} of the records are rejected: see the quarantine on the lake page.`,
  },
};

export function systemText(language: Language): SystemText {
  return language === 'zh' ? ZH : EN;
}
