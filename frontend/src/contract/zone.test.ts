import { afterEach, expect, it } from 'vitest';
import { clockText } from '../charts/axes';
import { timeOfDay } from '../page/status';
import { zoneNote } from '../page/time';
import { businessZone, useBusinessZone } from './zone';

const NOON = Date.parse('2026-08-29T12:05:07Z');

afterEach(() => useBusinessZone('Asia/Shanghai'));

it('every time is told in the zone that the service names, wherever the reader is', () => {
  useBusinessZone('Asia/Shanghai');
  expect(timeOfDay(NOON, NOON, 'en')).toBe('20:05:07');
  expect(clockText(NOON, 'minute')).toBe('20:05');
  expect(clockText(NOON, 'date')).toBe('2026-08-29 20:05:07');
  useBusinessZone('America/New_York');
  expect(timeOfDay(NOON, NOON, 'en')).toBe('08:05:07');
  expect(clockText(NOON, 'second')).toBe('08:05:07');
});

it('a day begins at midnight of that zone', () => {
  useBusinessZone('Asia/Shanghai');
  const before = Date.parse('2026-08-29T15:59:59Z');
  expect(timeOfDay(before, before + 1_000, 'en')).toBe('29 Aug, 23:59:59');
});

it('which zone it is, is said', () => {
  useBusinessZone('Asia/Shanghai');
  expect(zoneNote(businessZone(), 'en')).toBe('Times are business time, Asia/Shanghai');
  expect(zoneNote(businessZone(), 'zh')).toBe('时间为业务时区 Asia/Shanghai');
  expect(zoneNote(undefined, 'zh')).toBe('');
});
