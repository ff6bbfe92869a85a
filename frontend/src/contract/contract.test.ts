import delta from '@golden/live-delta.json';
import hello from '@golden/live-hello.json';
import labels from '@golden/labels.json';
import snapshot from '@golden/live-snapshot.json';
import { describe, expect, it } from 'vitest';
import { decodeFrame, MalformedFrameError } from './decode';
import { codesOf, DIMENSIONS, labelOf } from './labels';

describe('frames', () => {
  it('of the golden files are taken whole', () => {
    for (const golden of [hello, snapshot, delta]) {
      expect(decodeFrame(JSON.stringify(golden))).toEqual(golden);
    }
  });

  it('of a newer service are passed over', () => {
    expect(decodeFrame('{"type":"fireworks"}')).toBeUndefined();
  });

  it('confirm a subscription', () => {
    const text = '{"type":"subscribed","scopes":["2026-08-29","all"]}';
    expect(decodeFrame(text)).toEqual(JSON.parse(text));
  });

  it('tell why a connection was refused', () => {
    expect(decodeFrame('{"type":"error","code":1005,"msg":"too many"}')).toEqual({
      type: 'error',
      code: 1005,
      msg: 'too many',
    });
  });

  it.each([
    ['not JSON', 'hello'],
    ['no object', '[]'],
    ['null', 'null'],
    ['an epoch that is no text', '{"type":"hello","epoch":1,"seq":0}'],
    ['a negative seq', '{"type":"hello","epoch":"e","seq":-1}'],
    ['a time that is text', '{"type":"hello","epoch":"e","seq":1,"now":"noon"}'],
    ['a topic that is a number', '{"type":"snapshot","epoch":"e","topic":7,"seq":1,"state":{}}'],
    ['a scope that is a number', '{"type":"subscribed","scopes":[7]}'],
    ['no state', '{"type":"delta","epoch":"e","seq":1}'],
    [
      'a count that is text',
      '{"type":"delta","epoch":"e","seq":1,"state":{"scopes":{"all":{"age":{"1":"9"}}}}}',
    ],
    ['half a count', '{"type":"delta","epoch":"e","seq":1,"state":{"scopes":{"all":{"age":{"1":0.5}}}}}'],
    [
      'an event without a name',
      '{"type":"delta","epoch":"e","seq":1,"state":{"recent":[{"at":1,"action":0}]}}',
    ],
    ['half an action', '{"type":"delta","epoch":"e","seq":1,"state":{"pulseActions":[[1,0.5]]}}'],
    ['a lonely second', '{"type":"delta","epoch":"e","seq":1,"state":{"pulse":[[1]]}}'],
    ['a lag that is text', '{"type":"delta","epoch":"e","seq":1,"state":{"progress":{"lag":"many"}}}'],
  ])('with %s are refused', (_, text) => {
    expect(() => decodeFrame(text)).toThrow(MalformedFrameError);
  });

  it('before anything was read have no times', () => {
    const text =
      '{"type":"snapshot","epoch":"e","seq":0,"state":{"progress":{"lag":null,"watermark":null,"recordTime":null}}}';
    expect(decodeFrame(text)).toEqual(JSON.parse(text));
  });
});

describe('labels', () => {
  it('are those of the contract in both languages', () => {
    for (const dimension of DIMENSIONS) {
      expect(codesOf(dimension)).toEqual(labels[dimension].map(({ key }) => key));
      for (const { key, zh, en } of labels[dimension]) {
        expect(labelOf(dimension, key, 'zh')).toBe(zh);
        expect(labelOf(dimension, key, 'en')).toBe(en);
      }
    }
  });

  it('cover 34 provinces and the unknown one', () => {
    expect(codesOf('province')).toHaveLength(35);
    expect(new Set(codesOf('province')).size).toBe(35);
  });

  it('leave a code without a label as it is', () => {
    expect(labelOf('province', '火星', 'en')).toBe('火星');
  });
});
