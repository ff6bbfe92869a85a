import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the types of the REST API are those of its document (else: npm run generate:api)', () => {
  const document = readFileSync(
    new URL('../../../query-api/src/main/resources/openapi.yaml', import.meta.url),
  );
  const digest = createHash('sha256').update(document).digest('hex');
  const types = readFileSync(new URL('./api.ts', import.meta.url), 'utf8');
  expect(types.split('\n', 1)[0]).toBe(`// Of openapi.yaml ${digest}`);
});
