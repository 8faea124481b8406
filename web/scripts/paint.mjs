// node scripts/paint.mjs URL...: the largest contentful paint of each page in ms, as a JSON list, in a browser that starts cold each time.
// The session cookie, NAME=VALUE, comes from COOKIE; network and processor are held back as Lighthouse does it for a desktop.
import { chromium } from "playwright-core";

const RUNS = 3;
const NETWORK = { latency: 40, downloadThroughput: 1_280_000, uploadThroughput: 1_280_000 };
const QUIET = 1500;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});

async function paint(url) {
  const context = await browser.newContext({ viewport: { width: 1350, height: 940 } });
  const [name, value] = (process.env.COOKIE ?? "").split(/=(.*)/s);
  if (name) await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", { offline: false, ...NETWORK });
  await page.addInitScript(() => {
    window.largest = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.largest.push(entry.startTime);
    }).observe({ type: "largest-contentful-paint", buffered: true });
  });
  await page.goto(url, { waitUntil: "load" });
  let known = -1;
  for (;;) {
    await page.waitForTimeout(QUIET);
    const now = await page.evaluate(() => window.largest.length);
    if (now === known && now > 0) break;
    known = now;
  }
  const largest = await page.evaluate(() => Math.max(...window.largest));
  await context.close();
  return largest;
}

const found = [];
for (const url of process.argv.slice(2)) {
  const times = [];
  for (let run = 0; run < RUNS; run += 1) times.push(await paint(url));
  found.push(times.sort((a, b) => a - b)[(RUNS - 1) / 2]);
}
await browser.close();
console.log(JSON.stringify(found));
