import { describe, expect, it } from 'vitest';
import { formatAgo, formatDuration } from '../page/time';
import { formatBytes } from '../charts/look';
import { healthOf, type LakeTable } from './health';

const TABLE: LakeTable = {
  name: 'raw_events',
  snapshot_id: '1',
  snapshots: 120,
  files: 10,
  delete_files: 0,
  bytes: 1_000_000_000,
  average_file_bytes: 100_000_000,
};

describe('a table', () => {
  it('is well while its files are few and its snapshots too', () => {
    expect(healthOf(TABLE, 'en')).toEqual({
      tone: 'good',
      reasons: ['As many files and snapshots as there should be'],
    });
  });

  it('is judged by every reason there is', () => {
    const table = { ...TABLE, files: 6_000, average_file_bytes: 52_400, delete_files: 2, snapshots: 1_200 };
    expect(healthOf(table, 'en')).toEqual({
      tone: 'bad',
      reasons: [
        '6,000 files of only 52.4 kB on average slow reading; they wait to be merged',
        '2 delete files have to be applied on reading',
        '1,200 snapshots have not expired and swell the metadata',
      ],
    });
  });

  it('may have few files that are small: a table has to begin somewhere', () => {
    expect(healthOf({ ...TABLE, files: 5, average_file_bytes: 900 }, 'en').tone).toBe('good');
  });

  it('without a snapshot is empty, not ill', () => {
    expect(healthOf({ name: 'quarantine', snapshots: 0, snapshot_id: null }, 'zh')).toEqual({
      tone: 'none',
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
  expect([212, 5_200, 200_000, 7_260_000, 90_000_000].map(formatDuration)).toEqual([
    '212 ms',
    '5.2 s',
    '3 min 20 s',
    '2 h 1 min',
    '1 d 1 h',
  ]);
  expect(formatAgo(3, 'en')).toBe('3 seconds ago');
  expect(formatAgo(7_300, 'en')).toBe('2 hours ago');
  expect(formatAgo(-5, 'en')).toBe('0 seconds ago');
  expect(formatAgo(3, 'zh')).toBe('3秒钟前');
});
