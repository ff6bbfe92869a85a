// Visits every page of a service in Chromium and prints what they show as one JSON object:
//
//   node e2e/visit-pages.mjs URL [--range from=…&to=…] [--screenshots FOLDER]
//
//   {"pages": {"history": {"tiles": {"age": {"shows": "data", "rows": [["Under 18", 10, "0.1%"], …]}, …},
//                          "facts": {…}, "sql": {"age": "SELECT …", …}}, "lake": …, "system": …},
//    "downloads": {"picture": {"name": "tidelake-trend.png", "bytes": 20480}, "csv": …},
//    "compared": {"now": {"trend": …}, "after": {"trend": …}, "files": {"csv": {"name": "…", "text": "…"}, "json": …}},
//    "keyboard": [], "cancelled": 11,
//    "consoleErrors": [], "foreignRequests": [], "violations": [], "tooWide": []}
//
// Cells are the exact numbers where they are numbers. `keyboard` is what a reader without a mouse cannot reach, see
// or operate. `violations` are what axe-core finds serious or critical, in
// both themes. With --screenshots every page is taken in both themes and languages, from phone to 4K, with data,
// without, and with the service gone. Exit status: 0 if all pages could be read, 2 on wrong arguments.
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { launchChromium } from './chromium.mjs';
import { arrows, skip, walk } from './keyboard.mjs';

const SETTLED_WITHIN_MILLIS = 60_000;
const PAGES = ['history', 'lake', 'system'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = {
  wall: { width: 1920, height: 1080 },
  laptop: { width: 1366, height: 768 },
  phone: { width: 390, height: 844 },
  '4k': { width: 3840, height: 2160 },
};

const { url, range, screenshots } = readArguments();
const seen = { consoleErrors: [], foreignRequests: [], violations: [], tooWide: [] };
const browser = await launchChromium();
try {
  const pages = await readPages();
  const result = {
    pages,
    downloads: await download(),
    compared: await compare(),
    keyboard: await workByKeyboard(),
    cancelled: await leaveEarly(),
    ...seen,
  };
  if (screenshots !== undefined) {
    await takeScreenshots();
  }
  console.log(JSON.stringify(result));
} finally {
  await browser.close();
}

/** Every number of every page, out of the tables of its tiles. */
async function readPages() {
  const pages = {};
  for (const name of PAGES) {
    const page = await open(name, { watch: true });
    await checkAccess(page, `${name} dark`);
    const sql = await readSql(page);
    for (const button of await page.$$('.tile-tools button[aria-pressed="false"]:enabled')) {
      await button.click();
    }
    pages[name] = { ...(await page.evaluate(readTiles)), sql };
    await checkAccess(page, `${name} tables`);
    await page.close();

    const light = await open(name, { theme: 'light', lang: 'zh', watch: true });
    await checkAccess(light, `${name} light`);
    await light.close();

    const phone = await open(name, { size: SIZES.phone });
    const excess = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (excess > 0) {
      seen.tooWide.push(`${name} by ${excess} px`);
    }
    await phone.close();
  }
  return pages;
}

/** Runs in the page. */
function readTiles() {
  const cell = (element) =>
    element.dataset.value === undefined ? element.textContent : Number(element.dataset.value);
  const tiles = {};
  for (const tile of document.querySelectorAll('[data-tile]')) {
    const figure = tile.querySelector('.figure-value');
    tiles[tile.dataset.tile] = {
      shows: tile.dataset.shows,
      ...(figure === null ? {} : { value: Number(figure.dataset.value) }),
      rows: [...tile.querySelectorAll('tbody tr')].map((row) => [...row.children].map(cell)),
    };
  }
  const facts = {};
  for (const fact of document.querySelectorAll('[data-fact]')) {
    facts[fact.dataset.fact] = cell(fact);
  }
  const components = {};
  for (const component of document.querySelectorAll('[data-component]')) {
    components[component.dataset.component] = component.dataset.status;
  }
  return { tiles, facts, components };
}

/** The statement of each tile, read from its dialog; Escape has to bring focus back to the button. */
async function readSql(page) {
  const statements = {};
  for (const tile of await page.$$('[data-tile]')) {
    const button = await tile.$('.tile-tools button[aria-label$="SQL"]');
    if (button === null) {
      continue;
    }
    await button.click();
    const name = await tile.getAttribute('data-tile');
    statements[name] = await page.locator('dialog.sql code').textContent();
    await page.keyboard.press('Escape');
    await page.locator('dialog.sql').waitFor({ state: 'detached' });
    if (!(await button.evaluate((element) => element === document.activeElement))) {
      throw new Error(`focus is lost once the SQL of ${name} is closed`);
    }
  }
  return statements;
}

async function download() {
  const page = await open('history', { watch: true });
  const take = async (click) => {
    const [file] = await Promise.all([
      page.waitForEvent('download', { timeout: SETTLED_WITHIN_MILLIS }),
      click(),
    ]);
    return { name: file.suggestedFilename(), bytes: statSync(await file.path()).size };
  };
  const files = {
    picture: await take(() => page.click('[data-tile="trend"] .tile-tools button.icon-only')),
    csv: await take(() => page.click('[data-export="csv"]')),
    excel: await take(() => page.click('[data-export="excel"]')),
    json: await take(() => page.click('[data-export="json"]')),
  };
  await page.close();
  return files;
}

/** The history page beside the period before, also where that is the range: its tables, and the files of the trend. */
async function compare() {
  const page = await open('history', { query: `${range}&compare=1`, watch: true });
  const files = {};
  for (const kind of ['csv', 'json']) {
    const [file] = await Promise.all([
      page.waitForEvent('download', { timeout: SETTLED_WITHIN_MILLIS }),
      page.click(`[data-tile="trend"] [data-file="${kind}"]`),
    ]);
    files[kind] = { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
  }
  const now = await readTables(page);
  await page.close();
  const next = rangeAfter();
  if (next === null) {
    return { now, files };
  }
  const later = await open('history', { query: `${next}&compare=1`, watch: true });
  const after = await readTables(later);
  await later.close();
  return { now, after, files };
}

async function readTables(page) {
  for (const button of await page.$$('.tile-tools button[aria-pressed="false"]:enabled')) {
    await button.click();
  }
  return (await page.evaluate(readTiles)).tiles;
}

/** The range of the same length right after the one asked for, or `null` if that has no ends. */
function rangeAfter() {
  const asked = new URLSearchParams(range);
  const [from, to] = ['from', 'to'].map((end) => Date.parse(`${asked.get(end)}Z`));
  if (Number.isNaN(from) || Number.isNaN(to)) {
    return null;
  }
  const minute = (time) => new Date(time).toISOString().slice(0, 16);
  const next = to + 60_000;
  return `from=${minute(next)}&to=${minute(to + next - from)}`;
}

/** From the live page to each other one by Tab and Enter, and there to every control. */
async function workByKeyboard() {
  const faults = [];
  const page = await open('', {});
  for (const name of PAGES) {
    await page.focus('.masthead a');
    for (let presses = 0; presses < PAGES.length; presses += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => document.activeElement?.getAttribute('data-page'));
      if (at === name) {
        break;
      }
    }
    await page.keyboard.press('Enter');
    await settled(page, name);
    faults.push(...(await walk(page, name)), ...(await skip(page, name)));
    if (name === 'history') {
      faults.push(...(await arrows(page, '.controls .segments', false)));
    }
    if (name === 'system') {
      faults.push(...(await arrows(page, '.resources-head', true)));
    }
  }
  await page.close();
  return faults;
}

/** How many requests of the history page end when the reader goes elsewhere before they are answered. */
async function leaveEarly() {
  const page = await browser.newPage({ viewport: SIZES.laptop });
  let asked = 0;
  let ended = 0;
  await page.route('**/api/user_stats/**', () => {
    // Never answered.
    asked += 1;
  });
  page.on('requestfailed', (request) => {
    ended += request.url().includes('/api/user_stats/') ? 1 : 0;
  });
  await page.goto(addressOf('history', 'dark', 'en'));
  await page.waitForSelector('main.page-history');
  while (asked === 0) {
    await page.waitForTimeout(50);
  }
  await page.click('.masthead a[data-page="lake"]');
  await page.waitForSelector('main.page-lake');
  const deadline = Date.now() + 5_000;
  while (ended < asked && Date.now() < deadline) {
    await page.waitForTimeout(50);
  }
  await page.close();
  return ended === asked ? ended : 0;
}

async function checkAccess(page, where) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  for (const { id, impact, help, nodes } of violations) {
    if (impact === 'serious' || impact === 'critical') {
      seen.violations.push(
        `${where}: ${id} (${help}) at ${nodes.map(({ target }) => target.join(' ')).slice(0, 3)}`,
      );
    }
  }
}

async function takeScreenshots() {
  mkdirSync(screenshots, { recursive: true });
  const shots = [];
  for (const name of PAGES) {
    shots.push(
      { name, size: 'wall', theme: 'dark', lang: 'zh' },
      { name, size: 'wall', theme: 'light', lang: 'en' },
    );
    shots.push(
      { name, size: 'phone', theme: 'dark', lang: 'en' },
      { name, size: 'phone', theme: 'light', lang: 'zh' },
    );
    shots.push(
      { name, size: '4k', theme: 'dark', lang: 'en' },
      { name, size: 'laptop', theme: 'light', lang: 'zh' },
    );
    shots.push({ name, size: 'wall', theme: 'dark', lang: 'en', state: 'gone' });
    shots.push({ name, size: 'phone', theme: 'light', lang: 'zh', state: 'gone' });
  }
  const none = 'from=2001-01-01T00:00&to=2001-01-01T23:59';
  shots.push({ name: 'history', size: 'wall', theme: 'dark', lang: 'zh', state: 'empty', query: none });
  shots.push({ name: 'history', size: 'phone', theme: 'light', lang: 'en', state: 'empty', query: none });
  for (const { name, size, theme, lang, state, query } of shots) {
    const page = await open(name, { size: SIZES[size], theme, lang, query, gone: state === 'gone' });
    await page.screenshot({
      path: `${screenshots}/${[name, size, theme, lang, state].filter(Boolean).join('-')}.png`,
      fullPage: true,
    });
    await page.close();
  }
}

/** Opens a page and waits until every tile has its answer. */
async function open(
  name,
  { size = SIZES.laptop, theme = 'dark', lang = 'en', query, watch = false, gone = false },
) {
  const page = await browser.newPage({ viewport: size });
  if (watch) {
    page.on('console', (message) => message.type() === 'error' && seen.consoleErrors.push(message.text()));
    page.on('pageerror', (error) => seen.consoleErrors.push(String(error)));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== url.origin && !['blob:', 'data:'].includes(protocol)) {
        seen.foreignRequests.push(request.url());
      }
    });
  }
  if (gone) {
    await page.route('**/api/**', (route) => route.abort());
  }
  await page.goto(addressOf(name, theme, lang, query));
  if (name !== '') {
    await settled(page, name);
    // Two frames: one that paints what changed, one that shows it.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
  }
  return page;
}

/** Every tile has its answer. */
async function settled(page, name) {
  await page.waitForSelector(`main.page-${name} .tile`);
  await page.waitForFunction(
    () => [...document.querySelectorAll('.tile')].every(({ dataset }) => dataset.shows !== 'loading'),
    null,
    { timeout: SETTLED_WITHIN_MILLIS },
  );
}

function addressOf(name, theme, lang, query = name === 'history' ? range : '') {
  return `${url.href}?theme=${theme}&lang=${lang}#/${name}${query === '' ? '' : `?${query}`}`;
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { range: { type: 'string', default: 'range=all' }, screenshots: { type: 'string' } },
    });
    if (positionals.length !== 1) {
      throw new Error('exactly one URL is needed');
    }
    return { url: new URL(positionals[0]), ...values };
  } catch (error) {
    console.error(`${error.message}\nUsage: visit-pages.mjs URL [--range QUERY] [--screenshots FOLDER]`);
    return process.exit(2);
  }
}
