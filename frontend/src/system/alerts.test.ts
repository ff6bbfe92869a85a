import { describe, expect, it } from 'vitest';
import { alertsOf, toneOf, type Status } from './alerts';
import { measureOption, percentText } from './charts';

const NOW = 1_788_005_101_000;

const WELL: Status = {
  system: { status: 'running', uptime: 86_400, version: '0.1.0', start_time: '', zone: 'Asia/Shanghai' },
  components: {
    kafka: { status: 'connected', lag: 0 },
    flink: {
      status: 'running',
      checkpoints: {
        completed: 5,
        failed: 0,
        last_completed_ms: NOW - 3_000,
        last_duration_ms: 200,
        last_bytes: 1,
        last_failure_ms: null,
      },
    },
    database: { status: 'connected' },
    websocket: { status: 'active' },
  },
  performance: { cpu_usage: 45, memory_usage: 68, disk_usage: 23, network_io: 1 },
  stream: {
    up_to_date: true,
    accepted: 8_750,
    late: 17,
    rejected: 1,
    rejected_by_reason: {},
    delay: {},
    lag: 12,
    partitions: {},
    complete_through: null,
    complete_through_ms: null,
    watermark: null,
    watermark_ms: null,
    record_time: null,
    record_time_ms: null,
  },
};

const flink = (checkpoints: object) => ({
  ...WELL,
  components: {
    ...WELL.components,
    flink: {
      status: 'running',
      checkpoints: { ...(WELL.components.flink?.checkpoints as object), ...checkpoints },
    },
  },
});

describe('alerts', () => {
  it('are none if all is well', () => {
    expect(alertsOf(WELL, NOW, 'en')).toEqual([]);
  });

  it('say what is gone, why, and what that means, the worst first', () => {
    const status: Status = {
      ...WELL,
      components: {
        ...WELL.components,
        flink: { status: 'restarting' },
        database: { status: 'disconnected', error: 'timeout' },
      },
    };
    expect(alertsOf(status, NOW, 'en')).toEqual([
      {
        tone: 'bad',
        title: 'Trino: cannot be reached (timeout)',
        meaning: 'History and exports are not available; live counts are not affected.',
      },
      {
        tone: 'fair',
        title: 'Flink job: restarting',
        meaning: 'New events are not counted; they will be once the job is back.',
      },
    ]);
  });

  it('tell of checkpoints that are old, failed or never came', () => {
    const meanings = (checkpoints: object) =>
      alertsOf(flink(checkpoints), NOW, 'en').map(({ tone, meaning }) => `${tone} ${meaning}`);
    expect(meanings({ last_completed_ms: NOW - 120_000 })).toEqual([
      'fair The last checkpoint was 2 minutes ago: the lake is not up to date.',
    ]);
    expect(meanings({ last_completed_ms: NOW - 600_000 })[0]).toMatch(/^bad/);
    expect(meanings({ last_completed_ms: null })[0]).toContain('No checkpoint has completed');
    expect(meanings({ last_failure_ms: NOW - 60_000 })).toEqual(['fair A checkpoint failed 1 minute ago.']);
    expect(meanings({ last_failure_ms: NOW - 3_600_000 })).toEqual([]);
  });

  it('tell of waiting records, a full disk and many rejections', () => {
    const status: Status = {
      ...WELL,
      performance: { ...WELL.performance, disk_usage: 97.2 },
      stream: { ...WELL.stream, lag: 182_345, rejected: 250 },
    };
    expect(alertsOf(status, NOW, 'en').map(({ meaning }) => meaning)).toEqual([
      'Disk is at 97%.',
      '182,345 records wait to be counted.',
      '2.8% of the records are rejected: see the quarantine on the lake page.',
    ]);
  });

  it('speak Chinese', () => {
    const status: Status = { ...WELL, stream: { ...WELL.stream, up_to_date: false } };
    expect(alertsOf(status, NOW, 'zh')[0]?.meaning).toBe('实时计数不是最新的。');
  });
});

it('a state that nobody has heard of is not well', () => {
  expect(toneOf('exploded')).toBe('bad');
});

it('shares are drawn up to a hundred', () => {
  const look = {
    palette: { ink: '', muted: '', line: '', panel: '', accent: '', unknown: '', series: [], steps: [] },
    language: 'en',
    fontFamily: '',
    fontSize: 13,
    patterns: false,
  } as const;
  const option = measureOption({ title: 'CPU', samples: [[NOW, 45.2]], max: 100, format: percentText }, look);
  expect(option.yAxis).toMatchObject({ max: 100, min: 0 });
  expect(option.aria).toMatchObject({ enabled: true });
  expect([percentText(45.25), percentText(45), percentText(99.97)]).toEqual(['45.3%', '45%', '100%']);
});
