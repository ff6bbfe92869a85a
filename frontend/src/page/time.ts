import type { Language } from '../contract/labels';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

const LENGTHS = {
  zh: { milli: '毫秒', second: '秒', minute: '分', hour: '小时', day: '天' },
  en: { milli: 'ms', second: 's', minute: 'min', hour: 'h', day: 'd' },
} as const;

/** How long something takes or took: `212 ms`, `5.2 s`, `3 min 20 s`; `3 分 20 秒`. */
export function formatDuration(millis: number, language: Language): string {
  const { milli, second, minute, hour, day } = LENGTHS[language];
  if (millis < 1_000) {
    return `${Math.round(millis)} ${milli}`;
  }
  if (millis < 60_000) {
    return `${(millis / 1_000).toFixed(1)} ${second}`;
  }
  const seconds = Math.round(millis / 1_000);
  return seconds < 3_600
    ? `${Math.floor(seconds / 60)} ${minute} ${seconds % 60} ${second}`
    : seconds < 86_400
      ? `${Math.floor(seconds / 3_600)} ${hour} ${Math.floor((seconds % 3_600) / 60)} ${minute}`
      : `${Math.floor(seconds / 86_400)} ${day} ${Math.floor((seconds % 86_400) / 3_600)} ${hour}`;
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

/** In which zone times are told; nothing as long as the service has not said. */
export function zoneNote(zone: string | undefined, language: Language): string {
  return zone === undefined
    ? ''
    : language === 'zh'
      ? `时间为业务时区 ${zone}`
      : `Times are business time, ${zone}`;
}
