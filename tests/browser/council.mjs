// council.mjs - the draft of the whole city becomes law in the browser, role by role: tabled, voted on principle, before the
// committee with a sub-committee's cut, what is refused and by which rule, reservations, a question answered, an amendment
// that gives back, a redline, the set of documents twice, the readings, the gazette, the ledger; a supplementary draft.
// SHOTS=folder keeps the pictures of docs/screenshots.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary, browse, place, run, serve, signIn, tidy, watch } from './drive.mjs';

const year = 2566;
const shots = process.env.SHOTS;
const shot = async (page, name) => {
  if (!shots) return;
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(shots, `${name}.png`) });
};
const began = Date.now();
let last = began;
const lap = (word) => {
  const now = Date.now();
  if (process.env.VERBOSE) console.log(`${((now - last) / 1000).toFixed(1)} s ${word}`);
  last = now;
};
const today = (() => {
  const d = new Date(Date.now() + 7 * 3600 * 1000);
  return `${d.getUTCDate()}/${d.getUTCMonth() + 1}/${d.getUTCFullYear() + 543}`;
})();

const people = [];
async function person(browser, base, name) {
  const context = await browser.newContext({ locale: 'th-TH', viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  context.setDefaultTimeout(60000);
  const page = await context.newPage();
  const who = { name, page, base, bad: watch(page) };
  await signIn(page, base, name);
  await page.goto(`${base}/council?year=${year}`); // the year one works in is kept
  people.push(who);
  return who;
}
const open = (who, path) => who.page.goto(who.base + path);
const get = (who, path) => who.page.request.get(`${who.base}${path}${path.includes('?') ? '&' : '?'}year=${year}`);
const json = async (who, path) => (await get(who, path)).json();
const rows = async (who, path) => (await json(who, path)).rows;
const complaints = (who) => who.page.locator('.say.stop, .field.wrong').allInnerTexts();
async function click(who, selector) {
  await Promise.all([who.page.waitForNavigation(), who.page.locator(selector).first().click()]);
  await who.page.waitForLoadState('load');
}
// Presses a button; nothing may be refused.
async function press(who, selector) {
  await click(who, selector);
  const stop = await complaints(who);
  assert.deepEqual(stop, [], `${who.name} ${who.page.url()}: ${stop.join(' ')}`);
}
// Presses a button; it is refused with these words.
async function refused(who, selector, words) {
  await click(who, selector);
  assert.match((await complaints(who)).join(' '), words, `${who.name} ${who.page.url()}`);
  who.bad.length = 0; // the refusal's own status
}
// A form that is folded away is opened first.
const unfold = (x) => x.evaluate((n) => { for (let d = n.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; });
async function fill(who, values, inside = '') {
  for (const [name, value] of Object.entries(values)) {
    const x = who.page.locator(`${inside} [name="${name}"]`).first();
    await unfold(x);
    if (await x.evaluate((n) => n.tagName) === 'SELECT') await x.selectOption(value);
    else await x.fill(value);
  }
}
async function step(who, event) {
  await open(who, '/council');
  await press(who, `form[action="/council/step"] button[value="${event}"]`);
}
const stage = async (who) => {
  await open(who, '/council');
  return who.page.locator('ol.steps li.now').innerText();
};
async function vote(who, subject, counts, more = '') {
  await open(who, `/council/votes?ordinance=0&subject=${subject}${more}`);
  await fill(who, counts, 'form[action="/council/votes"]');
  await press(who, 'form[action="/council/votes"] p.actions button');
  return new URL(who.page.url()).pathname.split('/').pop();
}
// A line of the draft, found as people find it: by words of its package, then by its name.
async function find(who, words, name) {
  await open(who, `/council/cuts/new?q=${encodeURIComponent(words)}`);
  const row = who.page.locator('tbody tr', { hasText: name }).first();
  const code = (await row.innerText()).match(/2566-0-\d{4}-\d{5}/)[0];
  const cells = await row.locator('td.num').allInnerTexts();
  return { code, now: Number(cells.at(-1).replace(/[^0-9.]/g, '')) };
}
async function moving(who, line, values, kind = 'cut') {
  await open(who, `/council/cuts/new?kind=${kind}&line=${line}`);
  await fill(who, values, 'form[action="/council/cuts/new"][method=post]');
}
const moveButton = 'form[action="/council/cuts/new"][method=post] p.actions button';
async function move(who, line, values, kind) {
  await moving(who, line, values, kind);
  await press(who, moveButton);
  return new URL(who.page.url()).pathname.split('/').pop();
}
async function moveRefused(who, line, values, words, kind) {
  await moving(who, line, values, kind);
  await refused(who, moveButton, words);
}
// What the committee decided: chosen, looked at, confirmed.
async function decide(who, path, codes, basis, part = {}) {
  await open(who, path);
  for (const code of codes) await who.page.check(`input[name=pick][value="${code}"]`);
  await fill(who, basis, '#decide');
  await press(who, '#decide button[value=accept]');
  assert.match(await who.page.textContent('.lead'), /ยังไม่มีอะไรเปลี่ยนจนกว่าจะยืนยัน/);
  for (const [code, amount] of Object.entries(part)) await who.page.fill(`input[name="a-${code}"]`, amount);
  if (Object.keys(part).length) await who.page.fill('input[name=reason]', 'ปรับลดเท่าที่ไม่กระทบสัญญาเดิม');
  await press(who, 'button[name=act][value=accept]');
}
const total = async (who) => (await json(who, '/overview/by-agency.json')).total.now_satang;
const council = async (who) => (await rows(who, '/council.json')).find((x) => x.part === 'total');
const baht = (n) => (n / 100).toLocaleString('en-US');
const thai = (text) => text.replace(/[0-9]/g, (d) => '๐๑๒๓๔๕๖๗๘๙'[d]);

// A job's page until it is done, which it shows by itself: answers where the result is. A statement opens at once.
async function job(who, selector, most = 180) {
  await press(who, selector);
  const link = who.page.locator('main p.actions a.btn:not(.s)').first();
  for (let i = 0; i < most * 5; i++) {
    const at = new URL(who.page.url()).pathname;
    if (at.startsWith('/documents/issued/')) return at;
    try {
      assert.deepEqual(await complaints(who), []);
      if (await link.count()) return await link.getAttribute('href', { timeout: 1000 });
    } catch (e) {
      if (e.code === 'ERR_ASSERTION') throw e; // else the page was just changing
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`${who.page.url()} is not done`);
}
async function file(who, path, begins) {
  const got = await who.page.request.get(who.base + path);
  assert.equal(got.status(), 200, path);
  const body = await got.body();
  assert.equal(body.subarray(0, begins.length).toString('latin1'), begins, path);
  return body;
}
function text(folder, body, name, command, args) {
  const path = join(folder, name);
  writeFileSync(path, body);
  const r = spawnSync(command, args(path), { encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(r.status, 0, `${command}: ${r.stderr}`);
  return r.stdout;
}

// ---- to the committee ----

async function toCommittee({ governor, clerk }) {
  await step(governor, 'table');
  const [first] = await rows(clerk, '/council/versions.json');
  assert.equal(first.kind, 'tabled');
  assert.match(first.sha256, /^[0-9a-f]{64}$/);
  await step(clerk, 'reading1');
  await vote(clerk, 'principle', { yes: '41', no: '6', abstain: '2' });
  await open(clerk, '/council/votes?subject=principle');
  await fill(clerk, { yes: '41' }, 'form[action="/council/votes"]');
  await refused(clerk, 'form[action="/council/votes"] p.actions button', /ลงมติ/);

  const seat = async (committee, member, role) => {
    await open(clerk, `/council/committees/${committee}`);
    await fill(clerk, { member, role }, 'form[action$="/seats"]');
    await press(clerk, 'form[action$="/seats"] button');
  };
  const setUp = async (values) => {
    await open(clerk, '/council/committees');
    await fill(clerk, { from_date: today, ...values }, 'form[action="/council/committees"]');
    await press(clerk, 'form[action="/council/committees"] button');
    return (await rows(clerk, '/council/committees.json')).at(-1).code;
  };
  const main = await setUp({ name: 'คณะกรรมการวิสามัญพิจารณาร่างข้อบัญญัติ', order_no: 'มติสภา 1/2565' });
  const sub = await setUp({ name: 'อนุกรรมการด้านการระบายน้ำ', order_no: 'คำสั่ง 2/2565', agencies: '11000000 01000000 14000000' });
  for (const [member, role] of [['M003', 'chair'], ['M001', 'member'], ['M002', 'member'], ['M004', 'member'], ['M005', 'member']]) {
    await seat(main, member, role);
  }
  await seat(sub, 'M004', 'chair');
  await seat(sub, 'M001', 'member');
  await open(clerk, '/council/members');
  await fill(clerk, { member: 'M005', agency: '07000000', reason: 'บุตรรับราชการในโรงพยาบาลสังกัด' }, 'form[action="/council/interests"]');
  await press(clerk, 'form[action="/council/interests"] button');
  await step(clerk, 'committee');
  return { main, sub };
}

// ---- cuts, and what refuses them ----

async function cuts({ clerk, member1, member2, finance }, body) {
  const weed = await find(member1, 'ขุดลอกคลอง', 'กำจัดผักตบชวา');
  const pumps = await find(member1, 'สถานีสูบน้ำ', 'ปรับปรุงสถานีสูบน้ำเก่า');
  const debt = await find(member1, 'ชำระหนี้เงินกู้', 'ชำระหนี้เงินกู้');
  const tunnel = await find(member1, 'อุโมงค์ระบายน้ำขนาดใหญ่', 'คลองเปรมประชากร');
  const computers = await find(member1, 'กิจการสภากรุงเทพมหานคร', 'คอมพิวเตอร์');

  // What is contracted: the treasury's register, a contract of almost all of the agency's investment.
  await open(finance, '/ceilings/committed');
  await fill(finance, { agency: '01000000', kind: 'contract', type: '3', title: 'จัดซื้อครุภัณฑ์ของสภา', ref: 'สัญญา 9/2565', total: '15,000,000',
    parts: `${year} 15,000,000`, source: 'ทะเบียนสัญญา' }, 'form[action="/ceilings/committed"]');
  await press(finance, 'form[action="/ceilings/committed"] button');

  const why = { reason: 'เกินความจำเป็น' };
  await moveRefused(member1, debt.code, { amount: '1', ...why }, /ชำระหนี้.*council\.protected/s);
  await moveRefused(member1, tunnel.code, { amount: String(tunnel.now), ...why }, /งวดผูกพันข้ามปี/);
  await moveRefused(member1, computers.code, { amount: String(computers.now), ...why }, /ทำสัญญาและผูกพัน.*16,800,000/s);
  await moveRefused(member2, pumps.code, { amount: '1', ...why }, /ส่วนได้เสีย/);
  await moveRefused(member1, pumps.code, { amount: String(pumps.now + 1), ...why }, new RegExp(pumps.code));
  await moveRefused(member1, pumps.code, { amount: '0', ...why }, /./);

  const before = await total(clerk);
  const own = await move(member1, weed.code, { amount: '30,000,000', reason: 'ใช้เครื่องจักรของสำนักได้' });
  const subs = await move(clerk, pumps.code, { kind: 'cut', amount: '12,000,000', reason: 'อนุกรรมการเห็นว่าปรับปรุงได้สามแห่งในปีนี้', mover: `committee:${body.sub}` });
  assert.equal(await total(clerk), before, 'moved, nothing has changed');

  // The committee votes by name on what its sub-committee moved: not by who has an interest.
  const call = async (about, choice) => {
    await open(clerk, `/council/votes?ordinance=0&subject=cuts:${about}&committee=${body.main}`);
    await clerk.page.click('form[action="/council/votes"] summary');
    for (const [member, word] of Object.entries(choice)) await clerk.page.check(`input[name="b-${member}"][value="${word}"]`);
  };
  const send = 'form[action="/council/votes"] > p.actions button';
  await call(subs, { M002: 'yes', M003: 'yes' });
  await refused(clerk, send, /ส่วนได้เสีย.*คู่สมรส/s);
  const choice = { M001: 'yes', M003: 'yes', M004: 'yes', M005: 'no' };
  await call(body.sub, choice);
  await press(clerk, send);
  const code = new URL(clerk.page.url()).pathname.split('/').pop();
  await call(body.sub, choice);
  await refused(clerk, send, /ลงมติ/); // once, unless it says why again
  await decide(clerk, '/council/cuts', [subs], { vote: code });
  assert.equal(await total(clerk), before - 1200000000, 'right at once on the overview');
  assert.equal((await council(clerk)).now_satang, before - 1200000000, 'and on the draft');
  // Five sit, one has an interest: four may vote.
  const less = await vote(clerk, `cuts:${own}`, { yes: '3', no: '1', abstain: '0' }, `&committee=${body.main}`);
  await decide(clerk, '/council/cuts', [own], { vote: less }, { [own]: '20,000,000' });
  assert.equal(await total(clerk), before - 3200000000);
  const money = await council(clerk);
  assert.equal(money.cut_satang, 3200000000);
  assert.equal(money.tabled_satang - money.cut_satang, money.now_satang);
  await open(clerk, '/council/cuts');
  await shot(clerk.page, 'council-cuts');
  return { weed, pumps, own, subs, before };
}

async function reservations({ member1, member2 }, body, cut) {
  const guards = await find(member2, 'อำนวยการและบริหารสำนักการแพทย์', 'รักษาความปลอดภัย');
  const reserve = async (who, values) => {
    await open(who, '/council/reserved');
    await fill(who, values, 'form[action="/council/reserved"]');
    await press(who, 'form[action="/council/reserved"] button');
    return new URL(who.page.url()).pathname.split('/').pop();
  };
  const opinion = await reserve(member2, { kind: 'opinion', line: guards.code, wanted: String(guards.now - 10000000), committee: body.main,
    reason: 'อัตราจ้างสูงกว่าหน่วยงานอื่น' });
  const amendment = await reserve(member1, { kind: 'amendment', delta: cut.own, wanted: String(cut.weed.now - 30000000), reason: 'ขอให้สภาตัดสิน' });
  const kinds = (await rows(member1, '/council/reserved.json')).map((x) => x.kind).sort();
  assert.deepEqual(kinds, ['amendment', 'opinion'], 'two things');
  return { opinion, amendment, guards };
}

async function question({ clerk, member1, collector, head }, line, folder) {
  await open(member1, '/council/questions');
  await fill(member1, { subject_kind: 'line', subject_code: line, text: 'ปรับปรุงสถานีใดบ้าง และได้ผลอย่างไรในสามปีที่ผ่านมา' }, '#ask');
  await press(member1, '#ask p.actions button');
  const path = new URL(member1.page.url()).pathname;
  await open(clerk, path);
  await fill(clerk, { agency: '11000000' }, 'form[action$="/assign"]');
  await press(clerk, 'form[action$="/assign"] button');
  await open(collector, path);
  await fill(collector, { text: 'ปรับปรุงห้าสถานีตามลำดับอายุเครื่อง ระบายน้ำได้เร็วขึ้น' }, 'form[action$="/draft"]');
  await press(collector, 'form[action$="/draft"] button');
  await open(member1, path);
  assert.doesNotMatch(await member1.page.textContent('main'), /ลำดับอายุเครื่อง/, 'no draft before it is sent');
  await open(head, path);
  await press(head, 'form[action$="/approve"] button');
  await press(head, 'form[action$="/send"] button');
  await open(member1, path);
  assert.match(await member1.page.textContent('main'), /ลำดับอายุเครื่อง/);
  const link = await job(member1, 'form[action*="/council/statements/"] button[value=pdf]');
  const said = text(folder, await file(member1, link, '%PDF'), 'statement.pdf', 'pdftotext', (p) => [p, '-']);
  assert.match(said, /สถานีสูบน้ำเก่า/);
}

// ---- amendments, redline, the set ----

async function amendment({ clerk, office, governor }, body, cut) {
  await moveRefused(office, cut.pumps.code, { amount: '40,000,000', reason: 'จำเป็น' }, /32,000,000/, 'executive');
  const code = await move(office, cut.pumps.code, { amount: '5,000,000', reason: 'สัญญาซ่อมผูกพันไว้แล้ว' }, 'executive');
  await open(office, `/council/cuts/${code}`);
  assert.equal(await office.page.locator('button[value=confirm]').count(), 0, 'another person confirms');
  await open(governor, `/council/cuts/${code}`);
  await press(governor, 'button[value=confirm]');
  await open(clerk, `/council/committees/${body.main}`);
  await fill(clerk, { report_no: 'รายงาน 1/2565', on_date: today, text: 'พิจารณาแล้ว เห็นควรปรับลดสองรายการ' }, '#report form');
  await press(clerk, '#report button');
  await step(clerk, 'amendment');
  await decide(clerk, '/council/amendments', [code], { report: 'รายงาน 1/2565' });
  const money = await council(clerk);
  assert.equal(money.added_satang, 500000000);
  assert.equal(money.now_satang, cut.before - 2700000000);
  assert.equal(await total(clerk), money.now_satang);
  return code;
}

async function redline({ office, member1 }, cut, folder) {
  await open(member1, '/council/redline?from=1&to=now');
  const both = await rows(member1, '/council/redline.json?from=1&to=now');
  assert.deepEqual(both.map((x) => x.code).sort(), [cut.weed.code, cut.pumps.code].sort());
  assert.equal(both.reduce((n, x) => n + x.change_satang, 0), -2700000000);
  for (const x of both) assert.equal(x.from_satang + x.change_satang, x.to_satang);
  assert.match(await member1.page.textContent('.lead'), /27,000,000/);
  assert.equal(await member1.page.locator('#lines del').count() >= 2 && await member1.page.locator('#lines ins').count() >= 2, true);
  await shot(member1.page, 'council-redline');
  for (const format of ['pdf', 'xlsx']) {
    await open(office, '/council/redline?from=1&to=now');
    await fill(office, { format }, 'form[action="/council/redline/issue"]');
    const link = await job(office, 'form[action="/council/redline/issue"] button');
    const body = await file(office, `${link}/${format}`, format === 'pdf' ? '%PDF' : 'PK');
    const said = format === 'pdf' ? text(folder, body, 'redline.pdf', 'pdftotext', (p) => ['-layout', p, '-'])
      : text(folder, body, 'redline.xlsx', 'unzip', (p) => ['-p', p]);
    const now = cut.before - 2700000000;
    const words = format === 'pdf' ? [thai(baht(cut.before)), thai(baht(now))]
      : [baht(now), '<v>-20000000</v>', '<v>-7000000</v>'];
    for (const x of words) assert.ok(said.includes(x), `redline ${format}: ${x}`);
  }
}

async function issueSet({ office }) {
  await open(office, '/documents/set');
  const link = await job(office, 'form[action="/documents/set"] button');
  assert.equal(link, '/documents/set');
  await open(office, '/documents/set');
  assert.match(await office.page.textContent('.lead'), /ตรงกันทุกบาท/);
  return rows(office, '/documents/set.json');
}

// ---- the readings, the law ----

async function second({ clerk }, kept) {
  await step(clerk, 'reading2');
  await open(clerk, `/council/reserved/${kept.opinion}`);
  const settle = async (code, counts, state) => {
    await open(clerk, `/council/reserved/${code}`);
    await fill(clerk, { reason: 'อภิปรายแล้ว' }, 'form:has(button[value=speak])');
    await press(clerk, 'button[value=speak]');
    await press(clerk, `a.btn[href*="/council/votes"]`);
    await fill(clerk, counts, 'form[action="/council/votes"]');
    await press(clerk, 'form[action="/council/votes"] > p.actions button');
    await open(clerk, `/council/reserved/${code}`);
    await press(clerk, 'button[value=settle]');
    assert.equal((await rows(clerk, '/council/reserved.json')).find((x) => x.code === code).state, state);
  };
  const before = await total(clerk);
  await settle(kept.opinion, { yes: '30', no: '10', abstain: '1' }, 'adopted');
  assert.equal(await total(clerk), before - 1000000000, 'an adopted opinion cuts the line');
  await settle(kept.amendment, { yes: '12', no: '31', abstain: '1' }, 'lost');
  assert.equal(await total(clerk), before - 1000000000);

  await open(clerk, '/council/votes?ordinance=0&subject=section:11000000');
  await clerk.page.click('form[action="/council/votes"] summary');
  await clerk.page.check('input[name="b-M002"][value=yes]');
  await refused(clerk, 'form[action="/council/votes"] > p.actions button', /คู่สมรส/);
  await open(clerk, '/council/votes?ordinance=0&subject=section:11000000');
  await clerk.page.click('form[action="/council/votes"] summary');
  for (const [m, word] of [['M001', 'no'], ['M003', 'yes'], ['M004', 'yes'], ['M005', 'yes'], ['M006', 'abstain']]) {
    await clerk.page.check(`input[name="b-${m}"][value=${word}]`);
  }
  await press(clerk, 'form[action="/council/votes"] > p.actions button');
  await vote(clerk, 'sections:rest', { yes: '44', no: '2', abstain: '1' });
  const sections = await rows(clerk, '/council/sections.json');
  assert.ok(sections.length > 60 && sections.every((s) => s.result === 'passed'));
  assert.equal(sections.filter((s) => !s.en_bloc).length, 1);
  assert.equal(sections.reduce((n, s) => n + s.now_satang, 0), before - 1000000000);
  await open(clerk, '/council/sections');
  await shot(clerk.page, 'council-sections');
  await step(clerk, 'reading3');
}

async function law({ clerk, governor, office }) {
  await vote(clerk, 'final', { yes: '46', no: '1', abstain: '1' });
  await step(clerk, 'pass');
  await open(clerk, '/council');
  await shot(clerk.page, 'council');
  await step(governor, 'sign');
  await open(governor, '/council');
  await fill(governor, { volume: '139', part: 'พิเศษ 231 ง', page: '14', on_date: today }, '#gazette form');
  await press(governor, '#gazette button');
  await step(governor, 'gazette');
  await open(office, '/cycle');
  await press(office, 'form[action="/enact"] button');
  if (!/มีผลใช้บังคับ/.test(await stage(governor))) await step(governor, 'in_force');
  assert.match(await stage(governor), /มีผลใช้บังคับ/);
  const kinds = (await rows(clerk, '/council/versions.json')).map((v) => v.kind);
  assert.deepEqual(kinds, ['tabled', 'committee', 'amended', 'passed', 'enacted']);
}

async function supplementary({ office }) {
  const [annual] = await rows(office, '/supplementary/enacted.json');
  assert.equal(annual.total_satang, await total(office), 'what was enacted is what stands in the ledger');
  await open(office, '/supplementary');
  await fill(office, { title: 'งบประมาณรายจ่ายเพิ่มเติมเพื่อป้องกันน้ำท่วม', principle: 'ป้องกันน้ำท่วม', reason: 'ฝนมากกว่าที่คาด', fund: 'ACC',
    source: 'เงินสะสมจ่ายขาด' }, 'form[action="/supplementary/new"]');
  await press(office, 'form[action="/supplementary/new"] button');
  const line = async (amount, press_) => {
    await open(office, '/supplementary/1');
    await fill(office, { agency: '11000000', output: '0503001', item: '05202-1', name: 'เขื่อนฉุกเฉิน', amount, reason: 'น้ำท่วม' },
      'form[action="/supplementary/1/line"]');
    await press_(office, 'form[action="/supplementary/1/line"] button');
  };
  await line('1,000,000', press);
  await open(office, '/supplementary/1');
  const position = office.page.locator('form[action="/supplementary/1/statement"] select[name=position]');
  await position.selectOption(await position.locator('option', { hasNotText: '–' }).first().getAttribute('value'));
  await press(office, 'form[action="/supplementary/1/statement"] button');
  const [said] = await rows(office, '/supplementary/1/statements.json');
  assert.ok(said.free_satang > 0);
  await line(String(said.free_satang / 100), (who, button) => refused(who, button, /เงินสะสม/));
  assert.equal((await rows(office, '/supplementary/1.json')).length, 1);
}

async function journey(browser, base, at) {
  const all = {};
  await Promise.all(Object.entries({ governor: 'governor', clerk: 'clerk', member1: 'member1', member2: 'member2', office: 'office', finance: 'finance',
    collector: 'collector.1100', head: 'head.1100' }).map(async ([key, name]) => { all[key] = await person(browser, base, name); }));
  lap('signed in');
  const body = await toCommittee(all);
  lap('to the committee');
  const cut = await cuts(all, body);
  const kept = await reservations(all, body, cut);
  lap('cuts');
  await question(all, cut.pumps.code, at.folder);
  lap('question');
  const first = await issueSet(all);
  assert.equal(first.length, 77);
  lap('set');
  await amendment(all, body, cut);
  await open(all.office, '/documents/set');
  assert.match(await all.office.page.textContent('.lead'), /ต้องออกใหม่/);
  const stale = (await rows(all.office, '/documents/set.json')).filter((x) => x.state === 'stale');
  assert.ok(stale.some((x) => x.agency_code === '11000000') && stale.length <= 7, `${stale.length} to issue again`);
  await shot(all.office.page, 'council-set');
  await redline(all, cut, at.folder);
  lap('amendment, redline');
  const again = await issueSet(all);
  const anew = again.filter((x, i) => x.code !== first[i].code).map((x) => x.number);
  const touched = stale.map((x) => x.number);
  assert.ok(anew.length > 1 && anew.every((x) => touched.includes(x)), `printed anew ${anew}, touched ${touched}`);
  lap('set again');
  await second(all, kept);
  await law(all);
  lap('readings');
  await supplementary(all);
  for (const who of people) assert.deepEqual(who.bad, [], who.name);
  const now = await council(all.clerk);
  const bin = binary();
  run(bin, at.db, ['check']);
  const set = join(at.folder, 'set');
  run(bin, at.db, ['document', 'set', '--year', String(year), '--out', set]);
  run(bin, at.db, ['document', 'check', set]);
  run(bin, at.db, ['audit', 'verify']);
  lap('checks');
  console.log(`ok council: ${baht(cut.before)} tabled, ${baht(now.now_satang)} enacted, ${Math.round((Date.now() - began) / 1000)} s`);
}

const at = place();
run(binary(), at.db, ['init']);
run(binary(), at.db, ['demo']);
lap('demonstration');
const server = serve(binary(), at.db);
const browser = await browse();
try {
  await journey(browser, await server.base, at);
} catch (e) {
  console.error(e);
  if (shots) for (const who of people) await who.page.screenshot({ path: join(shots, `failed-${who.name}.png`), fullPage: true }).catch(() => 0);
  for (const who of people) console.error(who.name, 'at', who.page.url());
  process.exitCode = 1;
} finally {
  await browser.close();
  await server.stop();
  if (!process.env.KEEP) tidy(at);
}
