import type { Language } from '../contract/labels';
import type { Tone } from '../tile/facts';

/** The words of the lake page. */
export interface LakeText {
  readonly heading: string;
  readonly tables: string;
  readonly totals: string;
  readonly sizes: string;
  readonly runs: string;
  readonly reasons: string;
  readonly samples: string;
  readonly refresh: string;
  readonly table: string;
  readonly health: string;
  readonly why: string;
  readonly separator: string;
  readonly next: string;
  readonly tones: Readonly<Record<Tone, string>>;
  readonly rows: string;
  readonly files: string;
  readonly deletes: string;
  readonly bytes: string;
  readonly average: string;
  readonly snapshots: string;
  readonly committed: string;
  readonly noSnapshot: string;
  readonly notJudged: string;
  readonly inShape: string;
  readonly allTables: string;
  readonly started: string;
  readonly operation: string;
  readonly operations: Readonly<Record<string, string>>;
  readonly outcome: string;
  readonly outcomes: Readonly<Record<string, string>>;
  readonly changed: string;
  readonly units: Readonly<Record<'files' | 'snapshots' | 'manifests', string>>;
  readonly took: string;
  readonly reason: string;
  readonly allReasons: string;
  readonly records: string;
  readonly replayed: string;
  readonly newest: string;
  readonly time: string;
  readonly detail: string;
  readonly record: string;
  readonly place: string;
  readonly noRuns: string;
  readonly noQuarantine: string;
  readonly noValue: string;
  readonly emptyValue: string;
  readonly withheld: string;
  readonly cutOff: (bytes: string) => string;
  readonly partition: (partition: number, offset: string) => string;
  readonly ofTotal: (total: string) => string;
}

const ZH: LakeText = {
  heading: '数据湖',
  tables: '数据表',
  totals: '总计',
  sizes: '占用空间',
  runs: '维护记录',
  reasons: '隔离区：按原因',
  samples: '隔离区：最近的记录',
  refresh: '刷新',
  table: '表',
  health: '健康',
  why: '原因',
  separator: '；',
  next: '下一步',
  tones: { good: '良好', fair: '需要维护', bad: '不佳', none: '未评估' },
  rows: '行数',
  files: '文件',
  deletes: '删除文件',
  bytes: '大小',
  average: '平均文件',
  snapshots: '快照',
  committed: '最近提交',
  noSnapshot: '还没有写入',
  notJudged: '维护进程尚未评估',
  inShape: '文件、快照数量正常',
  allTables: '全部表',
  started: '开始',
  operation: '操作',
  operations: {
    compaction: '合并',
    expiry: '快照过期',
    rollup: '汇总',
    manifests: '清单重写',
    retention: '保留期',
    orphans: '清理孤儿文件',
  },
  outcome: '结果',
  outcomes: { done: '完成', failed: '失败', planned: '待执行', conflict: '冲突' },
  changed: '变化',
  units: { files: '文件', snapshots: '快照', manifests: '清单' },
  took: '用时',
  reason: '原因',
  allReasons: '全部原因',
  records: '记录',
  replayed: '已重放',
  newest: '最近一条',
  time: '时间',
  detail: '说明',
  record: '内容',
  place: '位置',
  noRuns: '还没有维护记录',
  noQuarantine: '没有被隔离的记录',
  noValue: '（无值）',
  emptyValue: '（空）',
  withheld: '内容可能含用户信息，仅管理员可见',
  cutOff: (bytes) => `…（共 ${bytes}）`,
  partition: (partition, offset) => `分区 ${partition} · 位点 ${offset}`,
  ofTotal: (total) => `共 ${total} 条`,
};

const EN: LakeText = {
  heading: 'Lake',
  tables: 'Tables',
  totals: 'All together',
  sizes: 'Where the bytes are',
  runs: 'Maintenance',
  reasons: 'Quarantine by reason',
  samples: 'Quarantine: newest records',
  refresh: 'Refresh',
  table: 'Table',
  health: 'Health',
  why: 'Why',
  separator: '; ',
  next: 'What helps',
  tones: { good: 'Good', fair: 'Needs care', bad: 'Poor', none: 'Not judged' },
  rows: 'Rows',
  files: 'Files',
  deletes: 'Delete files',
  bytes: 'Size',
  average: 'Average file',
  snapshots: 'Snapshots',
  committed: 'Last commit',
  noSnapshot: 'Nothing was written yet',
  notJudged: 'Maintenance has not looked at it yet',
  inShape: 'As many files and snapshots as there should be',
  allTables: 'All tables',
  started: 'Started',
  operation: 'Operation',
  operations: {},
  outcome: 'Outcome',
  outcomes: {},
  changed: 'What changed',
  units: { files: 'files', snapshots: 'snapshots', manifests: 'manifests' },
  took: 'Took',
  reason: 'Reason',
  allReasons: 'All reasons',
  records: 'Records',
  replayed: 'Replayed',
  newest: 'Newest',
  time: 'Time',
  detail: 'Detail',
  record: 'Record',
  place: 'From',
  noRuns: 'Nothing was done yet',
  noQuarantine: 'No record was rejected',
  noValue: '(no value)',
  emptyValue: '(empty)',
  withheld: 'May name a user: shown to admins only',
  cutOff: (bytes) => `… (${bytes} in all)`,
  partition: (partition, offset) => `partition ${partition} · offset ${offset}`,
  ofTotal: (total) => `${total} in all`,
};

export function lakeText(language: Language): LakeText {
  return language === 'zh' ? ZH : EN;
}
