import type { Language } from '../contract/labels';

/** What a record should have held instead, as the decoder says it. */
const FIXES: Readonly<Record<string, string>> = {
  'send a JSON object': '应发送 JSON 对象',
  'send an object': '应为 JSON 对象',
  'send each field once': '每个字段只能出现一次',
  'send a string or a number': '应为字符串或数字',
  'send a string, or a number without an exponent': '应为字符串，或不带指数的数字',
  'send the id of the user': '应为用户 ID',
  'send the id of the item': '应为商品 ID',
  'send 0 click, 1 cart, 2 buy or 3 favourite': '应为 0 点击、1 加购、2 购买或 3 收藏',
  'send 0 to 8, or nothing if unknown': '应为 0 至 8，未知则留空',
  'send 0 female, 1 male or 2 unknown': '应为 0 女性、1 男性或 2 未知',
  'send epoch milliseconds of the years 1970 to 9998': '应为 1970 至 9998 年的毫秒时间戳',
  'send epoch milliseconds or ISO-8601 with an offset, of the years 1970 to 9998':
    '应为 1970 至 9998 年的毫秒时间戳，或带偏移量的 ISO-8601 时间',
};

const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^the record has no value$/, '记录没有内容'],
  [/^the value is a JSON (\w+)$/, '内容是 JSON 的 $1'],
  [/^the timestamp of the record is (-?\d+)$/, '记录的时间戳是 $1'],
  [/^(\w+) stands more than once$/, '$1 重复出现'],
  [/^(\w+) is a JSON (\w+)$/, '$1 是 JSON 的 $2'],
  [/^(\w+) is empty or missing$/, '$1 为空或缺失'],
  [/^(\w+) is missing$/, '$1 缺失'],
  [/^(\w+) is (".*")$/s, '$1 是 $2'],
];

/** The file and the line before a fault of a loaded file. */
const PLACE = /^(?:\S+:\d+: )?/;

/**
 * Why a record was rejected, in the reader's language. The quarantine holds the English sentence; what is none of
 * the decoder's own, such as what a parser says, stays as it is.
 */
export function detailText(detail: string, language: Language): string {
  if (language === 'en') {
    return detail;
  }
  const place = PLACE.exec(detail)?.[0] ?? '';
  const sentence = detail.slice(place.length);
  const end = sentence.lastIndexOf(': send ');
  const fix = end < 0 ? undefined : FIXES[sentence.slice(end + 2)];
  const fault = sentence.slice(0, Math.max(0, end));
  const said = FAULTS.find(([pattern]) => pattern.test(fault));
  return fix === undefined || said === undefined ? detail : `${place}${fault.replace(...said)}：${fix}`;
}
