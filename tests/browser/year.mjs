// year.mjs - a district makes its whole request of a new year in the browser, from an empty desk:
// draws in last year's structure, answers what is missing package by package (grid, reasons,
// questions, options, review of last year's work), sections send on, the collector sends, the
// director signs all; the analyst returns one package twice, its officer is replaced in the middle,
// the successor mends it and it is accepted. SHOTS=folder keeps the pictures of docs/screenshots.
// Without PBIS_LONG each person fills in a few packages only; with it all 44, which takes minutes.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { binary, browse, place, run, serve, signIn, tidy, watch } from './drive.mjs';

const agency = '50140000', year = 2567;
const most = process.env.PBIS_LONG ? Infinity : 2;
const done = new Set();
const shots = process.env.SHOTS;
const shot = async (page, name, fullPage = false) => {
  if (!shots) return;
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage });
};

async function person(browser, base, name) {
  const context = await browser.newContext({ locale: 'th-TH', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const bad = watch(page);
  await signIn(page, base, name);
  await page.goto(`${base}/overview?year=${year}`); // the year one works in is kept
  return { name, page, bad, context, base, pages: 0 };
}

async function open(who, path) {
  who.pages++;
  await who.page.goto(who.base + path);
}
const rows = async (who, path) => (await (await who.page.request.get(`${who.base}${path}.json?year=${year}`)).json()).rows;
const saved = (page) => page.waitForFunction(() => document.querySelector('[data-sheet]').dataset.now === 'saved', null, { timeout: 10000 });
async function post(page, button) {
  await Promise.all([page.waitForLoadState('load'), page.waitForNavigation(), page.click(button)]);
  const stop = await page.locator('.say.stop, .field.wrong').allInnerTexts();
  assert.deepEqual(stop, [], `${page.url()}: ${stop.join(' ')}`);
}

// What the same line got last year, as the start of this year's own figures: cents off, by line.
async function figures(who, code) {
  const past = await rows(who, `/packages/${code}/past`);
  const of = new Map();
  for (const h of past) {
    if (h.enacted_satang > 0 && !(of.get(h.code)?.year > h.year)) of.set(h.code, { year: h.year, baht: Math.floor(h.enacted_satang / 100) });
  }
  return of;
}

// One block pasted into the grid, as from a spreadsheet: quantity, unit, price, times, months, reason.
async function fillGrid(who, code, note) {
  const { page } = who;
  const lines = await rows(who, `/packages/${code}`);
  if (!lines.length) return 0;
  const past = await figures(who, code);
  await open(who, `/packages/${code}/grid`);
  assert.match(await page.textContent('h1'), new RegExp(year), 'a writing page shows its year');
  const head = await page.locator('#sheet thead th').evaluateAll((x) => x.map((h) => h.dataset.f || ''));
  const order = await page.locator('#sheet tbody tr').evaluateAll((x) => x.map((r) => r.dataset.line));
  const of = new Map(lines.map((l) => [l.code, l]));
  const from = head.indexOf('quantity');
  const table = order.map((line, i) => {
    const l = of.get(line);
    const cells = { quantity: i % 2 ? '1' : '๑', unit_word: l.unit_word || 'รายการ', unit_price: (past.get(line)?.baht || 50000).toLocaleString('en-US'), times: '1', months: '1',
      justification: `${l.name}: ${note} คิดใหม่จากปริมาณงานปี ${year} ไม่ใช้ฐานเดิม` };
    return head.slice(from).map((f) => (f in cells ? cells[f] : null));
  });
  for (const [first, last] of spans(table[0])) { // cells that are not typed (sums) are not pasted over
    await page.locator(`#sheet tbody tr:first-child > *:nth-child(${from + first + 1})`).click();
    await page.evaluate((t) => {
      const data = new DataTransfer();
      data.setData('text/plain', t);
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, table.map((r) => r.slice(first, last).join('\t')).join('\n'));
  }
  await saved(page);
  return lines.length;
}
function spans(row) {
  const out = [];
  for (let i = 0; i < row.length; i++) {
    if (row[i] === null) continue;
    if (out.length && out.at(-1)[1] === i) out.at(-1)[1] = i + 1;
    else out.push([i, i + 1]);
  }
  return out;
}

async function fillQuestions(who, code, lacks) {
  const { page } = who;
  if (!lacks.has('answer') && !lacks.has('options') && !lacks.has('output')) return;
  await open(who, `/packages/${code}/questions`);
  if (lacks.has('answer')) {
    for (const ask of await page.locator('.ask:has(.tag.a)').all()) await ask.locator('textarea').fill('ประชาชนในเขตราว 178,000 คน หลักฐานจากเรื่องร้องเรียนและสถิติของเขตปีที่แล้ว ถ้าไม่ทำบริการหยุดทันที');
    await post(page, 'button:has-text("บันทึกคำตอบทั้งหมด")');
  }
  for (const [kind, title, chosen] of [['own', 'ทำเองโดยเจ้าหน้าที่เขต', true], ['private', 'จ้างเอกชนทำทั้งหมด', false]]) {
    if (!lacks.has('options')) break;
    await page.click('#options summary');
    await page.selectOption('#options #f-kind', kind);
    await page.fill('#options #f-title', title);
    await page.fill('#options #f-cost', chosen ? '๙๐๐,๐๐๐' : '1,150,000');
    if (chosen) {
      await page.check('#options #f-chosen');
      await page.fill('#options #f-why', 'ต้นทุนต่ำกว่าและตอบเหตุได้เร็วกว่า');
    }
    await post(page, 'button:has-text("บันทึกทางเลือก")');
  }
  if (lacks.has('output')) {
    await page.fill('#f-output', 'จุดที่ได้รับบริการ');
    await page.fill('#f-output_quantity', '๑๒๐');
    await page.fill('#f-output_unit', 'จุด');
    await post(page, 'button:has-text("บันทึกผลผลิต")');
  }
}

// A small file that is what its name says; each one is another by its text.
let files = 0;
const pdf = () => Buffer.from(`%PDF-1.4\n% ${++files}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`);

// The papers that an item class asks for: files by kind, the engineer's name, the place.
async function fillPapers(who, line) {
  const { page } = who;
  const path = `/lines/${line}/papers`;
  for (let round = 0; round < 20; round++) {
    await open(who, path);
    const need = page.locator('.panel:has(h2:has-text("เอกสารที่ต้องมี")) li:has(.tag.a)');
    if (!(await need.count())) return;
    const words = (await need.first().innerText()).replace(/^ยังขาด\s*/, '');
    if (/พิกัดที่ตั้ง/.test(words)) {
      await open(who, `/lines/${line}/place`);
      const row = page.locator('tbody tr').first();
      await row.locator('select').selectOption({ label: await row.locator('option', { hasText: 'ลาดกระบัง' }).first().textContent() });
      await row.locator('[name^=lat]').fill('13.7229');
      await row.locator('[name^=lon]').fill('๑๐๐.๗๕๙๖');
      await row.locator('[name^=share]').fill('100');
      await post(page, 'form[action$="/place"] button[type=submit]');
    } else if (/วิศวกร/.test(words)) {
      await page.fill('#engineer', 'วิศวกรผู้รับรอง ภย. 00000 (สาธิต)');
      await post(page, 'form[action$="/engineer"] button');
    } else {
      const kind = words.split(/\s+\d+\/\d+| ·/)[0].trim();
      await page.selectOption('#f-kind', { label: kind });
      await page.setInputFiles('#f-file', { name: `${kind.replace(/[^ก-๙]/g, '')}-${files + 1}.pdf`, mimeType: 'application/pdf', buffer: pdf() });
      await post(page, 'form[action="/attachments"] button[type=submit]');
    }
  }
}

async function fillPackage(who, p, of) {
  const { page } = who;
  const lacks = new Set(of.map((m) => m.code));
  if (lacks.has('no_lines')) { // drawn in without lines: it gets one
    await open(who, `/packages/${p.code}/lines/new`);
    await page.selectOption('#f-item', { index: 1 });
    await page.fill('#f-name', 'ค่าใช้จ่ายของงานนี้');
    await page.fill('#f-quantity', '1');
    await page.fill('#f-unit_price', '20,000');
    await page.fill('#f-justification', 'งานระดับนี้ต้องมีค่าใช้จ่ายของตนเอง');
    await post(page, 'button[type=submit]:has-text("บันทึกรายการ")');
  }
  if (lacks.has('line_amount') || lacks.has('line_reason')) await fillGrid(who, p.code, 'จำเป็นต่อบริการของเขต');
  if (lacks.has('disposition')) {
    await open(who, `/packages/${p.code}/unit`);
    if (!(await page.locator('input[name=disposition]:checked, select[name=disposition]').first().inputValue().catch(() => ''))) {
      if (await page.locator('select#f-disposition').count()) await page.selectOption('#f-disposition', 'continue');
      else await page.check('input[name=disposition][value=continue]');
      await post(page, 'button:has-text("บันทึกการทบทวน")');
    }
  }
  if (lacks.has('package_reason')) {
    await open(who, `/packages/${p.code}/edit`);
    await page.fill('#f-justification', `${p.title}: ทบทวนจากศูนย์ ปี ${year} ระดับ ${p.level} ประชาชนได้อะไรและถ้าไม่ทำเกิดอะไร เขียนไว้ในคำตอบ`);
    await post(page, 'main button[type=submit]');
  }
  await fillQuestions(who, p.code, lacks);
}

// Everything this person can see, until nothing of it is missing.
async function fillDesk(who) {
  let lines = 0;
  const missing = await rows(who, `/requests/${agency}/missing`);
  const mine = (await rows(who, `/requests/${agency}`)).slice(0, most);
  for (const p of mine) {
    done.add(p.code);
    await fillPackage(who, p, missing.filter((m) => m.package_code === p.code));
    lines += p.lines;
  }
  for (const m of await rows(who, `/requests/${agency}/missing`)) { // asked for once there is an amount
    if (m.code === 'papers' && done.has(m.package_code)) await fillPapers(who, m.subject || m.where.split('/')[2]);
  }
  assert.deepEqual((await rows(who, `/requests/${agency}/missing`)).filter((m) => done.has(m.package_code)).map((m) => `${m.package_code} ${m.code} ${m.name}`), [], `${who.name}: nothing is missing`);
  return lines;
}

async function pickAll(who, button) {
  const { page } = who;
  await open(who, `/requests/${agency}`);
  const picks = page.locator('input[name=pick]');
  let n = 0;
  for (const pick of await picks.all()) {
    if (!done.has((await pick.inputValue()).split(':')[0])) continue;
    await pick.check();
    n++;
  }
  await post(page, `button:has-text("${button}")`);
  return n;
}

async function act(page, label, reason) {
  if (reason) {
    await page.click(`summary:has-text("${label}")`);
    await page.fill('details[open] textarea', reason);
    await page.click('details[open] button');
  } else await page.click(`aside button:has-text("${label}")`);
  await page.waitForLoadState();
  assert.equal(await page.locator('.say.stop').count(), 0, (await page.locator('.say.stop').allTextContents()).join(' '));
}

async function walk(browser, base, db) {
  const began = Date.now();
  const officer = await person(browser, base, 'officer.5014');
  await open(officer, `/requests/${agency}`);
  assert.match(await officer.page.textContent('.lead'), /ปีนี้ยังว่าง/, 'the year begins empty');
  await shot(officer.page, 'desk-empty');
  await post(officer.page, 'form[action$="/draw"] button');
  const drawn = await rows(officer, `/requests/${agency}`);
  assert.ok(drawn.length > 20);
  assert.equal(drawn.reduce((s, p) => s + p.requested_satang, 0), 0, 'structure only: not one baht is carried over');
  await shot(officer.page, 'desk-drawn');

  let lines = await fillDesk(officer);
  for (const name of ['clean.5014', 'school.5014']) {
    const section = await person(browser, base, name);
    assert.equal((await section.page.request.get(`${base}/packages/${drawn[0].code}?year=${year}`)).status(), 404, 'another section\'s draft is not there');
    lines += await fillDesk(section);
    await pickAll(section, 'ส่งต่อที่เลือก');
    officer.pages += section.pages;
    assert.deepEqual(section.bad.filter((b) => !b.includes('404')), []);
    await section.context.close();
  }
  if (most > 40) assert.ok(lines >= 40, `${lines} lines`);
  const one = drawn.find((p) => p.lines > 2);
  await open(officer, `/packages/${one.code}/grid`);
  await shot(officer.page, 'grid-filled');
  await open(officer, `/packages/${one.code}`);
  await shot(officer.page, 'package-from-zero', true);
  await open(officer, `/packages/${one.code}/questions`);
  await shot(officer.page, 'questions');

  const collector = await person(browser, base, 'collector.5014');
  const sent = await pickAll(collector, 'ส่งต่อที่เลือก');
  assert.equal(sent, done.size, 'all that was filled in is sent to the director');
  const head = await person(browser, base, 'head.5014');
  await open(head, `/requests/${agency}`);
  await shot(head.page, 'desk-to-sign');
  assert.equal(await pickAll(head, 'ลงนามส่งที่เลือก'), sent);
  const total = (await rows(head, `/requests/${agency}`)).reduce((s, p) => s + p.requested_satang, 0);
  assert.ok(total > 0);
  run(binary(), db, ['cycle', 'start_analysis', '--year', String(year)]);

  const analyst = await person(browser, base, 'analyst4');
  await open(analyst, `/packages/${one.code}`);
  await act(analyst.page, 'ส่งคืนเพื่อแก้ไข', 'ราคาต่อหน่วยมาจากไหน ขอหลักฐาน');
  await open(officer, `/packages/${one.code}`);
  assert.match(await officer.page.textContent('#history'), /ราคาต่อหน่วยมาจากไหน/);
  await shot(officer.page, 'returned');
  await fillGrid(officer, one.code, 'ราคาตามใบเสนอราคาสามราย');
  await sendUp(officer, collector, head, one.code);

  await open(analyst, `/packages/${one.code}`);
  await act(analyst.page, 'ส่งคืนเพื่อแก้ไข', 'ปริมาณสูงกว่าปีก่อน ชี้แจง');
  // The officer leaves in the middle: hands the open work over, the successor takes it.
  await open(officer, '/handover');
  await officer.page.selectOption('#f-to_user', 'officer2.5014');
  await officer.page.fill('#f-reason', 'ย้ายไปปฏิบัติราชการที่สำนักงานเขตอื่น');
  await post(officer.page, 'button:has-text("ยืนยันการส่งมอบ")');
  const next = await person(browser, base, 'officer2.5014');
  await open(next, '/handover');
  await next.page.click('main table a');
  await shot(next.page, 'handover');
  await post(next.page, 'button:has-text("ยืนยันรับมอบ")');
  await open(next, '/work');
  assert.match(await next.page.textContent('main'), new RegExp(one.title.slice(0, 12)), 'the returned work is the successor\'s now');
  await fillGrid(next, one.code, 'ปริมาณตามเรื่องร้องเรียนปีที่แล้ว 412 เรื่อง');
  await sendUp(next, collector, head, one.code);
  await open(analyst, `/packages/${one.code}`);
  await act(analyst.page, 'รับไว้วิเคราะห์แล้ว');
  await shot(analyst.page, 'accepted', true);
  const history = await analyst.page.textContent('#history');
  assert.equal((history.match(/ส่งคืนเพื่อแก้ไข/g) || []).length >= 2, true, 'returned twice');
  for (const who of [officer, collector, head, analyst, next]) assert.deepEqual(who.bad, [], who.name);
  console.log(`a district's request: ${lines} lines in ${sent} packages, ${(total / 100).toLocaleString('en-US')} baht, ${officer.pages} pages opened, ${Math.round((Date.now() - began) / 1000)} s`);
}

async function sendUp(officer, collector, head, code) {
  for (const [who, label] of [[officer, null], [collector, null], [head, 'เห็นชอบและส่งคำขออีกครั้ง']]) {
    await open(who, `/packages/${code}`);
    const step = label || (await who.page.locator('aside button').evaluateAll((b) => b.map((x) => x.textContent.trim()).find((t) => /เสนอ|ส่งต่อ|ส่งให้/.test(t)) || ''));
    if (step) await act(who.page, step);
  }
}

const at = place(), { db } = at;
const bin = binary();
run(bin, db, ['init']);
run(bin, db, ['demo', '--year', '2566', '--packages', '600']);
const server = serve(bin, db);
const base = await server.base;
const browser = await browse();
let failed = 0;
try {
  await walk(browser, base, db);
} catch (x) {
  failed = 1;
  console.log(`FAILED: ${x.stack}`);
} finally {
  await browser.close();
  await server.stop();
  tidy(at);
}
console.log(`${1 - failed} passed, ${failed} failed`);
process.exit(failed);
