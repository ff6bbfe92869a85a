// What the Maven build runs: installs the packages of the lock file and builds dist/, each only if something
// changed since. Maven runs it on every build, and most builds change nothing here.
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const inputs = [
  'src',
  'index.html',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
  'scripts',
  '../lake-schema/golden/labels.json',
];

if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  npm('ci');
}
if (modified('dist/index.html') < Math.max(...inputs.map(modified))) {
  npm('run', '--silent', 'build');
}

/** When the newest file under a path was last written; 0 if there is none. */
function modified(path) {
  const full = join(root, path);
  const stats = statSync(full, { throwIfNoEntry: false });
  if (stats === undefined) {
    return 0;
  }
  return stats.isDirectory()
    ? Math.max(0, ...readdirSync(full).map((entry) => modified(join(path, entry))))
    : stats.mtimeMs;
}

function npm(...args) {
  execFileSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
}
