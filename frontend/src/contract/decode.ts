import type { Frame, StatePart } from './frames';

/** A frame that breaks the contract. The message says which field, never the whole payload. */
export class MalformedFrameError extends Error {}

/**
 * Checks one text frame down to the last number, so that nothing behind this point meets a `NaN` or a string.
 *
 * @returns the frame, or `undefined` for a frame type of a newer service, which is to be skipped
 * @throws MalformedFrameError if the text is no frame of the contract
 */
export function decodeFrame(text: string): Frame | undefined {
  const frame = asObject(parse(text), 'frame');
  switch (frame.type) {
    case 'hello':
      return {
        type: 'hello',
        epoch: asText(frame.epoch, 'epoch'),
        seq: asCount(frame.seq, 'seq'),
        ...(frame.zone === undefined ? {} : { zone: asText(frame.zone, 'zone') }),
        ...(frame.now === undefined ? {} : { now: asNumber(frame.now, 'now') }),
      };
    case 'subscribed':
      return {
        type: 'subscribed',
        scopes: asList(frame.scopes, 'scopes').map((scope) => asText(scope, 'scopes')),
      };
    case 'snapshot':
      return {
        type: 'snapshot',
        epoch: asText(frame.epoch, 'epoch'),
        ...(frame.topic === undefined ? {} : { topic: asText(frame.topic, 'topic') }),
        seq: asCount(frame.seq, 'seq'),
        state: asState(frame.state),
      };
    case 'delta':
      return {
        type: 'delta',
        epoch: asText(frame.epoch, 'epoch'),
        seq: asCount(frame.seq, 'seq'),
        state: asState(frame.state),
      };
    case 'error':
      return { type: 'error', code: asNumber(frame.code, 'code'), msg: asText(frame.msg, 'msg') };
    default:
      return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedFrameError('frame is not JSON');
  }
}

function asState(value: unknown): StatePart {
  const state = asObject(value, 'state');
  if (state.scopes !== undefined) {
    for (const [scope, dimensions] of Object.entries(asObject(state.scopes, 'scopes'))) {
      for (const [dimension, counts] of Object.entries(asObject(dimensions, scope))) {
        checkCounts(counts, `${scope}.${dimension}`);
      }
    }
  }
  if (state.pulse !== undefined) {
    if (!Array.isArray(state.pulse)) {
      throw new MalformedFrameError('pulse is not a list');
    }
    for (const point of state.pulse) {
      if (!Array.isArray(point) || point.length !== 2) {
        throw new MalformedFrameError('a point of the pulse is not [second, events]');
      }
      asCount(point[0], 'pulse.second');
      asCount(point[1], 'pulse.events');
    }
  }
  if (state.pulseActions !== undefined) {
    for (const numbers of asList(state.pulseActions, 'pulseActions')) {
      asList(numbers, 'pulseActions').forEach((number) => asCount(number, 'pulseActions'));
    }
  }
  if (state.tops !== undefined) {
    for (const lists of Object.values(asObject(state.tops, 'tops'))) {
      for (const each of Object.values(asObject(lists, 'tops'))) {
        const top = asObject(each, 'tops');
        asCount(top.events, 'tops.events');
        asCount(top.floor, 'tops.floor');
        for (const pair of asList(top.counts, 'tops.counts')) {
          const [name, events] = asList(pair, 'tops.counts');
          asText(name, 'tops.name');
          asCount(events, 'tops.count');
        }
      }
    }
  }
  if (state.recent !== undefined) {
    for (const each of asList(state.recent, 'recent')) {
      const event = asObject(each, 'recent');
      asNumber(event.at, 'recent.at');
      asNumber(event.action, 'recent.action');
      ['id', 'province', 'item', 'category', 'user'].forEach((field) => asText(event[field], field));
    }
  }
  if (state.progress !== undefined) {
    const progress = asObject(state.progress, 'progress');
    for (const offsets of ['positions', 'endOffsets']) {
      if (progress[offsets] !== undefined) {
        checkCounts(progress[offsets], offsets);
      }
    }
    for (const field of ['lag', 'watermark', 'recordTime', 'completeThrough']) {
      if (progress[field] !== undefined && progress[field] !== null) {
        asNumber(progress[field], field);
      }
    }
  }
  return state as StatePart;
}

function checkCounts(value: unknown, where: string): void {
  for (const [code, count] of Object.entries(asObject(value, where))) {
    asCount(count, `${where}.${code}`);
  }
}

function asObject(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedFrameError(`${where} is not an object`);
  }
  return value as Record<string, unknown>;
}

function asList(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new MalformedFrameError(`${where} is not a list`);
  }
  return value;
}

function asText(value: unknown, where: string): string {
  if (typeof value !== 'string') {
    throw new MalformedFrameError(`${where} is not a text`);
  }
  return value;
}

function asNumber(value: unknown, where: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new MalformedFrameError(`${where} is not a number`);
  }
  return value;
}

function asCount(value: unknown, where: string): number {
  const count = asNumber(value, where);
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new MalformedFrameError(`${where} is not a count`);
  }
  return count;
}
