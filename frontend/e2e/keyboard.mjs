// Goes through a page as a reader without a mouse does.

/** More stops than any page has. */
const MOST_STOPS = 400;

/**
 * Presses Tab from the top of the page to its end, and says what is wrong: controls that Tab does not come to,
 * and stops where nothing shows that one is there.
 */
export async function walk(page, where) {
  await page.evaluate(watchFocus);
  await toTop(page);
  const faults = [];
  let previous;
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press('Tab');
    const { at, fault } = await page.evaluate(lookAtFocus);
    if (at === null || (at === 0 && previous > 0)) {
      break;
    }
    previous = at;
    if (fault !== null) {
      faults.push(fault);
    }
  }
  faults.push(...(await page.evaluate(() => window.unreached())));
  return faults.map((fault) => `${where}: ${fault}`);
}

/** The skip link is the first stop of every page, and leads to its content. */
export async function skip(page, where) {
  await toTop(page);
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement?.className);
  await page.keyboard.press('Enter');
  const inContent = await page.evaluate(() => document.activeElement?.matches('main:not([hidden])') ?? false);
  return first === 'skip' && inContent ? [] : [`${where}: the skip link does not lead to the content`];
}

/** Tab goes on from what had focus last, so that has to be above everything. */
async function toTop(page) {
  await page.evaluate(() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
  });
}

/** Runs in the page: remembers what can be operated, and what focus came to. */
function watchFocus() {
  const nameOf = (element) =>
    element.getAttribute('aria-label') ??
    (element.textContent?.trim().slice(0, 40) || element.outerHTML.slice(0, 80));
  const operable = () =>
    [
      ...document.querySelectorAll(
        'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex="0"]',
      ),
    ].filter((element) => element.checkVisibility({ visibilityProperty: true }));
  /** Elements, and names: what is painted anew meanwhile is another element of the same name. */
  const reached = new Set();
  const order = [];
  window.reach = (element) => {
    reached.add(element).add(nameOf(element));
    if (!order.includes(element)) {
      order.push(element);
    }
    return order.indexOf(element);
  };
  window.nameOf = nameOf;
  window.unreached = () =>
    operable()
      // Tab comes to one of a group, arrow keys to the others.
      .filter((element) => {
        const group = element.closest('[role="radiogroup"]');
        const choices = group === null ? [element] : [...group.children];
        return !choices.some((one) => reached.has(one) || reached.has(nameOf(one)));
      })
      .map((element) => `Tab does not come to "${nameOf(element)}"`);
}

/** Runs in the page: the stop's number in the order of arrival, `null` at the end of the page. */
function lookAtFocus() {
  const element = document.activeElement;
  if (element === null || element === document.body) {
    return { at: null, fault: null };
  }
  const at = window.reach(element);
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const inSight = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  const shown = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
  return {
    at,
    fault: shown && inSight ? null : `focus is not seen at "${window.nameOf(element)}"`,
  };
}

/**
 * The arrow keys go through a group of which one is chosen.
 *
 * @param follow whether they choose, or only go there
 */
export async function arrows(page, group, follow) {
  const radios = page.locator(`${group} [role="radio"]:enabled`);
  const count = await radios.count();
  const chosenFirst = await chosen(radios);
  await radios.nth(Math.max(0, chosenFirst)).focus();
  const faults = [];
  for (const [key, expected] of [
    ['Home', 0],
    ['ArrowRight', 1 % count],
    ['ArrowDown', 2 % count],
    ['End', count - 1],
    ['ArrowRight', 0],
    ['ArrowLeft', count - 1],
    ['Home', 0],
  ]) {
    await page.keyboard.press(key);
    const wanted = radios.nth(expected);
    const there = await settles(() => wanted.evaluate((element) => element === document.activeElement));
    const right = await settles(async () => (await chosen(radios)) === (follow ? expected : chosenFirst));
    if (!there || !right) {
      faults.push(`${group}: ${key} does not lead to choice ${expected + 1} of ${count}`);
    }
  }
  return faults;
}

async function chosen(radios) {
  return radios.evaluateAll((all) => all.findIndex((radio) => radio.getAttribute('aria-checked') === 'true'));
}

/** What is chosen may be shown with the next painting. */
async function settles(check) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await check()) {
      return true;
    }
    await new Promise((done) => setTimeout(done, 20));
  }
  return false;
}
