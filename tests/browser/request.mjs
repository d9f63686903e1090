// request.mjs - a request from zero: an officer writes a package with a line (an error first: what
// was typed comes back), the head submits it, the analyst returns it with a question and then accepts
// it with less money; each as another person, by the pages, keyboard where a form allows it.
import assert from 'node:assert/strict';
import { binary, browse, place, run, serve, signIn, tidy, watch, password } from './drive.mjs';

const title = 'ลอกท่อระบายน้ำในซอยของเขตสวนหลวง';

async function person(browser, base, name, allowed = []) {
  const context = await browser.newContext({ locale: 'th-TH', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const bad = watch(page, allowed);
  await signIn(page, base, name);
  return { page, bad, context };
}

async function act(page, label, reason) {
  if (reason) {
    await page.click(`summary:has-text("${label}")`);
    await page.fill('details[open] textarea', reason);
    await page.click('details[open] button');
  } else {
    await page.click(`aside button:has-text("${label}")`);
  }
  await page.waitForLoadState();
  assert.equal(await page.locator('.say.stop').count(), 0, await page.locator('.say.stop').allTextContents().then((t) => t.join(' ')));
}

async function walk(browser, base) {
  const officer = await person(browser, base, 'somchai', ['/lines', '/packages']);
  const { page } = officer;
  await page.goto(`${base}/packages/new`);
  assert.match(await page.textContent('h1'), /2566/, 'a writing page shows its year');
  await page.selectOption('#f-output', { index: 1 });
  await page.fill('#f-title', title);
  await page.fill('#f-justification', 'น้ำท่วมขังซอยละ 4 ครั้งต่อปี ถ้าไม่ทำประชาชน 12,000 คนเดินทางไม่ได้');
  await page.fill('#f-score', '๑๒.๕');
  await page.press('#f-title', 'Enter');
  await page.waitForURL('**/lines/new');
  const code = decodeURIComponent(page.url().split('/packages/')[1].split('/')[0]);

  await page.selectOption('#f-item', { index: 1 });
  await page.fill('#f-name', 'ค่าจ้างลอกท่อ');
  await page.fill('#f-quantity', '๑๒.๕');
  await page.fill('#f-unit_word', 'กม.');
  await page.fill('#f-justification', 'ท่ออุดตันจากตะกอน ลอกครั้งสุดท้ายเมื่อสามปีก่อน');
  await page.fill('#f-unit_price', 'สามพัน');
  await page.click('button[type=submit]:has-text("บันทึกรายการ")');
  assert.match(await page.textContent('.field.wrong .error'), /สามพัน/, 'the error stands at its field');
  assert.equal(await page.inputValue('#f-name'), 'ค่าจ้างลอกท่อ', 'nothing typed is lost');
  await page.fill('#f-unit_price', '๔๐,๐๐๐');
  assert.equal((await page.textContent('output')).trim(), '500,000');
  await page.click('button[type=submit]:has-text("บันทึกรายการ")');
  await page.waitForURL(`**/packages/${code}`);
  assert.match(await page.textContent('tfoot'), /500,000/);
  assert.match(await page.textContent('aside'), /ยังขาด 2 เรื่อง/, 'two questions are still asked');
  await page.click('aside a:has-text("ยังไม่ได้ตอบคำถาม")');
  await page.fill('#f-q2', 'ประชาชนในซอยสวนหลวง 12,000 คน');
  await page.fill('#f-q5', 'น้ำท่วมขังทุกครั้งที่ฝนตกหนัก');
  await page.click('button:has-text("บันทึกคำตอบทั้งหมด")');
  await page.waitForLoadState();
  await page.goto(`${base}/packages/${code}`);
  assert.match(await page.textContent('aside'), /ครบแล้ว/);
  await act(page, 'เสนอหัวหน้าหน่วยงาน');

  const head = await person(browser, base, 'malee');
  await head.page.goto(`${base}/work`);
  await head.page.click(`a:has-text("${title}")`);
  await act(head.page, 'เห็นชอบและส่งคำขอ');
  run(binary(), db, ['cycle', 'start_analysis', '--year', '2566']);

  const analyst = await person(browser, base, 'analyst', ['/lines']);
  await analyst.page.goto(`${base}/packages/${code}`);
  await act(analyst.page, 'ส่งคืนเพื่อแก้ไข', 'ราคาต่อกิโลเมตรมาจากไหน');
  assert.match(await analyst.page.textContent('#history'), /ราคาต่อกิโลเมตรมาจากไหน/);
  await officer.page.goto(`${base}/work`);
  assert.match(await officer.page.textContent('table'), new RegExp(title));
  await officer.page.goto(`${base}/packages/${code}`);
  await act(officer.page, 'เสนอหัวหน้าหน่วยงาน'); // it came back to who gathers
  await head.page.goto(`${base}/packages/${code}`);
  await act(head.page, 'เห็นชอบและส่งคำขออีกครั้ง');
  await analyst.page.goto(`${base}/packages/${code}`);
  await act(analyst.page, 'รับไว้วิเคราะห์แล้ว');
  await analyst.page.click('a:has-text("ปรับยอด")');
  await analyst.page.fill('#f-amount', '450,000');
  await analyst.page.click('button[type=submit]:has-text("บันทึก")');
  assert.match(await analyst.page.textContent('.field.wrong .error'), /เหตุผล/, 'an amount needs its reason');
  await analyst.page.selectOption('#f-common', { index: 1 });
  await analyst.page.fill('#f-reason', 'ราคากลางกิโลเมตรละ 36,000 บาท');
  await analyst.page.click('button[type=submit]:has-text("บันทึก")');
  await analyst.page.waitForURL(`**/packages/${code}`);
  assert.match(await analyst.page.textContent('tfoot'), /450,000/);
  assert.match(await analyst.page.textContent('main'), /ราคามาตรฐานหรือราคาตลาด: ราคากลาง/, 'the reason chosen, and what was added');
  for (const p of [officer, head, analyst]) {
    assert.deepEqual(p.bad.filter((b) => !b.includes('status of 400')), []);
    await p.context.close();
  }
}

const bin = binary();
const at = place(), { db } = at;
run(bin, db, ['init']);
run(bin, db, ['cycle', 'setup', '--year', '2566']);
for (const event of ['open_call', 'open_requests']) run(bin, db, ['cycle', event, '--year', '2566']);
for (const [name, ...who] of [['somchai', '--role', 'officer', '--agency', '11000000'],
  ['malee', '--role', 'head', '--agency', '11000000'], ['analyst', '--role', 'analyst', '--division', '1']])
  run(bin, db, ['user', 'add', name, ...who, '--password-stdin'], `${password}\n`);
const server = serve(bin, db);
const browser = await browse();
let failed = 0;
try {
  await walk(browser, await server.base);
  console.log('ok a request from zero: written, submitted, returned, accepted with less');
} catch (e) {
  failed = 1;
  console.error(`not ok a request from zero: ${e.stack}`);
} finally {
  await browser.close();
  await server.stop();
  tidy(at);
}
console.log(`${1 - failed} passed, ${failed} failed`);
process.exit(failed);
