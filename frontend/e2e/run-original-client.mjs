// Runs the JavaScript sample of the system that Tidelake replaces in a page of Chromium, with the Socket.IO client
// that it expects to be there, and prints what became of it as one JSON object:
//
//   node e2e/run-original-client.mjs URL PROGRAM
//
//   {"lines": ["已连接到服务器", …], "rows": 50, "charts": {"action": {…}, …}, "errors": []}
//
// Exit status: 0 once rows and charts have come and nothing went wrong, 1 if not within a minute.
import { readFileSync } from 'node:fs';
import { launchChromium } from './chromium.mjs';

const [, , service, program] = process.argv;
if (program === undefined) {
  console.error('Usage: run-original-client.mjs URL PROGRAM');
  process.exit(2);
}
const socketIo = new URL('../node_modules/socket.io-client/dist/socket.io.min.js', import.meta.url);

/** The page around the program: it has the functions that draw, which the sample leaves to it. */
const PAGE = `<!doctype html>
<html lang="zh">
  <head>
    <meta charset="utf-8" />
    <title>client</title>
    <link rel="icon" href="data:," />
    <script src="/original/socket.io.js"></script>
    <script>
      const charts = {};
      const updateActionChart = (option) => (charts.action = option);
      const updateAgeChart = (option) => (charts.age = option);
      const updateGenderChart = (option) => (charts.gender = option);
      const updateProvinceChart = (option) => (charts.province = option);
    </script>
    <script src="/original/client.js"></script>
  </head>
  <body></body>
</html>`;

// The page is served by nobody: without this it counts as one of the internet, which may not open a WebSocket to this machine.
const browser = await launchChromium('--disable-features=LocalNetworkAccessChecks');
try {
  const page = await browser.newPage();
  const told = { lines: [], rows: null, charts: {}, errors: [] };
  page.on('console', async (message) => {
    (message.type() === 'error' ? told.errors : told.lines).push(message.text());
    if (message.text().startsWith('查询成功:')) {
      const rows = await message.args()[1].jsonValue();
      told.rows = rows.length;
    }
  });
  page.on('pageerror', (error) => told.errors.push(String(error)));
  const files = {
    '/original/client.html': { contentType: 'text/html', body: PAGE },
    '/original/client.js': { contentType: 'text/javascript', body: readFileSync(program, 'utf8') },
    '/original/socket.io.js': { contentType: 'text/javascript', body: readFileSync(socketIo, 'utf8') },
  };
  await page.route('**/original/*', (route) => route.fulfill(files[new URL(route.request().url()).pathname]));
  await page.goto(`${service}/original/client.html`);
  const deadline = Date.now() + 60_000;
  const isDone = () =>
    told.rows !== null && ['action', 'age', 'gender', 'province'].every((name) => told.charts[name]?.series);
  while (!isDone() && Date.now() < deadline) {
    await page.waitForTimeout(100);
    told.charts = await page.evaluate('charts');
  }
  console.log(JSON.stringify(told));
  process.exitCode = isDone() && told.errors.length === 0 ? 0 : 1;
} finally {
  await browser.close();
}
