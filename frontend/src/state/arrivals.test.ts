import { describe, expect, it } from 'vitest';
import { percentOfSome } from '../charts/row';
import type { StatePart } from '../contract/frames';
import { delays, rejections } from './arrivals';
import { applyFrame, EMPTY_STATE, type LiveState } from './live-state';

function stateWith(state: StatePart): LiveState {
  return applyFrame(EMPTY_STATE, { type: 'snapshot', epoch: 'e', seq: 1, state }).state;
}

describe('the delays', () => {
  const state = stateWith({ scopes: { all: { delay: { '1h': 5, '1s': 990, future: 1, aeon: 2 } } } });

  it('stand in the order of the contract, the unknown ones last', () => {
    expect(delays(state, 'en')).toEqual([
      { code: 'future', label: 'Future', count: 1 },
      { code: '1s', label: '≤ 1 s', count: 990 },
      { code: '1h', label: '≤ 1 h', count: 5 },
      { code: 'aeon', label: 'aeon', count: 2 },
    ]);
  });

  it('are named in the language of the page', () => {
    expect(delays(state, 'zh').map(({ label }) => label)).toEqual(['未来时间', '≤1秒', '≤1小时', 'aeon']);
  });

  it('are none without events', () => {
    expect(delays(EMPTY_STATE, 'en')).toEqual([]);
  });
});

describe('the rejections', () => {
  it('are ranked, and leave out what did not occur', () => {
    const state = stateWith({
      scopes: {
        all: { rejected: { INVALID_ACTION: 2, MALFORMED_JSON: 7, EMPTY_VALUE: 2, INVALID_GENDER: 0 } },
      },
    });
    expect(rejections(state, 'zh')).toEqual([
      { code: 'MALFORMED_JSON', label: 'JSON格式错误', count: 7 },
      { code: 'EMPTY_VALUE', label: '空记录', count: 2 },
      { code: 'INVALID_ACTION', label: '行为代码无效', count: 2 },
    ]);
  });
});

describe('a share', () => {
  it('of something is not shown as nothing', () => {
    expect(percentOfSome(1, 100_000)).toBe('<0.1%');
    expect(percentOfSome(1, 1_000)).toBe('0.1%');
    expect(percentOfSome(0, 0)).toBe('0.0%');
  });
});

describe('complete_through', () => {
  it('is unknown until it is told, then never goes back', () => {
    expect(EMPTY_STATE.progress.completeThrough).toBeNull();
    const known = stateWith({ progress: { completeThrough: 1_000 } });
    expect(known.progress.completeThrough).toBe(1_000);
    const later = applyFrame(known, {
      type: 'delta',
      epoch: 'e',
      seq: 2,
      state: { progress: { completeThrough: 900 } },
    }).state;
    expect(later.progress.completeThrough).toBe(1_000);
    const silent = applyFrame(later, {
      type: 'delta',
      epoch: 'e',
      seq: 3,
      state: { progress: { completeThrough: null } },
    }).state;
    expect(silent.progress.completeThrough).toBe(1_000);
  });
});
