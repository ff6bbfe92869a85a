// Opens a dashboard in Chromium and prints what it shows as one JSON object:
//
//   node e2e/read-dashboard.mjs URL [--expect-events N] [--timeout-seconds S] [--screenshot FILE]
//
//   {"connection": "live",
//    "metrics": {"events": 8750, "eventsPerSecond": 0, "late": 5, "rejected": 1, "lag": 0, "latency": null},
//    "dimensions": {"action": {"0": 8750, …}, "age": …, "gender": …, "province": …},
//    "details": {"funnel": {"0": 8750, …}, "delay": …, "rejected": …},
//    "consoleErrors": [], "foreignRequests": []}
//
// Waits until the page is live and, with --expect-events, until at least N events are shown. Exit status: 0 if
// that was reached, 1 if not within S seconds (60 by default; what is shown is printed all the same), 2 on
// wrong arguments. The browser is /usr/bin/chromium, or the one that the variable CHROMIUM names.
import { parseArgs } from 'node:util';
import { launchChromium } from './chromium.mjs';
import { openWatched, readPage, waitForEvents } from './live-page.mjs';

const { url, expectedEvents, timeout, screenshot } = readArguments();
const browser = await launchChromium();
try {
  const seen = { consoleErrors: [], foreignRequests: [] };
  const page = await openWatched(browser, url, { viewport: { width: 1920, height: 1080 } }, seen);

  const loaded = await load(page);
  const reached = loaded && (await waitUntilShown(page));
  const shown = loaded ? await page.evaluate(readPage) : { connection: null, metrics: {}, dimensions: {} };
  if (screenshot !== undefined) {
    await page.screenshot({ path: screenshot });
  }
  console.log(JSON.stringify({ ...shown, ...seen }));
  if (!reached) {
    console.error(
      `The page is ${shown.connection ?? 'not loaded'} and shows ${shown.metrics.events ?? 'no'} events ` +
        `after ${timeout / 1000} s; expected it live with at least ${expectedEvents} events`,
    );
    process.exitCode = 1;
  }
} finally {
  await browser.close();
}

async function load(page) {
  try {
    const response = await page.goto(url.href, { timeout });
    return response !== null && response.ok();
  } catch (error) {
    console.error(`${url.href} cannot be opened: ${error.message.split('\n')[0]}`);
    return false;
  }
}

async function waitUntilShown(page) {
  try {
    await waitForEvents(page, expectedEvents, timeout);
    return true;
  } catch (error) {
    if (error.name !== 'TimeoutError') {
      throw error;
    }
    return false;
  }
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        'expect-events': { type: 'string', default: '0' },
        'timeout-seconds': { type: 'string', default: '60' },
        screenshot: { type: 'string' },
      },
    });
    if (positionals.length !== 1) {
      throw new Error('exactly one URL is needed');
    }
    return {
      url: new URL(positionals[0]),
      expectedEvents: asInteger('expect-events', values['expect-events']),
      timeout: asInteger('timeout-seconds', values['timeout-seconds']) * 1000,
      screenshot: values.screenshot,
    };
  } catch (error) {
    console.error(
      `${error.message}\nUsage: read-dashboard.mjs URL [--expect-events N] [--timeout-seconds S] [--screenshot FILE]`,
    );
    return process.exit(2);
  }
}

function asInteger(option, text) {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new Error(`--${option} is "${text}"; it has to be a whole number, 0 or more`);
  }
  return value;
}
