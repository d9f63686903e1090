// journey.mjs - one officer's way through the real program in Chromium, Thai, at 1280 and 390 px:
// sign in, import the fixture's rows with a preview, set a ceiling, allocate, make the draft ordinance
// and fetch it; once more without JavaScript.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { binary, browse, place, root, run, serve, tidy, watch, password } from './drive.mjs';

const fixture = join(root, 'tests/fixtures/bma-19col.csv');
const total = '670,405,000';

// The page of a job goes on by itself: by its script, or by refreshing.
async function settle(page) {
  await page.locator('[data-job]').waitFor({ state: 'detached', timeout: 120000 });
}

async function walk(browser, base, width, javaScriptEnabled) {
  const context = await browser.newContext({ locale: 'th-TH', javaScriptEnabled, acceptDownloads: true,
    viewport: { width, height: width < 500 ? 844 : 900 } });
  const page = await context.newPage();
  const bad = watch(page);
  const title = () => page.textContent('h1');
  const fits = async () => {
    const over = javaScriptEnabled ? await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth) : 0;
    assert.equal(over, 0, `${page.url()} is ${over} px too wide at ${width}`);
  };

  await page.goto(`${base}/`);
  assert.match(await title(), /เข้าสู่ระบบ/);
  await fits();
  await page.fill('#user', 'planner');
  await page.fill('#password', password);
  await page.click('form button[type=submit]');
  await page.waitForURL('**/overview');
  await fits();

  // Import: a preview first, which changes nothing.
  await page.goto(`${base}/import`);
  await fits();
  await page.selectOption('#f-kind', 'bma-lines');
  await page.fill('#f-year', '2566');
  await page.setInputFiles('#f-file', fixture);
  await page.click('form[action="/import"] button[type=submit]');
  assert.match(await title(), /ตรวจแฟ้มก่อนนำเข้า/);
  assert.match(await page.textContent('.lead'), new RegExp(total));
  assert.ok(await page.isVisible('table'), 'the repairs are listed');
  await fits();
  await page.click('form[action="/import/confirm"] button[type=submit]');
  assert.match(await title(), /ผลการนำเข้า/);
  await page.goto(`${base}/packages`);
  assert.ok(await page.locator('table tbody tr').count() >= 30, 'the rows are packages now');
  await fits();
  await page.click('table tbody tr:first-child a');
  await page.waitForSelector('#lines');
  await fits();

  // A scenario with ceilings, an allocation under them.
  await page.goto(`${base}/allocation`);
  if (await page.locator('a[href^="/allocation/"][href$="/ceilings"]').count() === 0) {
    await page.click('details.act > summary');
    await page.fill('#name', 'main');
    await page.click('form[action="/allocation"] button');
    await page.waitForURL('**/ceilings');
  } else {
    await page.goto(`${base}/allocation/main/ceilings`);
  }
  await fits();
  await page.fill('input[name="max.total."]', '๕๐๐,๐๐๐,๐๐๐');
  await page.click('form button[type=submit]:has-text("บันทึก")');
  await page.waitForURL('**/allocation/main');
  await fits();
  await page.click('form[action$="/run"] button');
  await page.waitForURL('**/jobs/**');
  await settle(page);
  await page.click('a.btn[href^="/allocation/"]');
  const lead = await page.textContent('.lead');
  assert.match(lead, /จัดสรรได้/);
  await page.click('a[href$="/packages"].btn');
  assert.ok(await page.locator('table tbody tr').count() >= 30);
  await fits();

  // The draft ordinance.
  await page.goto(`${base}/documents`);
  await fits();
  await page.click('button[value=pdf]');
  await page.waitForURL('**/jobs/**');
  await settle(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a.btn[href$="/file"]')]);
  const path = await download.path();
  assert.equal(readFileSync(path).subarray(0, 5).toString(), '%PDF-');
  const { size } = statSync(path);
  assert.ok(size > 20000, 'an ordinance has pages');
  assert.deepEqual(bad, []);
  await context.close();
  console.log(`ok ${width} px: imported, allocated, ${javaScriptEnabled ? "" : "without JavaScript, "}ordinance of ${size} bytes`);
}

const bin = binary();
const browser = await browse();
let passed = 0, failed = 0;
for (const [width, script] of [[1280, true], [390, true], [1280, false]]) {
  const at = place(), { db } = at;
  run(bin, db, ['init']);
  run(bin, db, ['user', 'add', 'planner', '--role', 'admin', '--password-stdin'], `${password}\n`);
  const server = serve(bin, db);
  try {
    await walk(browser, await server.base, width, script);
    passed++;
  } catch (e) {
    failed++;
    console.error(`not ok ${width} px: ${e.stack}`);
  } finally {
    await server.stop();
    tidy(at);
  }
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
