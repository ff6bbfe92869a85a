// Lets a day pass on the live page within a minute, and prints what the page holds early and at the end as one JSON
// object, for a wall that shows it for weeks:
//
//   node e2e/soak-live.mjs [--seconds S]
//
//   {"early": {"heapBytes": 5600000, "nodes": 1900, "listeners": 160, "rendererBytes": 180000000},
//    "late": {…}, "firstPaintMillis": 220, "events": 172800000, "consoleErrors": [], "foreignRequests": []}
//
// `early` is after a quarter of the time, when lists and curves are as long as they get. Exit status: 0 if the page
// was live to the end, 1 if not, 2 on wrong arguments.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { launchChromium } from './chromium.mjs';
import { openWatched, waitForEvents } from './live-page.mjs';
import { startMockService } from './mock-live-server.mjs';

const DAY_SECONDS = 86_400;
const EARLY = 0.25;
const PATIENCE_MILLIS = 60_000;

const seconds = readSeconds();
const service = await startMockService({ speed: DAY_SECONDS / seconds });
const browser = await launchChromium();
const seen = { consoleErrors: [], foreignRequests: [] };
try {
  const page = await openWatched(
    browser,
    new URL(service.url),
    { viewport: { width: 1920, height: 1080 } },
    seen,
  );
  await page.goto(`${service.url}?theme=dark&lang=en`);
  await waitForEvents(page, 1, PATIENCE_MILLIS);
  const firstPaintMillis = await firstPaint(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await page.waitForTimeout(seconds * 1_000 * EARLY);
  const early = await measure(session);
  await page.waitForTimeout(seconds * 1_000 * (1 - EARLY));
  const late = await measure(session);
  await waitForEvents(page, service.events, PATIENCE_MILLIS);
  console.log(JSON.stringify({ early, late, firstPaintMillis, events: service.events, ...seen }));
} catch (error) {
  console.error(`The live page did not get through the day: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  await service.stop();
}

/** Chromium tells of a paint once it is on the screen, which may be after the page has its numbers. */
async function firstPaint(page) {
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  return page.evaluate(() => Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime));
}

async function measure(session) {
  // What the first one finds to be finalised, the second one frees.
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (name) => metrics.find((metric) => metric.name === name).value;
  return {
    heapBytes: value('JSHeapUsedSize'),
    nodes: value('Nodes'),
    listeners: value('JSEventListeners'),
    rendererBytes: await rendererBytes(),
  };
}

/** Resident memory of the process that draws the page: what lies outside of the heap shows here. */
async function rendererBytes() {
  const root = await browser.newBrowserCDPSession();
  const { processInfo } = await root.send('SystemInfo.getProcessInfo');
  await root.detach();
  const resident = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8')))
    .map((match) => Number(match?.[1] ?? 0) * 1_024);
  return Math.max(...resident);
}

function readSeconds() {
  try {
    const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
    const given = Number(values.seconds);
    if (!(given >= 10)) {
      throw new Error(`--seconds is ${values.seconds}: give 10 or more`);
    }
    return given;
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}
