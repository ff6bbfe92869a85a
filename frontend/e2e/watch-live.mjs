// Keeps the live page of a service open in Chromium, while somebody breaks the service, and looks at every change
// of every number that can only grow:
//
//   node e2e/watch-live.mjs URL [--expect-events N] [--timeout-seconds S] [--screenshots FOLDER]
//
// Prints a line of JSON when the page is live with N events, and one for each change of what it says of itself:
//
//   {"connection": "live", "banner": null, "events": 8750}
//   {"connection": "reconnecting", "banner": "severe", "events": 9120}
//
// Once a number comes in by standard input, it waits until the page is live with so many events, and prints
//
//   {"falls": [], "numbers": 61, "changes": 20480, "standstillMillis": 1900, "pageErrors": []}
//
// `falls` are the numbers that became smaller, with the first such values, `numbers` how many were watched, `standstillMillis`
// is the longest time in which the service told that records waited, and not one was counted. Exit status: 0 if the events came, 1 if not within S seconds (60 by
// default) of being asked for, 2 on wrong arguments.
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { launchChromium } from './chromium.mjs';
import { waitForEvents } from './live-page.mjs';

const { url, expectedEvents, timeout, screenshots } = readArguments();
const told = firstLine();
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  const pageErrors = [];
  page.on('pageerror', (error) => pageErrors.push(String(error)));
  await page.exposeFunction('tellState', async (state) => {
    console.log(JSON.stringify(state));
    if (screenshots !== undefined && state.banner !== null) {
      mkdirSync(screenshots, { recursive: true });
      await page.screenshot({ path: `${screenshots}/live-${state.connection}-${state.banner}.png` });
    }
  });
  await page.goto(`${url.href}?theme=dark&lang=en`);
  await waitForEvents(page, expectedEvents, timeout);
  await page.evaluate(watch);
  await waitForEvents(page, Number(await told), timeout);
  console.log(JSON.stringify({ ...(await page.evaluate(() => window.watched())), pageErrors }));
} catch (error) {
  console.error(`The live page at ${url.href} did not show the events: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}

/** Runs in the page. */
function watch() {
  // Rates, shares and what slides with the time may fall.
  const GROWING =
    '[data-metric="events"], [data-metric="visitors"], [data-metric="late"], [data-metric="rejected"], ' +
    '[data-metric="completeThrough"], [data-dimension][data-code], [data-top][data-code], ' +
    '[data-detail="funnel"], [data-detail="delay"], [data-detail="rejected"]';
  const most = new Map();
  /** By number, the first fall of each. */
  const falls = new Map();
  let changes = 0;
  let grew = false;
  let movedAt = performance.now();
  let standstillMillis = 0;
  let state = '';

  const look = (element) => {
    const { metric, dimension, top, detail, code, value } = element.dataset;
    const name = [metric ?? dimension ?? top ?? detail, code].filter((part) => part !== undefined).join(' ');
    const shown = { [name]: Number(value) };
    // The big figure is also read as people read it.
    if (metric === 'events') {
      shown['events as text'] = Number(element.textContent.replace(/\D/g, ''));
    }
    for (const [key, count] of Object.entries(shown)) {
      const before = most.get(key);
      if (before === undefined && Number.isNaN(count)) {
        // Not known yet.
        continue;
      }
      changes += before === count ? 0 : 1;
      // Also if it is no number any more.
      if (!(count >= (before ?? 0)) && !falls.has(key)) {
        falls.set(key, { number: key, from: before, to: count });
      }
      grew ||= key === 'events' && count > (before ?? 0);
      most.set(key, count > (before ?? 0) ? count : (before ?? count));
    }
  };
  const tell = () => {
    const banner = document.querySelector('.banner');
    const now = {
      connection: document.documentElement.dataset.connection,
      banner: banner.hidden ? null : banner.dataset.tone,
    };
    if (JSON.stringify(now) !== state) {
      state = JSON.stringify(now);
      void window.tellState({ ...now, events: most.get('events') });
    }
  };
  const measureStandstill = () => {
    const now = performance.now();
    const waiting = Number(document.querySelector('[data-metric="lag"]').dataset.value) > 0;
    if (grew || !waiting || !['live', 'stale'].includes(document.documentElement.dataset.connection)) {
      movedAt = now;
    }
    grew = false;
    standstillMillis = Math.max(standstillMillis, now - movedAt);
  };
  const lookAround = () => {
    document.querySelectorAll(GROWING).forEach(look);
    measureStandstill();
    tell();
  };
  // After each painting, before it can be seen.
  new MutationObserver(lookAround).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ['data-value', 'data-connection', 'data-tone', 'hidden'],
  });
  lookAround();
  window.watched = () => ({
    falls: [...falls.values()],
    numbers: most.size,
    changes,
    standstillMillis: Math.round(standstillMillis),
  });
}

function firstLine() {
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin });
    lines.once('line', (line) => {
      resolve(line);
      // Open, it would keep this process from its end.
      process.stdin.destroy();
    });
    // Whoever asked is gone.
    lines.once('close', () => resolve('0'));
  });
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        'expect-events': { type: 'string', default: '1' },
        'timeout-seconds': { type: 'string', default: '60' },
        screenshots: { type: 'string' },
      },
    });
    if (positionals.length !== 1) {
      throw new Error('exactly one URL is needed');
    }
    return {
      url: new URL(positionals[0]),
      expectedEvents: asInteger('expect-events', values['expect-events']),
      timeout: asInteger('timeout-seconds', values['timeout-seconds']) * 1000,
      screenshots: values.screenshots,
    };
  } catch (error) {
    console.error(
      `${error.message}\nUsage: watch-live.mjs URL [--expect-events N] [--timeout-seconds S] [--screenshots FOLDER]`,
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
