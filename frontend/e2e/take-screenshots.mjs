// Takes pictures of every state of the live page, in both languages, both themes and from phone to 4K.
//
//   node e2e/take-screenshots.mjs [FOLDER]        (default: target/screenshots)
//
// and prints {"pictures": ["wall-dark-zh", …], "faults": []}.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launchChromium } from './chromium.mjs';
import { startMockService } from './mock-live-server.mjs';

const folder = process.argv[2] ?? fileURLToPath(new URL('../target/screenshots', import.meta.url));
mkdirSync(folder, { recursive: true });

const WALL = { width: 1920, height: 1080 };
const PHONE = { width: 390, height: 844 };
const SHOTS = [
  { name: 'wall-dark-zh', size: WALL, theme: 'dark', lang: 'zh' },
  { name: 'wall-light-en', size: WALL, theme: 'light', lang: 'en' },
  { name: 'phone-dark-zh', size: PHONE, theme: 'dark', lang: 'zh', fullPage: true },
  { name: 'phone-light-en', size: PHONE, theme: 'light', lang: 'en', fullPage: true },
  { name: 'laptop-dark-en', size: { width: 1366, height: 768 }, theme: 'dark', lang: 'en', fullPage: true },
  { name: 'tablet-light-zh', size: { width: 834, height: 1112 }, theme: 'light', lang: 'zh', fullPage: true },
  { name: '4k-dark-zh', size: { width: 3840, height: 2160 }, theme: 'dark', lang: 'zh' },
  { name: 'wall-dark-zh-empty', size: WALL, theme: 'dark', lang: 'zh', data: 'none' },
  { name: 'phone-light-en-empty', size: PHONE, theme: 'light', lang: 'en', data: 'none' },
  { name: 'wall-dark-en-gone', size: WALL, theme: 'dark', lang: 'en', gone: true },
  { name: 'phone-light-zh-gone', size: PHONE, theme: 'light', lang: 'zh', gone: true },
  { name: 'wall-light-en-stale', size: WALL, theme: 'light', lang: 'en', stale: true },
  { name: 'phone-dark-zh-stale', size: PHONE, theme: 'dark', lang: 'zh', stale: true },
  { name: 'wall-light-zh-ranking', size: WALL, theme: 'light', lang: 'zh', ranking: true },
  { name: 'wall-light-zh-tables', size: WALL, theme: 'light', lang: 'zh', tables: true },
  { name: 'wall-dark-en-patterns', size: WALL, theme: 'dark', lang: 'en', patterns: true },
];

const result = { pictures: [], faults: [] };
const browser = await launchChromium();
try {
  for (const shot of SHOTS) {
    const service = await startMockService({ data: shot.data ?? 'live' });
    const page = await browser.newPage({ viewport: shot.size });
    const faults = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => {
      if (new URL(request.url()).host !== new URL(service.url).host) {
        faults.push(`request to another host: ${request.url()}`);
      }
    });
    await page.goto(`${service.url}?theme=${shot.theme}&lang=${shot.lang}`);
    await page.waitForSelector('[data-connection="live"]');
    if (shot.data !== 'none') {
      for (const painted of ['action', 'gender', 'age', 'pulse', 'province']) {
        await page.waitForSelector(`.panel-${painted}[data-draws]`);
      }
      await page.waitForSelector('.top-list li');
      await page.waitForSelector('[data-detail="funnel"][data-value]');
      await page.waitForSelector('[data-metric="latency"][data-value]');
    }
    if (shot.tables) {
      for (const button of await page.$$('.panel header > button[aria-pressed="false"]')) {
        await button.click();
      }
    }
    if (shot.ranking) {
      await page.click('[data-view="ranking"][role="radio"]');
      await page.waitForSelector('.panel-province[data-draws="bar"]');
    }
    if (shot.patterns) {
      await page.locator('.masthead .tools button').first().click();
      // The charts are painted anew one after the other.
      await page.waitForTimeout(1_000);
    }
    if (shot.gone) {
      faults.push(...(await lose(page, service)));
    }
    if (shot.stale) {
      service.fallSilent();
      await waitForBanner(page, 'stale');
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) {
      faults.push(`the page is ${overflow} px too wide`);
    }
    // Two frames: one that paints what changed, one that shows it.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    await page.screenshot({ path: `${folder}/live-${shot.name}.png`, fullPage: shot.fullPage ?? false });
    await page.close();
    await service.stop();
    const expected = shot.gone
      ? faults.filter((fault) => !/ERR_CONNECTION_(REFUSED|RESET)/.test(fault))
      : faults;
    result.pictures.push(shot.name);
    result.faults.push(...expected.map((fault) => `${shot.name}: ${fault}`));
  }
  console.log(JSON.stringify(result));
} finally {
  await browser.close();
}

async function waitForBanner(page, connection) {
  await page.waitForSelector(`[data-connection="${connection}"]`);
  await page.waitForFunction(() => {
    const banner = document.querySelector('.banner:not([hidden])');
    return banner !== null && banner.getAnimations().every(({ playState }) => playState === 'finished');
  });
}

/** Stops the service under the page and waits for the banner to be there in full. */
async function lose(page, service) {
  await service.stop();
  await waitForBanner(page, 'reconnecting');
  return (await page.locator('[data-metric="events"]').getAttribute('data-value')) === '0'
    ? ['the last numbers were lost']
    : [];
}
