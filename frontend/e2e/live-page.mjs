// What the scripts that look at the live page have in common.

/** Opens a page that listens for what must not happen: errors, and requests to another host. */
export async function openWatched(browser, url, options, seen) {
  const page = await browser.newPage(options);
  page.on('console', (message) => message.type() === 'error' && seen.consoleErrors.push(message.text()));
  page.on('pageerror', (error) => seen.consoleErrors.push(String(error)));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== url.origin && !['blob:', 'data:'].includes(protocol)) {
      seen.foreignRequests.push(request.url());
    }
  });
  return page;
}

/** Waits until the page is live and shows at least so many events. */
export async function waitForEvents(page, expected, timeout) {
  await page.waitForFunction(
    (events) =>
      document.documentElement.dataset.connection === 'live' &&
      Number(document.querySelector('[data-metric="events"]')?.dataset.value ?? -1) >= events,
    expected,
    { timeout },
  );
}

/** Runs in the page, in one go, so that all numbers belong to the same painting. */
export function readPage() {
  const exact = (element) => (element.dataset.value === undefined ? null : Number(element.dataset.value));
  const metrics = {};
  for (const element of document.querySelectorAll('[data-metric]')) {
    metrics[element.dataset.metric] = exact(element);
  }
  const collect = (name, selector) => {
    const found = {};
    for (const element of document.querySelectorAll(selector)) {
      const of = element.dataset[name];
      found[of] ??= {};
      found[of][element.dataset.code] = exact(element);
    }
    return found;
  };
  return {
    connection: document.documentElement.dataset.connection ?? null,
    metrics,
    dimensions: collect('dimension', '[data-dimension][data-code]'),
    details: collect('detail', '[data-detail][data-code]'),
  };
}
