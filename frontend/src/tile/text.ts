import type { Language } from '../contract/labels';

/** The words of every tile, whatever it shows. */
export interface TileText {
  readonly table: string;
  readonly sql: string;
  readonly picture: string;
  readonly file: (format: string) => string;
  readonly loading: string;
  readonly retry: string;
  readonly unreachable: string;
  readonly empty: string;
  readonly asOf: (time: string) => string;
  readonly request: (id: string) => string;
  readonly sqlTitle: (tile: string) => string;
  readonly sqlHint: string;
  readonly copy: string;
  readonly copied: string;
  readonly close: string;
  readonly firstRows: (shown: string, all: string) => string;
}

const ZH: TileText = {
  table: '表格',
  sql: 'SQL',
  picture: '下载图片 (PNG)',
  file: (format) => `下载表格 (${format})`,
  loading: '正在载入',
  retry: '重试',
  unreachable: '无法连接服务，请稍后重试。',
  empty: '所选范围内没有事件',
  asOf: (time) => `截至 ${time}`,
  request: (id) => `请求编号 ${id}`,
  sqlTitle: (tile) => `${tile}：SQL`,
  sqlHint: '在 ./tidelake sql 或任何 Trino 客户端中运行，得到同样的数字。',
  copy: '复制',
  copied: '已复制',
  close: '关闭',
  firstRows: (shown, all) => `显示前 ${shown} 行，共 ${all} 行`,
};

const EN: TileText = {
  table: 'Table',
  sql: 'SQL',
  picture: 'Download picture (PNG)',
  file: (format) => `Download table (${format})`,
  loading: 'Loading',
  retry: 'Try again',
  unreachable: 'The service cannot be reached. Try again in a moment.',
  empty: 'No events in this selection',
  asOf: (time) => `as of ${time}`,
  request: (id) => `Request ${id}`,
  sqlTitle: (tile) => `${tile}: SQL`,
  sqlHint: 'Run it with ./tidelake sql or any Trino client: it gives the same numbers.',
  copy: 'Copy',
  copied: 'Copied',
  close: 'Close',
  firstRows: (shown, all) => `The first ${shown} of ${all} rows`,
};

export function tileText(language: Language): TileText {
  return language === 'zh' ? ZH : EN;
}
