// execute.mjs - the last month of an executed year in the browser, by its people: an allotment and a transfer through three
// people, a contract, its warrant, a month closed in between, money carried by either road, the rest lapsed, the year closed;
// what is refused and by which sentence; at the end every total is the sum of the ledger's entries.
// SHOTS=folder keeps the pictures of docs/screenshots.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { binary, browse, place, run, serve, signIn, tidy, watch } from './drive.mjs';

const year = 2565;
const began = Date.now();
const shots = process.env.SHOTS;
const agency = '11000000';
const from = '2565-0-1100-00027'; // embankment of Khlong Lat Phrao
const to = '2565-0-1100-00028'; // embankment of Khlong Prem Prachakon: the same group, the same output
const people = [];
let last = began;
const lap = (word) => {
  const now = Date.now();
  if (process.env.VERBOSE) console.log(`${((now - last) / 1000).toFixed(1)} s ${word}`);
  last = now;
};
async function person(browser, base, name) {
  const context = await browser.newContext({ locale: 'th-TH', viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(60000);
  const page = await context.newPage();
  const who = { name, page, base, bad: watch(page) };
  await signIn(page, base, name);
  people.push(who);
  return who;
}
const at = (path) => `${path}${path.includes('?') ? '&' : '?'}year=${year}`;
const open = (who, path) => who.page.goto(who.base + at(path));
async function shot(who, name, path) {
  if (!shots) return;
  if (path) await open(who, path);
  await who.page.mouse.move(0, 0);
  await who.page.evaluate(() => document.fonts.ready);
  await who.page.screenshot({ path: join(shots, `${name}.png`) });
}
// Every row of a table, by all its pages.
async function rows(who, path) {
  const all = [];
  for (let next = at(path); next;) {
    const got = await who.page.request.get(who.base + next);
    assert.equal(got.status(), 200, next);
    const part = await got.json();
    all.push(...part.rows);
    next = part.next;
  }
  return all;
}
const total = async (who) => (await (await who.page.request.get(who.base + at('/position.json'))).json()).total;
const complaints = (who) => who.page.locator('.say.stop, .field.wrong, .sub.bad').allInnerTexts();
async function click(who, selector) {
  const x = who.page.locator(selector).first();
  await x.evaluate((n) => { for (let d = n.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; });
  await Promise.all([who.page.waitForNavigation(), x.click()]);
  await who.page.waitForLoadState('load');
}
async function press(who, selector) {
  await click(who, selector);
  const stop = await complaints(who);
  assert.deepEqual(stop, [], `${who.name} ${who.page.url()}: ${stop.join(' ')}`);
}
async function refused(who, selector, words) {
  await click(who, selector);
  assert.match((await complaints(who)).join(' '), words, `${who.name} ${who.page.url()}`);
  who.bad.length = 0; // the refusal's own status
}
async function fill(who, values, inside = 'main') {
  for (const [name, value] of Object.entries(values)) {
    const x = who.page.locator(`${inside} [name="${name}"]`).first();
    await x.evaluate((n) => { for (let d = n.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; });
    if (await x.evaluate((n) => n.tagName) === 'SELECT') await x.selectOption(value);
    else await x.fill(value);
  }
}
// The next field of that name is filled for each value: tables of a form.
async function column(who, name, values) {
  for (const [i, value] of values.entries()) await who.page.locator(`main [name="${name}"]`).nth(i).fill(value);
}
const here = (who) => new URL(who.page.url()).pathname;
const save = 'main form.wide p.actions button';
const act = (word) => `main button[name=act][value=${word}]`;
// What this person has to do is on the page of work, and leads there.
async function waits(who, path) {
  await open(who, '/work');
  assert.ok(await who.page.locator(`a[href*="${path}"]`).count() > 0, `${who.name} has ${path} among the work`);
  await open(who, path);
}
const held = async (who, code) => (await rows(who, `/position/lines.json?agency=${agency}`)).find((x) => x.code === code);
const free = async (who, code) => (await held(who, code)).free_satang;

// ---- orders ----

async function orders({ office, second, finance, officer, governor }) {
  const left = await free(office, from);
  await open(office, '/orders/new?kind=allot&by=rows');
  await fill(office, { title: 'เงินประจำงวดเพิ่มเติม เดือนกันยายน', agency, on_date: '1/9/2565', reason: 'งานแล้วเสร็จก่อนแผน', 'line-1': from, 'amount-1': '2,500,000.50' });
  await press(office, save);
  const allot = here(office);
  await press(office, act('send'));
  assert.equal(await office.page.locator(act('approve')).count(), 0, 'who prepares does not approve');
  await waits(second, allot);
  await fill(second, { doc_no: 'กท 0401/912' });
  await press(second, act('approve'));
  assert.equal(await free(office, from), left, 'approved, nothing has moved');
  await waits(finance, allot);
  await press(finance, act('post'));
  assert.equal(await free(office, from), left + 250000050, 'posted, the money is there');
  lap('an allotment');

  await open(officer, '/orders/new?kind=transfer');
  await fill(officer, { title: 'โอนเงินเหลือจ่าย', on_date: '2/9/2565', reason: 'เขื่อนคลองเปรมประชากรงานเพิ่ม', 'line-1': from, 'amount-1': '999,999,999', 'to_line-1': to });
  await refused(officer, save, /999,999,999.00 เหลือ .*เงินประจำงวดว่าง/s);
  assert.equal(await officer.page.inputValue('[name="amount-1"]'), '999,999,999', 'as typed');
  if (process.env.VERBOSE) console.log((await complaints(officer)).join(' | '));
  const before = [await held(office, from), await held(office, to)].map((x) => x.current_satang);
  await fill(officer, { 'amount-1': '1,000,000' });
  await press(officer, save);
  const transfer = here(officer);
  await press(officer, act('send'));
  await waits(governor, transfer); // larger capital items
  await shot(governor, 'execute-order');
  await press(governor, act('approve'));
  await waits(finance, transfer);
  await press(finance, act('post'));
  assert.deepEqual([await held(office, from), await held(office, to)].map((x) => x.current_satang), [before[0] - 100000000, before[1] + 100000000]);
  lap('a transfer');
}

// ---- a contract and its warrant ----

async function contract({ officer, head }) {
  await open(officer, '/contracts/new');
  await fill(officer, { ref: 'กท 912/2565', title: 'ก่อสร้างเขื่อนคลองเปรมประชากร ช่วงเพิ่ม', vendor: 'บริษัท ก่อสร้างดี จำกัด', tax_id: '0105512345678',
    signed_on: '3/9/2565', starts_on: '5/9/2565', ends_on: '30/9/2565', total: '2,000,000', retention_rate: '5' });
  await column(officer, 'part_line', [to]);
  await column(officer, 'part_amount', ['2,000,000.01']);
  await column(officer, 'inst_due', ['15/9/2565', '30/9/2565']);
  await column(officer, 'inst_amount', ['1,200,000', '800,000']);
  await column(officer, 'inst_what', ['ตอกเสาเข็มแล้วเสร็จ', 'งานที่เหลือ']);
  await refused(officer, save, /รวม/);
  await column(officer, 'part_amount', ['2,000,000']);
  await press(officer, save);
  const path = here(officer);
  await press(officer, act('send'));
  await waits(head, path);
  await press(head, act('approve'));
  await open(officer, path);
  await fill(officer, { number: '1', on: '12/9/2565', doc_no: 'ตร. 1/2565' });
  await press(officer, act('accept'));
  lap('a contract');
  return path;
}

async function month(finance, word, reason) {
  await open(finance, '/year-end/periods');
  const form = `form[action$="/year-end/periods?do=${word}"]`;
  await fill(finance, { period: '202209', reason }, form);
  await press(finance, `${form} button[type=submit]`);
}

async function warrant({ officer, head, finance }, path) {
  await open(officer, `/warrants/new?contract=${path.split('/').pop()}`);
  await fill(officer, { number: 'ฎ.912/2565', on_date: '14/9/2565', claim: '2,000,000.01' });
  await refused(officer, save, /ตั้งฎีกาได้อีก 1,200,000/);
  await fill(officer, { claim: '1,200,000', retention_less: '0' });
  await press(officer, save);
  const code = here(officer);
  await press(officer, act('send'));
  await waits(head, code);
  await press(head, act('approve'));
  await month(finance, 'close', 'ปิดงวดก่อนฎีกาฉบับสุดท้าย');
  await waits(finance, code);
  await fill(finance, { on: '20/9/2565' });
  await refused(finance, act('pay'), /ปิดแล้ว|ปิดงวด|งวด/);
  if (process.env.VERBOSE) console.log((await complaints(finance)).join(' | '));
  await month(finance, 'reopen', 'ฎีกาของงานที่ตรวจรับแล้ว');
  await open(finance, code);
  await fill(finance, { on: '20/9/2565' });
  await press(finance, act('pay'));
  await shot(finance, 'execute-warrant', code);
  lap('a warrant, a month closed and opened');
}

// ---- carry-over ----

async function attach(who) {
  const name = '#papers form[enctype]';
  await who.page.locator(`${name} input[type=file]`).first().evaluate((n) => { for (let d = n.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; });
  await who.page.setInputFiles(`${name} input[type=file]`, { name: 'letter.pdf', mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n') });
  await press(who, `${name} button[type=submit]`);
}

async function carry({ officer, head, office, permsec, clerk, finance }) {
  const pick = async (kind, line, values, check) => {
    await open(officer, `/carry/new`);
    const row = officer.page.locator(`main a[href*="pick="][href*="${line}"]`);
    const links = await row.evaluateAll((all) => all.map((x) => decodeURIComponent(x.getAttribute('href'))));
    const link = links.find((x) => x.includes(`:${kind}:`));
    assert.ok(link, `${kind} ${line} in ${links}`);
    await open(officer, link);
    const form = 'form[action$="/carry/new"]';
    if (check) {
      await fill(officer, { ...values, amount: check.amount }, form);
      await refused(officer, `${form} button[type=submit]`, check.words);
    }
    await fill(officer, values, form);
    await press(officer, `${form} button[type=submit]`);
    const path = here(officer);
    await attach(officer);
    await open(officer, path);
    await press(officer, 'form:has(input[name=event][value=submit]) button[type=submit]');
    await waits(head, path);
    await press(head, 'form:has(input[name=event][value=approve]) button[type=submit]');
    return path;
  };
  const a = await pick('A', to, { amount: '800,000', reason: 'งวดสุดท้ายส่งมอบหลังสิ้นปี' }, { amount: '800,000.01', words: /800,000/ });
  const b = await pick('B', from, { amount: '300,000', reason: 'ประกาศเชิญชวนแล้ว ยังไม่ลงนาม', status: 'ประกาศเชิญชวนแล้ว', sign_on: '15/10/2565', deliver_on: '15/1/2566', pay_on: '15/2/2566' });
  for (const [kind, path, who, title] of [['A', a, permsec, 'บัญชีกันเงินแบบมีหนี้ผูกพัน ครั้งที่ 2'], ['B', b, clerk, 'ญัตติกันเงินแบบไม่มีหนี้ผูกพัน ครั้งที่ 2']]) {
    const press1 = (p, word) => press(p, `form[action*="do=${word}"] button[type=submit]`);
    await open(office, '/carry/lists');
    await fill(office, { title, kind }, 'form[action$="/carry/lists"]');
    await press(office, 'form[action$="/carry/lists"] button[type=submit]');
    const list = here(office);
    await press1(office, 'take');
    await fill(office, { no: `${kind} 2/2565`, on: '21/9/2565' }, 'form[action*="do=move"]');
    await press1(office, 'move');
    await waits(who, list);
    await fill(who, { no: `มติ ${kind} 2/2565`, on: '28/9/2565' }, 'form[action*="do=decide"]');
    await press1(who, 'decide');
    await open(finance, list);
    await press1(finance, 'post');
    const [got] = await rows(office, `${list}.json`);
    assert.equal(got.state, 'posted', path);
  }
  await shot(office, 'execute-carry', '/carry');
  lap('carry-over');
}

// ---- the year's end ----

async function ending({ office, permsec, finance }) {
  await open(office, '/year-end');
  await refused(office, 'form[action$="/year-end/close"] button[type=submit]', /./);
  // What was proposed before September's last papers is no longer what is left.
  await open(office, '/year-end');
  await fill(office, { note: 'ยอดเปลี่ยนหลังเสนอ' }, 'form[action*="do=drop"]');
  await press(office, 'form[action*="do=drop"] button[type=submit]');
  const rest = (await rows(office, '/year-end/lapse.json')).reduce((n, x) => n + x.total_satang, 0);
  await open(office, '/year-end');
  await press(office, 'form[action$="/year-end/lapse"] button[type=submit]');
  const run = (word) => `form[action*="/year-end/lapse/"][action*="do=${word}"]`;
  assert.equal(await office.page.locator(run('approve')).count(), 0, 'another person approves');
  await open(permsec, '/year-end');
  await fill(permsec, { doc_no: 'กท 0401/999' }, run('approve'));
  await press(permsec, `${run('approve')} button[type=submit]`);
  assert.equal(await permsec.page.locator(run('post')).count(), 0, 'a third one posts');
  await open(finance, '/year-end');
  await press(finance, `${run('post')} button[type=submit]`);
  assert.equal((await total(office)).lapsed_satang, rest, 'all of it lapsed');
  await month(finance, 'close', 'สิ้นปี');
  await open(office, '/year-end');
  await press(office, 'form[action$="/year-end/close"] button[type=submit]');
  await shot(office, 'execute-year-end', '/year-end');
  lap('the year closed');
}

// Every total is the sum of its lines, each line the sum of its entries.
async function ties({ office }) {
  const sum = (list, name) => list.reduce((n, x) => n + x[name], 0);
  const money = ['current_satang', 'allotted_satang', 'reserved_satang', 'obligated_satang', 'disbursed_satang', 'carried_a_satang', 'carried_b_satang', 'lapsed_satang'];
  const all = await total(office);
  const agencies = await rows(office, '/position.json');
  for (const name of money) assert.equal(sum(agencies, name), all[name], name);
  assert.equal(all.current_satang, all.disbursed_satang + all.carried_a_satang + all.carried_b_satang + all.lapsed_satang, 'all of it was paid, carried or lapsed');
  const closing = await rows(office, '/year-end/closing.json');
  assert.equal(sum(closing, 'given_satang'), all.current_satang);
  assert.equal(sum(closing, 'disbursed_satang'), all.disbursed_satang);
  const own = agencies.find((x) => x.code === agency);
  const lines = await rows(office, `/position/lines.json?agency=${agency}`);
  assert.equal(sum(lines, 'disbursed_satang'), own.disbursed_satang);
  const bucket = { disbursed: 0, obligated: 0, reserved: 0, carried_a: 0, carried_b: 0, lapsed: 0 };
  let n = 0;
  for (const line of lines) {
    for (const x of await rows(office, `/position/lines/${line.code}.json`)) {
      n++;
      if (x.to_bucket in bucket) bucket[x.to_bucket] += x.amount_satang;
      if (x.from_bucket in bucket) bucket[x.from_bucket] -= x.amount_satang;
    }
  }
  for (const [name, satang] of Object.entries(bucket)) assert.equal(satang, own[`${name}_satang`], `${name} of ${n} entries`);
  lap(`${n} entries of ${lines.length} lines`);
  return { all, n };
}

async function journey(browser, base, db) {
  const all = {};
  await Promise.all(Object.entries({ office: 'office', second: 'office2', finance: 'finance', permsec: 'permsec', governor: 'governor', clerk: 'clerk', officer: 'officer.1100', head: 'head.1100' })
    .map(async ([key, name]) => { all[key] = await person(browser, base, name); }));
  lap('signed in');
  await orders(all);
  const path = await contract(all);
  await warrant(all, path);
  await shot(all.officer, 'execute-contract', path);
  await shot(all.head, 'execute-morning', '/morning');
  await carry(all);
  await shot(all.office, 'execute-position', '/position');
  await shot(all.office, 'execute-line', `/position/lines/${to}`);
  await ending(all);
  const { all: sums, n } = await ties(all);
  for (const who of people) assert.deepEqual(who.bad, [], who.name);
  run(binary(), db, ['check']);
  lap('checks');
  const million = (x) => (x / 1e8).toLocaleString('en-US', { maximumFractionDigits: 2 });
  console.log(`ok execute: ${million(sums.disbursed_satang)} of ${million(sums.current_satang)} million paid, ${n} entries of one agency added up, ${Math.round((Date.now() - began) / 1000)} s`);
}

const folder = place();
run(binary(), folder.db, ['init']);
run(binary(), folder.db, ['demo', '--year', String(year), '--packages', '500']);
run(binary(), folder.db, ['demo', '--year', String(year), '--execute', '12']);
lap('an executed year');
const server = serve(binary(), folder.db);
const browser = await browse();
try {
  await journey(browser, await server.base, folder.db);
} catch (e) {
  console.error(e);
  if (shots) for (const who of people) await who.page.screenshot({ path: join(shots, `failed-${who.name}.png`), fullPage: true }).catch(() => 0);
  for (const who of people) console.error(who.name, 'at', who.page.url());
  process.exitCode = 1;
} finally {
  await browser.close();
  await server.stop();
  if (!process.env.KEEP) tidy(folder);
}
