// Fails the build if the page outgrows its budget or would ask another host for anything.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 400_000;
/** Of what the first page needs before it can paint: at 10 Mbit/s that is a quarter of a second. */
const FIRST_PAGE_BYTES = 300_000;
const FIRST_PAGE_FILES = 5;
const dist = new URL('../dist/', import.meta.url).pathname;

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

const bytes = files.reduce((sum, file) => sum + zippedBytes(file), 0);
if (bytes > BUDGET_BYTES) {
  fail(`the bundle has ${bytes} bytes gzipped, over its budget of ${BUDGET_BYTES}: see what was imported`);
}

const html = readFileSync(join(dist, 'index.html'), 'utf8');
if (/(src|href)="(https?:)?\/\//.test(html)) {
  fail('index.html refers to another host; everything has to come from the service itself');
}
if (/<script(?![^>]*\ssrc=)[^>]*>|<style/.test(html)) {
  fail('index.html holds inline script or style, which the Content-Security-Policy forbids');
}

// A time would say more of the machine than of the page: what is bound is what every first paint has to wait for.
// Vite names in it all that the entry imports.
const firstFiles = [
  'index.html',
  ...[...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path),
];
const firstBytes = firstFiles.reduce((sum, file) => sum + zippedBytes(join(dist, file)), 0);
if (firstBytes > FIRST_PAGE_BYTES || firstFiles.length > FIRST_PAGE_FILES) {
  fail(
    `the first page needs ${firstFiles.length} files of ${firstBytes} bytes gzipped before it can paint, over its ` +
      `budget of ${FIRST_PAGE_FILES} and ${FIRST_PAGE_BYTES}: import what it does not need when it is needed`,
  );
}
console.log(
  `frontend: ${files.length} files, ${(bytes / 1000).toFixed(0)} kB gzipped; ` +
    `${firstFiles.length} of ${(firstBytes / 1000).toFixed(0)} kB before the first paint`,
);

function zippedBytes(file) {
  return gzipSync(readFileSync(file)).length;
}

function fail(reason) {
  console.error(`frontend: ${reason}`);
  process.exit(1);
}
