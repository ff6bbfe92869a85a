import { chromium } from 'playwright-core';

/** Starts the system's Chromium (or the one that CHROMIUM names), quiet and without calls home. */
export function launchChromium(/** @type {string[]} */ ...more) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
}
