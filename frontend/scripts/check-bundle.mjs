// Fails the build if the page outgrows its budget or would ask another host for anything.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 400_000;
const dist = new URL('../dist/', import.meta.url).pathname;

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
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
console.log(`frontend: ${files.length} files, ${(bytes / 1000).toFixed(0)} kB gzipped`);

function fail(reason) {
  console.error(`frontend: ${reason}`);
  process.exit(1);
}
