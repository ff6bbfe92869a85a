// Visits the live page of a service in Chromium, in every scope, and prints what it shows as one JSON object:
//
//   node e2e/visit-live.mjs URL --day yyyy-MM-dd [--expect-events N] [--timeout-seconds S] [--screenshot FILE]
//
//   {"scopes": {"all": {"connection": "live", "at": 1764000000000, "metrics": {"events": 8750, …},
//                       "dimensions": {"action": {"0": 8750, …}, …},
//                       "details": {"funnel": {…}, "lastMinutes": {…}, "delay": {…}, "rejected": {…}},
//                       "tops": {"item": [["i1", 9], …], "category": …, "brand": …}},
//               "today": …, "day": …},
//    "ticker": [{"action": "0", "item": "i1", "user": "q***7 · Zhejiang"}, …],
//    "tables": 5, "pictures": [{"name": "tidelake-ages.png", "bytes": 20480}, …], "moving": 0,
//    "firstPaint": {"millis": 210, "requests": 4}, "keyboard": [], "violations": [], "tooWide": [], "consoleErrors": [], "foreignRequests": []}
//
// `tables` are the charts that turn into a table of their numbers, `moving` the animations that go on although
// the reader wants none, `keyboard` what a reader without a mouse cannot reach, see or operate, `requests` those
// that began before the first paint, the page itself included. Exit status: 0 if all could be read, 1 if not within S seconds (60 by default), 2 on
// wrong arguments.
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { launchChromium } from './chromium.mjs';
import { arrows, skip, walk } from './keyboard.mjs';
import { openWatched, readPage, waitForEvents } from './live-page.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WALL = { viewport: { width: 1920, height: 1080 } };
const PHONE = { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' };
/** The one that is marked first is turned to last, so that each list is painted anew. */
const TOPS = ['category', 'brand', 'item'];

const { url, day, expectedEvents, timeout, screenshot } = readArguments();
const seen = { violations: [], keyboard: [], tooWide: [], consoleErrors: [], foreignRequests: [] };
const browser = await launchChromium();
try {
  const page = await openWatched(browser, url, WALL, seen);
  page.setDefaultTimeout(timeout);
  await page.goto(`${url.href}?theme=dark&lang=en`);
  await waitForEvents(page, expectedEvents, timeout);
  const firstPaint = await readFirstPaint(page);
  const scopes = await readScopes(page);
  if (screenshot !== undefined) {
    await page.screenshot({ path: screenshot });
  }
  const result = {
    scopes,
    ticker: await page.evaluate(readTicker),
    pictures: await takePictures(page),
    firstPaint,
  };
  await workByKeyboard(page);
  await checkAccess(page, 'charts');
  result.tables = await turnToTables(page);
  await checkAccess(page, 'tables');
  await page.close();
  result.moving = await lookAtPhone();
  console.log(JSON.stringify({ ...result, ...seen }));
} catch (error) {
  console.error(`The live page at ${url.href} could not be read: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}

async function readScopes(page) {
  const scopes = { all: await readScope(page) };
  await page.click('[data-scope="today"]');
  scopes.today = await readScope(page, scopes.all);
  await page.click('[data-scope="day"]');
  await page.fill('.scopes input[type="date"]', day);
  scopes.day = await readScope(page, scopes.today);
  return scopes;
}

/** Once the page is of one piece: numbers, charts and lists are painted one after the other. */
async function readScope(page, before) {
  const tops = {};
  const shown = await settled(page, before?.metrics.events);
  for (const top of TOPS) {
    await page.click(`[data-turn="${top}"]`);
    // Marked when the list is painted.
    await page.waitForSelector(`[data-turn="${top}"][aria-checked="true"]`);
    tops[top] = await page.$$eval('.top-list b', (counts) =>
      counts.map(({ dataset }) => [dataset.code, Number(dataset.value)]),
    );
  }
  return { ...shown, tops };
}

async function settled(page, eventsBefore) {
  const deadline = Date.now() + timeout;
  const sum = (counts) => Object.values(counts ?? {}).reduce((total, count) => total + count, 0);
  for (;;) {
    const at = Date.now();
    const shown = await page.evaluate(readPage);
    const { events } = shown.metrics;
    const { action, age, gender, province } = shown.dimensions;
    const parts = [action, age, gender, province, shown.details.delay].map(sum);
    if (
      events > 0 &&
      events !== eventsBefore &&
      parts.every((part) => part === events) &&
      shown.details.funnel['0'] === action['0']
    ) {
      return { ...shown, at };
    }
    if (Date.now() > deadline) {
      throw new Error(`numbers do not add up to ${events} events: ${JSON.stringify(shown)}`);
    }
    await page.waitForTimeout(50);
  }
}

/** Runs in the page. */
function readTicker() {
  return [...document.querySelectorAll('.ticker li:not([hidden])')].map((item) => ({
    action: item.dataset.action,
    item: item.querySelector('span').textContent,
    user: item.querySelector('i').textContent,
  }));
}

async function takePictures(page) {
  const pictures = [];
  for (const button of await page.$$('.panel header > button.icon-only')) {
    const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
    pictures.push({ name: file.suggestedFilename(), bytes: statSync(await file.path()).size });
  }
  return pictures;
}

/** How many charts have a table with numbers in their place. */
async function turnToTables(page) {
  for (const button of await page.$$('.panel header > button[aria-pressed="false"]')) {
    await button.click();
  }
  const filled = '.panel .scroller:not([hidden]) table.values tbody td';
  await page.waitForFunction(
    (selector) =>
      [...document.querySelectorAll('.panel .canvas')].every(
        (canvas) => canvas.hidden && canvas.parentElement.querySelector(selector) !== null,
      ),
    filled,
  );
  return page.$$eval('.panel .canvas', (canvases) => canvases.length);
}

/** The other theme and language, on a phone, for a reader who wants nothing to move. */
async function lookAtPhone() {
  const phone = await openWatched(browser, url, PHONE, seen);
  phone.setDefaultTimeout(timeout);
  await phone.goto(`${url.href}?theme=light&lang=zh`);
  await waitForEvents(phone, expectedEvents, timeout);
  await phone.waitForSelector('.panel-province canvas');
  const excess = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (excess > 0) {
    seen.tooWide.push(`live by ${excess} px`);
  }
  await checkAccess(phone, 'phone');
  const moving = await phone.evaluate(
    () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
  );
  await phone.close();
  return moving;
}

/** Runs in the page. */
/** Chromium tells of a paint once it is on the screen, which may be after the page has its numbers. */
async function readFirstPaint(page) {
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  return page.evaluate(() => {
    const millis = performance.getEntriesByName('first-contentful-paint')[0].startTime;
    const before = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < millis);
    return { millis, requests: before.length + 1 };
  });
}

async function workByKeyboard(page) {
  seen.keyboard.push(
    ...(await walk(page, 'live')),
    ...(await skip(page, 'live')),
    ...(await arrows(page, '.scopes', true)),
    ...(await arrows(page, '.panel-top', true)),
    ...(await arrows(page, '.panel-province', true)),
  );
}

async function checkAccess(page, where) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  for (const { id, impact, help, nodes } of violations) {
    if (impact === 'serious' || impact === 'critical') {
      seen.violations.push(
        `live ${where}: ${id} (${help}) at ${nodes.map(({ target }) => target.join(' ')).slice(0, 3)}`,
      );
    }
  }
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        day: { type: 'string' },
        'expect-events': { type: 'string', default: '1' },
        'timeout-seconds': { type: 'string', default: '60' },
        screenshot: { type: 'string' },
      },
    });
    if (positionals.length !== 1) {
      throw new Error('exactly one URL is needed');
    }
    if (!/^\d{4}-\d{2}-\d{2}$/.test(values.day ?? '')) {
      throw new Error(`--day is "${values.day ?? ''}"; it has to be a date such as 2026-08-29`);
    }
    return {
      url: new URL(positionals[0]),
      day: values.day,
      expectedEvents: asInteger('expect-events', values['expect-events']),
      timeout: asInteger('timeout-seconds', values['timeout-seconds']) * 1000,
      screenshot: values.screenshot,
    };
  } catch (error) {
    console.error(
      `${error.message}\nUsage: visit-live.mjs URL --day DATE [--expect-events N] [--timeout-seconds S] [--screenshot FILE]`,
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
