import type { components } from '../contract/api';
import { formatCount } from '../charts/look';
import type { Language } from '../contract/labels';
import { formatAgo } from '../page/time';
import type { Tone } from '../tile/facts';
import { systemText } from './text';

export type Status = components['schemas']['SystemStatus'];
export type Component = Status['components'][string];

/** What is not well, in words. */
export interface Alert {
  readonly tone: 'fair' | 'bad';
  readonly title: string;
  /** What it means for who reads the pages. */
  readonly meaning: string;
}

/** Checkpoints of the Flink job, as far as it told. */
export interface Checkpoints {
  readonly completed: number;
  readonly failed: number;
  readonly last_completed_ms: number | null;
  readonly last_duration_ms: number | null;
  readonly last_bytes: number | null;
  readonly last_failure_ms: number | null;
}

const WELL = new Set(['connected', 'running', 'active']);
/** States that pass by themselves. */
const PASSING = new Set(['starting', 'waiting', 'restarting', 'created', 'initializing', 'reconciling']);

const MANY_WAITING = 10_000;
const OLD_CHECKPOINT_MILLIS = 60_000;
const VERY_OLD_CHECKPOINT_MILLIS = 300_000;
const RECENT_FAILURE_MILLIS = 600_000;
const BUSY_PERCENT = 90;
const FULL_PERCENT = 95;
const MANY_REJECTED = 0.01;

export function toneOf(status: string): Tone {
  return WELL.has(status) ? 'good' : PASSING.has(status) ? 'fair' : 'bad';
}

export function checkpointsOf(status: Status): Checkpoints | null {
  const checkpoints = status.components.flink?.checkpoints;
  return typeof checkpoints === 'object' && checkpoints !== null ? (checkpoints as Checkpoints) : null;
}

/**
 * What somebody should look at, the worst first; nothing if all is well.
 *
 * @param now epoch milliseconds, by the service's clock
 */
export function alertsOf(status: Status, now: number, language: Language): readonly Alert[] {
  const text = systemText(language);
  const alerts: Alert[] = [];
  for (const [name, component] of Object.entries(status.components)) {
    const tone = toneOf(component.status);
    if (tone === 'good' || tone === 'none') {
      continue;
    }
    const title = text.alert.component(
      text.names[name] ?? name,
      text.states[component.status] ?? component.status,
    );
    alerts.push({
      tone,
      title: component.error === undefined ? title : title + text.alert.componentWhy(component.error),
      meaning: text.alert.consequence[name] ?? '',
    });
  }
  const { stream, performance } = status;
  if (stream.lag >= MANY_WAITING) {
    alerts.push({
      tone: 'fair',
      title: text.lag,
      meaning: text.alert.waiting(formatCount(stream.lag, language)),
    });
  } else if (!stream.up_to_date) {
    alerts.push({ tone: 'fair', title: text.stream, meaning: text.alert.behindLive });
  }
  alerts.push(...ofCheckpoints(status, now, language));
  for (const [name, percent, limit] of [
    ['cpu', performance.cpu_usage, BUSY_PERCENT],
    ['memory', performance.memory_usage, BUSY_PERCENT],
    ['disk', performance.disk_usage, BUSY_PERCENT],
  ] as const) {
    if (percent >= limit) {
      alerts.push({
        // A busy processor is slow; a full disk or memory breaks things.
        tone: name !== 'cpu' && percent >= FULL_PERCENT ? 'bad' : 'fair',
        title: text.metrics[name],
        meaning: text.alert.resource(text.metrics[name], `${percent.toFixed(0)}%`),
      });
    }
  }
  const records = stream.accepted + stream.rejected;
  if (records > 0 && stream.rejected / records >= MANY_REJECTED) {
    alerts.push({
      tone: 'fair',
      title: text.rejected,
      meaning: text.alert.rejectedShare(`${((stream.rejected * 100) / records).toFixed(1)}%`),
    });
  }
  return alerts.toSorted((one, other) => Number(other.tone === 'bad') - Number(one.tone === 'bad'));
}

function ofCheckpoints(status: Status, now: number, language: Language): readonly Alert[] {
  const checkpoints = checkpointsOf(status);
  // Of a job that does not run it is said already that it does not.
  if (checkpoints === null || status.components.flink?.status !== 'running') {
    return [];
  }
  const text = systemText(language);
  const ago = (time: number) => formatAgo((now - time) / 1000, language);
  const { last_completed_ms: last, last_failure_ms: failure } = checkpoints;
  if (last === null) {
    return [{ tone: 'fair', title: text.checkpoints, meaning: text.alert.noCheckpoint }];
  }
  if (now - last >= OLD_CHECKPOINT_MILLIS) {
    return [
      {
        tone: now - last >= VERY_OLD_CHECKPOINT_MILLIS ? 'bad' : 'fair',
        title: text.checkpoints,
        meaning: text.alert.oldCheckpoint(ago(last)),
      },
    ];
  }
  return failure !== null && now - failure < RECENT_FAILURE_MILLIS
    ? [{ tone: 'fair', title: text.checkpoints, meaning: text.alert.failedCheckpoint(ago(failure)) }]
    : [];
}
