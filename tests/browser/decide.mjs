// decide.mjs - the whole city's requests are decided in the browser, role by role: the office closes the requests, an analyst
// returns one and it comes back signed, far groups are settled at once, an analyst is replaced, the suitability committee and
// the request committee meet, a scenario's proposal is followed with one departure, a new governor has the stage opened
// again, and the governor confirms; then what changed is read, and the store checked. SHOTS=folder keeps the pictures.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { binary, browse, place, run, serve, signIn, tidy, watch } from './drive.mjs';

const year = 2566;
const shots = process.env.SHOTS;
const shot = async (page, name, fullPage = false) => {
  if (!shots) return;
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage });
};

const people = [];
async function person(browser, base, name) {
  const context = await browser.newContext({ locale: 'th-TH', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const who = { name, page, base, bad: watch(page) };
  await signIn(page, base, name);
  await page.goto(`${base}/overview?year=${year}`); // the year one works in is kept
  people.push(who);
  return who;
}
const open = (who, path) => who.page.goto(who.base + path);
const json = async (who, path) => (await who.page.request.get(`${who.base}${path}${path.includes('?') ? '&' : '?'}year=${year}`)).json();
// Presses a button; nothing may be refused.
async function press(who, selector) {
  await Promise.all([who.page.waitForNavigation(), who.page.click(selector)]);
  await who.page.waitForLoadState('load');
  const stop = await who.page.locator('.say.stop, .field.wrong').allInnerTexts();
  assert.deepEqual(stop, [], `${who.name} ${who.page.url()}: ${stop.join(' ')}`);
}
async function act(who, label, reason) {
  if (reason) {
    await who.page.click(`summary:has-text("${label}")`);
    await who.page.fill('details[open] textarea', reason);
    await press(who, 'details[open] button');
  } else await press(who, `aside button:has-text("${label}")`);
}
async function walk(who, event, reason) {
  await open(who, '/cycle');
  const form = `form[action="/cycle"]:has(input[value="${event}"])`;
  if (reason) await who.page.fill(`${form} input[name=reason]`, reason);
  await press(who, `${form} button`);
}
async function settled(who) {
  for (let i = 0; i < 120 && (await who.page.locator('a.btn[href^="/allocation/"]').count()) === 0; i++) {
    await who.page.waitForTimeout(500);
    await who.page.reload();
  }
}
async function allocate(who) {
  await open(who, '/allocation/main');
  await press(who, 'form[action$="/run"] button');
  await settled(who);
  await press(who, 'a.btn[href^="/allocation/"]');
}
const count = async (who, state) => (await json(who, `/packages.json?state=${state}`)).total ?? (await json(who, `/packages.json?state=${state}`)).rows.length;

// A meeting of a body with one item, called, and held after its resolutions were drafted.
async function meeting(office, body, subject, item) {
  await open(office, '/meetings');
  await office.page.selectOption('#f-body', body);
  await office.page.fill('#f-on_date', '22/11/2569');
  await office.page.fill('#f-subject', subject);
  await office.page.fill('#f-place', 'ห้องประชุม 1 ศาลาว่าการกรุงเทพมหานคร');
  await press(office, 'form[action="/meetings"] button');
  const path = new URL(office.page.url()).pathname;
  await office.page.click('summary:has-text("เพิ่มวาระ")');
  await office.page.selectOption('#f-kind', item.kind);
  await office.page.fill('#f-title', item.title);
  if (item.run) await office.page.selectOption('#f-run', item.run);
  await press(office, `form[action="${path}/items"] button`);
  await press(office, `form[action="${path}/event"] button[value=call]`);
  return path;
}
async function held(office, path) {
  await open(office, path);
  const boxes = office.page.locator('input[name=present]');
  for (let i = 0; i < await boxes.count(); i++) await boxes.nth(i).check();
  await press(office, `form[action="${path}/attendance"] button`);
  await press(office, `form[action="${path}/event"] button[value=hold]`);
  for (const summary of await office.page.locator('summary:has-text("บันทึกการประชุมของวาระนี้")').all()) await summary.click();
  const texts = office.page.locator('textarea[name=minutes]');
  for (let i = await texts.count(); i > 0; i--) {
    await office.page.locator('textarea[name=minutes]').first().fill('ที่ประชุมพิจารณาแล้วมีมติตามร่าง');
    await press(office, `form[action="${path}/minutes"] >> nth=0 >> button`);
  }
}
async function minutes(chair, path, name) {
  await open(chair, path);
  await shot(chair.page, name, true);
  await press(chair, `form[action="${path}/event"] button[value=confirm]`);
}
async function draft(office, title, rule, meetingPath) {
  await open(office, '/resolutions/new');
  await office.page.check('input[name=scope][value=all]');
  await office.page.fill('#f-title', title);
  await office.page.selectOption('#f-rule', rule);
  await office.page.fill('#f-reason', 'ตามที่ฝ่ายเลขานุการเสนอ');
  if (meetingPath) {
    await office.page.selectOption('#f-meeting', meetingPath.split('/').pop());
    await office.page.fill('#f-item', '1');
  }
  await shot(office.page, 'resolution-new');
  await press(office, 'form[action="/resolutions"] button');
  return new URL(office.page.url()).pathname;
}
async function confirm(who, path) {
  await open(who, path);
  await press(who, `form[action="${path}/confirm"] button`);
}

// A division's requests, accepted by one of its analysts: all at once, after a look at how many and how much.
async function accept(who) {
  await open(who, '/inbox/packages?show=submitted&whose=');
  if (await who.page.locator('input[name=all]').count() === 0) return;
  await who.page.check('input[name=all]');
  await press(who, 'button[name=act][value=accept]');
  if (who.name === 'analyst1') await shot(who.page, 'accepting');
  await press(who, 'button[name=act][value=accept]');
}

async function journey(browser, base, db) {
  const began = Date.now();
  const office = await person(browser, base, 'office');
  const analyst = await person(browser, base, 'analyst1');
  const asked = await count(office, 'SUBMITTED');
  assert.ok(asked > 5000, `${asked} requests of the whole city`);
  await walk(office, 'start_analysis', 'ปิดรับคำขอ ที่ค้างเป็นคำขอล่าช้า');
  await open(office, '/year');
  await shot(office.page, 'year', true);

  // One request is returned with a question, mended, signed again and accepted.
  const own = (await json(analyst, '/agencies/11000000.json')).rows.filter((p) => p.state === 'SUBMITTED' && p.requested_satang > 0);
  const one = own.sort((a, b) => a.requested_satang - b.requested_satang)[0].code; // a small one: no form is asked of it
  await open(analyst, `/packages/${one}`);
  await act(analyst, 'ส่งคืนเพื่อแก้ไข', 'ขอใบเสนอราคาเพิ่มอีกสองราย');
  const collector = await person(browser, base, 'collector.1100');
  const head = await person(browser, base, 'head.1100');
  await open(collector, `/packages/${one}`);
  assert.match(await collector.page.textContent('#history'), /ใบเสนอราคา/);
  await act(collector, 'เสนอหัวหน้าหน่วยงาน');
  await open(head, `/packages/${one}`);
  await act(head, 'เห็นชอบและส่งคำขออีกครั้ง');
  await open(analyst, `/packages/${one}`);
  await act(analyst, 'รับไว้วิเคราะห์แล้ว');

  // The analysis: this one by hand, less than asked; more than asked is refused.
  await open(analyst, `/packages/${one}/analysis`);
  await shot(analyst.page, 'analysis', true);
  const cell = analyst.page.locator('input[name^="amount-"]').first();
  const was = Number((await cell.inputValue()).replace(/[,]/g, ''));
  await analyst.page.check('input[name=word][value=reduce]');
  await analyst.page.fill('#reason', 'ปริมาณเกินความจำเป็นเมื่อเทียบกับผลงานปีก่อน');
  await cell.fill(String(was + 100));
  await Promise.all([analyst.page.waitForNavigation(), analyst.page.click('form[action$="/recommend"] button[type=submit] >> nth=-1')]);
  assert.ok(await analyst.page.locator('.say.stop, .field.wrong').count() > 0, 'more than was asked is refused');
  analyst.bad.length = 0; // the refusal's own status
  await analyst.page.locator('input[name^="amount-"]').first().fill(String(was - 100));
  await press(analyst, 'form[action$="/recommend"] button[type=submit] >> nth=-1');

  // Every division takes its requests in.
  await accept(analyst);
  for (let division = 2; division <= 6; division++) await accept(await person(browser, base, `analyst${division}`));
  assert.equal(await count(office, 'SUBMITTED'), 0, 'everything is taken in');

  // Triage: what is far from the line is settled in one act by each division.
  await allocate(office);
  const chief = await person(browser, base, 'chief1');
  await open(chief, '/triage?band=mandatory');
  await shot(chief.page, 'triage', true);
  await chief.page.fill('#settle-reason', 'รายจ่ายที่ต้องตั้งตามกฎหมายและข้อผูกพัน ไม่มีข้อสังเกต');
  await press(chief, '#settle button');
  await press(chief, '#groups form[action$="/use"] button');
  assert.ok((await json(chief, '/triage/groups.json')).rows.length === 1);

  // The analyst is replaced: open work goes to the colleague, who confirms.
  await open(chief, '/workload');
  await shot(chief.page, 'workload');
  await open(analyst, '/handover');
  await analyst.page.selectOption('#f-to_user', 'analyst1.2');
  await analyst.page.fill('#f-reason', 'ย้ายไปปฏิบัติหน้าที่กองวิเคราะห์งบประมาณ 2');
  await press(analyst, 'button:has-text("ยืนยันการส่งมอบ")');
  const successor = await person(browser, base, 'analyst1.2');
  await open(successor, '/handover');
  await Promise.all([successor.page.waitForNavigation(), successor.page.click('main table a')]);
  await press(successor, 'button:has-text("ยืนยันรับมอบ")');
  await open(successor, '/inbox');
  await shot(successor.page, 'inbox', true);

  // The suitability committee: everything as the analysts say.
  await walk(office, 'suitability', 'วิเคราะห์ครบตามปฏิทิน');
  const first = await meeting(office, 'suitability', 'พิจารณาความเหมาะสมของคำขอ', { kind: 'other', title: 'คำขอของทุกหน่วยงาน' });
  const suit = await draft(office, 'ความเหมาะสมของคำขอทั้งเมือง', 'analyst', first);
  await open(office, suit);
  assert.equal(await office.page.locator(`form[action="${suit}/confirm"]`).count(), 0, 'who drafts does not confirm');
  const chair = await person(browser, base, process.env.SUIT_CHAIR || 'permsec');
  await held(office, first);
  await confirm(chair, suit);
  await shot(chair.page, 'resolution', true);
  await minutes(chair, first, 'meeting');
  assert.equal(await count(office, 'ANALYST_ACCEPTED'), 0, 'all are decided');

  // The request committee: a scenario's run is the proposal; one departure from it, priced.
  await walk(office, 'permsec', 'พิจารณาความเหมาะสมแล้ว');
  await allocate(office);
  const second = await meeting(office, 'request', 'จัดสรรภายใต้กรอบวงเงิน', { kind: 'scenario', title: 'ข้อเสนอการจัดสรร', run: 'R00002' });
  await open(office, second);
  await press(office, 'form[action="/resolutions/from-run"] button');
  const plan = new URL(office.page.url()).pathname;
  await office.page.click('summary:has-text("ให้ต่างจากข้อเสนอการจัดสรร")');
  await office.page.fill('#f-package', own[1].code);
  await office.page.fill('#f-amount', '0');
  await office.page.fill('#f-reason', 'ยังไม่พร้อมดำเนินการในปีนี้');
  await press(office, `form[action="${plan}/depart"] button`);
  const permsec = await person(browser, base, 'permsec');
  await held(office, second);
  await confirm(permsec, plan);
  await shot(permsec.page, 'proposal', true);
  await minutes(permsec, second, 'meeting-permsec');

  // The governor: a new one asks to look again, so the stage before is opened; then confirms in one act.
  const governor = await person(browser, base, 'governor');
  await walk(office, 'governor', 'ครบแล้ว');
  await walk(governor, 'reopen', 'ผู้ว่าราชการคนใหม่ขอทบทวนก่อนเสนอสภา');
  await open(office, '/year/reopenings');
  await shot(office.page, 'reopening');
  await walk(office, 'governor', 'ทบทวนแล้ว ยืนยันตามเดิม');
  await draft(office, 'ร่างที่ผู้ว่าราชการเห็นชอบ', 'previous');
  await open(governor, '/governor');
  await shot(governor.page, 'governor', true);
  await press(governor, 'form[action="/governor"] button');

  await open(governor, '/compare?from=requested&to=governor');
  await shot(governor.page, 'compare', true);
  const totals = JSON.parse(run(binary(), db, ['report', 'totals', '--year', String(year), '--json'])).total;
  assert.ok(totals.governor_satang > 0 && totals.governor_satang < totals.requested_satang, JSON.stringify(totals));
  assert.equal(totals.governor_satang, totals.permsec_satang);
  await walk(governor, 'table', 'เสนอสภา');
  for (const who of people) assert.deepEqual(who.bad, [], who.name);
  run(binary(), db, ['check']);
  run(binary(), db, ['audit', 'verify']);
  console.log(`ok deciding: ${asked} requests, governor ${(totals.governor_satang / 100).toLocaleString('en-US')} baht, ${Math.round((Date.now() - began) / 1000)} s`);
}

const at = place();
const bin = binary();
run(bin, at.db, ['init']);
run(bin, at.db, ['demo', '--asked']);
const server = serve(bin, at.db);
const browser = await browse();
try {
  await journey(browser, await server.base, at.db);
} catch (e) {
  console.error(e);
  const last = people.at(-1);
  if (shots) for (const who of people) await who.page.screenshot({ path: join(shots, `failed-${who.name}.png`), fullPage: true }).catch(() => 0);
  if (last) console.error('at', last.page.url());
  process.exitCode = 1;
} finally {
  await browser.close();
  await server.stop();
  tidy(at);
}
