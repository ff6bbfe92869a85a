import { describe, expect, it } from 'vitest';
import { formatAgo, formatDuration } from '../page/time';
import { formatBytes } from '../charts/look';
import { healthOf, type LakeTable } from './health';

const TABLE: LakeTable = { name: 'raw_events', snapshot_id: '1', snapshots: 120 };

function judged(score: number, ...reasons: string[]): LakeTable {
  return {
    ...TABLE,
    health: {
      score,
      reasons: reasons.map((text) => ({ code: 'excess-files', text })),
      next_action: reasons.length === 0 ? 'none' : 'compaction',
    },
  };
}

describe('a table', () => {
  it('is as well as maintenance says', () => {
    expect([100, 80, 79, 50, 49, 0].map((score) => healthOf(judged(score), 'en').tone)).toEqual([
      'good',
      'good',
      'fair',
      'fair',
      'bad',
      'bad',
    ]);
  });

  it('shows every reason there is, also when it is well enough', () => {
    expect(healthOf(judged(92, '230 data files too many', '40 small manifests'), 'en')).toEqual({
      tone: 'good',
      score: 92,
      next: 'compaction',
      reasons: ['230 data files too many', '40 small manifests'],
    });
    expect(healthOf(judged(92, '文件过多'), 'zh').next).toBe('合并');
    expect(healthOf(judged(100), 'en').next).toBeNull();
    expect(healthOf(judged(100), 'en').reasons).toEqual(['As many files and snapshots as there should be']);
  });

  it('is not judged by anybody else', () => {
    expect(healthOf({ ...TABLE, files: 6_000, average_file_bytes: 1, health: null }, 'en')).toEqual({
      tone: 'none',
      score: null,
      next: null,
      reasons: ['Maintenance has not looked at it yet'],
    });
  });

  it('without a snapshot is empty, not ill', () => {
    expect(healthOf({ name: 'quarantine', snapshots: 0, snapshot_id: null }, 'zh')).toEqual({
      tone: 'none',
      score: null,
      next: null,
      reasons: ['还没有写入'],
    });
  });
});

it('amounts and times are told as people say them', () => {
  expect([999, 1_000, 52_428_800, 999_999, 5e15].map(formatBytes)).toEqual([
    '999 B',
    '1.0 kB',
    '52.4 MB',
    '1.0 MB',
    '5.0 PB',
  ]);
  expect([212, 5_200, 200_000, 7_260_000, 90_000_000].map((each) => formatDuration(each, 'en'))).toEqual([
    '212 ms',
    '5.2 s',
    '3 min 20 s',
    '2 h 1 min',
    '1 d 1 h',
  ]);
  expect([212, 5_200, 200_000, 7_260_000, 90_000_000].map((each) => formatDuration(each, 'zh'))).toEqual([
    '212 毫秒',
    '5.2 秒',
    '3 分 20 秒',
    '2 小时 1 分',
    '1 天 1 小时',
  ]);
  expect(formatAgo(3, 'en')).toBe('3 seconds ago');
  expect(formatAgo(7_300, 'en')).toBe('2 hours ago');
  expect(formatAgo(-5, 'en')).toBe('0 seconds ago');
  expect(formatAgo(3, 'zh')).toBe('3秒钟前');
});
