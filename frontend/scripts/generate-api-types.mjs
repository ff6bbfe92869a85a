// Writes src/contract/api.ts from the service's OpenAPI document. Run it after a change of the document; a test
// tells when it was forgotten. The generator has a folder of its own: it needs an older TypeScript than the page.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const tools = file('../tools/api-types');
const openApi = file('../../query-api/src/main/resources/openapi.yaml');
const types = file('../src/contract/api.ts');

execFileSync('npm', ['ci', '--silent'], { cwd: tools, stdio: 'inherit' });
execFileSync('npx', ['openapi-typescript', openApi, '-o', types], { cwd: tools, stdio: 'inherit' });
const digest = createHash('sha256').update(readFileSync(openApi)).digest('hex');
writeFileSync(types, `// Of openapi.yaml ${digest}\n${readFileSync(types, 'utf8')}`);
