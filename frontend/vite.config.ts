import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const golden = fileURLToPath(new URL('../lake-schema/golden', import.meta.url));
const service = process.env.TIDELAKE_DASHBOARD ?? 'http://127.0.0.1:5001';

export default defineConfig({
  // The contract's golden files are read where they lie, so no label is ever typed twice.
  resolve: { alias: { '@golden': golden } },
  build: {
    target: 'es2022',
    // The service answers under a strict Content-Security-Policy: nothing may be inlined into the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  server: {
    fs: { allow: ['.', golden] },
    proxy: {
      '/ws': { target: service, ws: true },
      '/api': { target: service },
    },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
