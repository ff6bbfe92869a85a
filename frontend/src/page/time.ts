import type { Language } from '../contract/labels';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** How long something takes or took: `212 ms`, `5.2 s`, `3 min 20 s`. */
export function formatDuration(millis: number): string {
  if (millis < 1_000) {
    return `${Math.round(millis)} ms`;
  }
  if (millis < 60_000) {
    return `${(millis / 1_000).toFixed(1)} s`;
  }
  const seconds = Math.round(millis / 1_000);
  return seconds < 3_600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : seconds < 86_400
      ? `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`
      : `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`;
}

/** How long ago: `3 seconds ago`, `3秒钟前`. What lies ahead, as with skewed clocks, is now. */
export function formatAgo(seconds: number, language: Language): string {
  const past = Math.max(0, Math.round(seconds));
  const [unit, length] = UNITS.find(([, each]) => past >= each) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat(language === 'zh' ? 'zh-CN' : 'en', { numeric: 'always' }).format(
    -Math.floor(past / length),
    unit,
  );
}
