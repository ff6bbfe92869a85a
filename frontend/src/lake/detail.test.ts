import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { detailText } from './detail';

it('the reader learns in Chinese what is wrong with a record', () => {
  expect(detailText('action is "4": send 0 click, 1 cart, 2 buy or 3 favourite', 'zh')).toBe(
    'action 是 "4"：应为 0 点击、1 加购、2 购买或 3 收藏',
  );
  expect(detailText('shop.csv:17: gender is missing: send 0 female, 1 male or 2 unknown', 'zh')).toBe(
    'shop.csv:17: gender 缺失：应为 0 女性、1 男性或 2 未知',
  );
  expect(detailText('user_id is empty or missing: send the id of the user', 'zh')).toBe(
    'user_id 为空或缺失：应为用户 ID',
  );
  expect(detailText('the value is a JSON ARRAY: send an object', 'zh')).toBe(
    '内容是 JSON 的 ARRAY：应为 JSON 对象',
  );
});

it('what cannot be told otherwise stays as it is', () => {
  const parser = 'a JSON text ends with "} at byte 7, not here: {';
  expect(detailText(parser, 'zh')).toBe(parser);
  expect(detailText('action is "$&: send 5": send 0 to 8, or nothing if unknown', 'zh')).toBe(
    'action 是 "$&: send 5"：应为 0 至 8，未知则留空',
  );
  expect(detailText('action is "4": send 0 click', 'en')).toBe('action is "4": send 0 click');
});

it('whatever the decoder says to send is told in Chinese', () => {
  const decoder = readFileSync(
    new URL('../../../lake-schema/src/main/java/io/tidelake/schema/event/EventDecoder.java', import.meta.url),
    'utf8',
  );
  const fixes = [...decoder.matchAll(/"[^"\n]*?(send [^"\n]+)"/g)].map(([, fix]) => fix ?? '');
  expect(fixes.length).toBeGreaterThan(10);
  for (const fix of fixes) {
    expect(detailText(`action is "x": ${fix}`, 'zh')).not.toContain('send');
  }
});
