// allocate.mjs - a budget director asks what the money should buy, in the browser: a branch of `main`, ceilings (bad ones
// first), a package decided by hand and what that costs, a run that is cancelled and one that ends, the slider with script and
// without, who gains and who loses, why one package is out, the proof on paper, an agenda; the auditor checks the files by
// `pbis verify`; two people score a package without seeing each other. SHOTS=folder keeps the pictures of docs/screenshots.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary, browse, place, run, serve, tidy } from './drive.mjs';
import { crew, tally } from './people.mjs';

const year = 2566;
const shots = process.env.SHOTS;
const began = Date.now();
const t = tally();
const form = (path, word = 'button[type=submit]') => `main form[action$="${path}"] ${word}`;
const scenario = 'director';
const at = `/allocation/${scenario}`;
const baht = (n) => n.toLocaleString('en-US');

// ---- a branch and its ceilings ----

async function branch(c, { office, governor }) {
  await c.open(office, '/allocation/main');
  await c.press(office, form('/main/branch'));
  t.is(c.here(office), '/allocation/main-2', 'one click makes a branch, named by itself');
  t.says(await c.text(office), 'ยังไม่ได้จัดสรร', 'it says what is next');
  await c.open(office, '/allocation/main/settings');
  await c.fill(office, { name: 'Total 95', note: 'ลองลดวงเงินรวม' }, 'form[action$="/main/branch"]');
  await office.page.locator('form[action$="/main/branch"]').evaluate((n) => { n.noValidate = true; });
  t.says(await c.refused(office, form('/main/branch')), 'a-z', 'a name that is no name');
  await c.fill(office, { name: scenario, note: 'ลองลดวงเงินรวมร้อยละ 3', total: '-3' }, 'form[action$="/main/branch"]');
  await c.press(office, form('/main/branch'));
  t.is(c.here(office), at, 'and one with a name of its own');
  await c.open(governor, '/allocation');
  t.ok(!(await c.text(governor)).includes(scenario), 'nobody else sees it until it is shared');
  const hidden = await governor.page.request.get(`${governor.base}${at}?year=${year}`);
  t.is(hidden.status(), 404, 'not even by its address');
}

const today = (() => {
  const d = new Date(Date.now() + 7 * 3600 * 1000);
  return `${d.getUTCDate()}/${d.getUTCMonth() + 1}/${d.getUTCFullYear() + 543}`;
})();
const total = 'max.total.';
const save = form(`${at}/ceilings`);
async function ceilings(c, { office }) {
  await c.open(office, `${at}/ceilings`);
  t.is(await office.page.inputValue(`[name="${total}"]`), '76,630,000,000', 'three in a hundred less');
  await c.fill(office, { [total]: 'มาก' });
  t.says(await c.refused(office, save), 'มาก', 'a ceiling that is no number');
  t.is(await office.page.inputValue(`[name="${total}"]`), 'มาก', 'as typed');
  await c.fill(office, { [total]: '76,000,000,000', 'max.agency.09000000': '1,000,000', 'min.agency.09000000': '2,000,000' });
  t.says(await c.refused(office, save), 'วงเงินขั้นต่ำมากกว่าวงเงินสูงสุด', 'a floor above its ceiling');
  await c.fill(office, { 'min.agency.09000000': '' });
  await c.fill(office, { [total]: '76,000,000,000', 'max.agency.09000000': '1,758,000,000' });
  await c.press(office, save);
  await c.open(office, `${at}/ceilings`);
  t.is(await office.page.inputValue(`[name="${total}"]`), '76,000,000,000', 'the ceiling is kept');
  await c.open(office, at);
  t.says(await c.text(office), '76,000,000,000', 'and shown');
}

// ---- decided by hand, and its price ----

async function pin(c, { office }) {
  const list = await c.rows(office, '/allocation/main/packages.json');
  const best = list.filter((x) => x.funded && x.level_kind === 'increment' && x.reason !== 'mandatory')
    .sort((x, y) => y.value_score - x.value_score)[0];
  await c.open(office, `${at}/pins`);
  await c.fill(office, { package: '9999-99999-L9', way: 'out', reason: 'ทดลอง' }, 'form[action$="/pins/set"]');
  t.says(await c.refused(office, form('/pins/set')), '9999-99999-L9', 'a package that is not there');
  await c.fill(office, { package: best.package_code, way: 'out', reason: '' }, 'form[action$="/pins/set"]');
  await office.page.locator('form[action$="/pins/set"]').evaluate((n) => { n.noValidate = true; });
  t.ok((await c.refused(office, form('/pins/set'))).length > 0, 'a decision without a reason is refused');
  await c.fill(office, { package: best.package_code, way: 'out', reason: 'รอผลประเมินของปีก่อน' }, 'form[action$="/pins/set"]');
  await c.press(office, form('/pins/set'));
  t.says(await c.text(office), 'รอผลประเมินของปีก่อน', 'the reason stands beside it');
  return best;
}

// ---- running, cancelled and to the end ----

async function ended(who, seconds) {
  for (let i = 0; i < seconds * 4; i++) {
    if (/\/jobs\//.test(who.page.url()) && await who.page.locator('main p.actions a.btn').count().catch(() => 0)) return true;
    await new Promise((done) => setTimeout(done, 250));
  }
  return false;
}
async function running(c, { office }, chosen) {
  await c.open(office, at);
  await c.press(office, form(`${at}/run`));
  t.says(await c.text(office), 'กำลังทำอยู่', 'it runs');
  t.ok(await office.page.locator('progress').count() === 1, 'how far it is, is shown');
  await c.click(office, form('/cancel'));
  await office.page.waitForTimeout(1500);
  await office.page.reload();
  t.says(await c.text(office), 'ยกเลิก', 'it says that it was cancelled');
  t.is((await c.json(office, '/allocation-runs.json')).rows.filter((x) => x.scenario === scenario).length, 0, 'a cancelled run keeps nothing');
  await c.open(office, at);
  await c.press(office, form(`${at}/run`));
  t.ok(await ended(office, 180), 'the run ends and the page shows it by itself');
  await c.press(office, 'main p.actions a.btn');
  t.is(c.here(office), at, 'and leads to its result');
  const one = (await c.json(office, '/allocation-runs.json')).rows.find((x) => x.scenario === scenario);
  t.ok(['optimal', 'feasible'].includes(one.status) && one.used_satang <= 7600000000000, `within the ceiling: ${one.status} ${one.used_satang}`);
  await c.open(office, `${at}/pins`);
  const said = await c.text(office);
  t.says(said, /รวมแล้วเสียคะแนนราว [\d,.]+/, 'the decision by hand has its price');
  const row = (await c.rows(office, `${at}/packages.json`)).find((x) => x.package_code === chosen.package_code);
  t.ok(row && !row.funded, 'what was decided by hand is out');
  return one;
}

// ---- the slider ----

async function frontier(c, { office }, base, browser) {
  await c.open(office, `${at}/frontier`);
  t.says(await c.text(office), 'ยังไม่ได้คำนวณ', 'no frontier yet');
  await c.press(office, form('/frontier'));
  t.ok(await ended(office, 240), 'the frontier is worked out');
  await c.open(office, `${at}/frontier`);
  const points = (await c.json(office, `${at}/frontier.json`)).rows;
  t.is(points.length, 50, 'fifty points');
  for (let i = 1; i < points.length; i++) {
    t.ok(points[i].ceiling_satang > points[i - 1].ceiling_satang && points[i].value_score >= points[i - 1].value_score, `point ${i + 1} is not below the one before`);
    t.ok(points[i].bound_score >= points[i].value_score, `point ${i + 1}: the bound is above the value`);
  }
  const before = await office.page.locator('[data-f=v]').innerText();
  const agency = await office.page.locator('tr[data-a] td').allInnerTexts();
  await office.page.locator('#no').evaluate((n) => { n.value = '5'; n.dispatchEvent(new Event('input', { bubbles: true })); });
  const small = await office.page.locator('[data-f=c]').innerText();
  t.is(small, (points[4].ceiling_satang / 1e8).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 }), 'the slider says the ceiling');
  t.ok(await office.page.locator('[data-f=v]').innerText() !== before, 'the value moves with it');
  t.ok((await office.page.locator('tr[data-a] td').allInnerTexts()).join() !== agency.join(), 'and what each agency gets');
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'th-TH', storageState: await office.page.context().storageState() });
  const plain = await context.newPage();
  await plain.goto(`${base}${at}/frontier?no=6&year=${year}`);
  await plain.click('a[rel=prev]');
  t.is(new URL(plain.url()).searchParams.get('no'), '5', 'without script the points are links');
  t.is(await plain.locator('[data-f=c]').innerText(), small, 'that show the same');
  await context.close();
}

// ---- compared, asked why ----

async function compare(c, { office }) {
  await c.open(office, `/allocation/main/compare?with=${scenario}`);
  const said = await c.text(office);
  t.says(said, /ได้เพิ่ม \d+ ได้ลด \d+/, 'who gains and who loses');
  t.says(said, 'กรอบวงเงินรวม', 'which ceilings differ, by name');
  t.ok(!/total:/.test(said), 'no machine words');
  t.says(said, /ให้คะแนน −[\d,]+\.\d\d /, 'points lost are written as a number');
  const body = await c.json(office, `/allocation/main/compare.json?with=${scenario}&dim=agency`);
  const sum = body.rows.reduce((n, x) => n + x.change_2_satang, 0);
  t.is(sum, body.total.used_2_satang - body.total.used_1_satang, 'gains and losses add up to the difference');
}

async function why(c, { office }, chosen) {
  const list = await c.rows(office, `${at}/packages.json`);
  const out = list.filter((x) => !x.funded && x.package_code !== chosen.package_code && x.value_hi !== null && x.robust)
    .sort((x, y) => y.value_score - x.value_score)[0] || list.find((x) => !x.funded && x.package_code !== chosen.package_code);
  await c.open(office, at);
  await c.fill(office, { q: out.package_code }, 'form[action$="/ask"]');
  await c.press(office, form('/ask'));
  if (c.here(office).endsWith('/ask')) await c.press(office, `main a[href$="${out.package_code}"]`);
  t.is(c.here(office), `${at}/packages/${out.package_code}`, 'asked by its code');
  const said = await c.text(office);
  t.says(said, 'อะไรจะทำให้เข้า', 'what would bring it in');
  t.says(said, /คะแนน/, 'in points');
  await c.shot(office, 'why-1280-light');
  await c.open(office, `${at}/packages/${chosen.package_code}`);
  t.says(await c.text(office), 'กำหนดไว้ว่าไม่ให้จัดสรร', 'what was decided by hand says so');
  return out;
}

// ---- the proof: printed, on an agenda, checked by the auditor ----

async function share(c, { office, governor }, one) {
  await c.open(office, `${at}/settings`);
  await c.fill(office, { shared: 'all' }, 'form[action$="/share"]');
  await c.press(office, form('/share'));
  await c.open(governor, at);
  t.says(await c.text(governor), baht(one.funded), 'shared with all: the governor sees it');
}

async function proof(c, { office, auditor }, one, folder, bin) {
  const path = `/allocation-runs/${one.code}`;
  await c.open(office, path);
  t.says(await c.text(office), 'พิสูจน์อะไร ไม่พิสูจน์อะไร', 'what is proved and what is not');
  await c.press(office, form(`${path}/print`, 'button[value=pdf]'));
  await office.page.waitForURL(/\/documents\/issued\//, { timeout: 60000 });
  const paper = c.here(office);
  const pdf = await (await office.page.request.get(office.base + paper)).body();
  writeFileSync(join(folder, 'proof.pdf'), pdf);
  const said = spawnSync('pdftotext', ['-layout', join(folder, 'proof.pdf'), '-'], { encoding: 'utf8' });
  t.is(said.status, 0, 'the proof is a PDF');
  t.says(said.stdout.replace(/\s+/g, ' '), /SHA-256|[0-9a-f]{16}/, 'with the fingerprint of its data');
  const files = {};
  for (const kind of ['instance', 'result']) {
    const got = await auditor.page.request.get(`${auditor.base}${path}/${kind}?year=${year}`);
    t.is(got.status(), 200, `the auditor gets the ${kind}`);
    files[kind] = join(folder, `${kind}.json`);
    writeFileSync(files[kind], await got.body());
  }
  const checked = spawnSync(bin, ['verify', files.instance, files.result], { encoding: 'utf8' });
  t.is(checked.status, 0, `pbis verify accepts: ${checked.stdout}${checked.stderr}`);
  const explained = spawnSync(bin, ['verify', '--explain', files.instance, files.result], { encoding: 'utf8' });
  t.is(explained.status, 0, `pbis verify --explain: ${explained.stderr}`);
  t.ok(explained.stdout.length > checked.stdout.length, 'and says more');
  const result = JSON.parse(await (await auditor.page.request.get(`${auditor.base}${path}/result?year=${year}`)).text());
  const changed = JSON.stringify(result).replace(/"value":"?(\d)/, (m, d) => m.replace(/\d$/, String((Number(d) + 1) % 10)));
  writeFileSync(files.result, changed);
  t.ok(spawnSync(bin, ['verify', files.instance, files.result]).status !== 0, 'a changed value is refused');
}

async function agenda(c, { office }, one) {
  await c.open(office, `/allocation-runs/${one.code}`);
  if (!await office.page.locator(form('/agenda')).count()) {
    await c.press(office, 'main a.btn[href="/meetings"]'); // it says that a meeting must be called first
    await c.fill(office, { body: 'governor', on_date: today, subject: 'ข้อเสนอการจัดสรรของผู้อำนวยการ', place: 'ห้องประชุม 1', number: '9/2565' }, 'form[action="/meetings"]');
    await c.press(office, form('/meetings'));
    await c.open(office, `/allocation-runs/${one.code}`);
  }
  await c.press(office, form('/agenda'));
  t.says(await c.text(office), one.code, 'the run is on the agenda');
  await c.open(office, `/allocation-runs/${one.code}`);
  t.says(await c.text(office), 'วาระที่', 'and its page says where');
}

// ---- two people score without seeing each other ----

async function scoring(c, { analyst, strategy }) {
  const open = (await c.json(analyst, '/rating.json')).rows.filter((x) => x.sent === 0);
  let code = null;
  for (const x of open.slice(0, 40)) {
    if ((await c.json(analyst, `/rating/${x.code}/evidence.json`)).rows.length) { code = x.code; break; }
  }
  t.ok(code !== null, 'a package with evidence waits for its scores');
  if (!code) return;
  const path = `/rating/${code}`;
  const score = async (who, figure) => {
    await c.open(who, path);
    for (const x of await who.page.locator(`form[action$="${path}/save"] select[name^=score]`).all()) await x.selectOption(figure);
    for (const x of await who.page.locator(`form[action$="${path}/save"] select[name^=evidence]`).all()) await x.selectOption({ index: 1 });
  };
  await c.open(analyst, path);
  for (const x of await analyst.page.locator(`form[action$="${path}/save"] select[name^=score]`).all()) await x.selectOption('3');
  t.ok((await c.refused(analyst, form(`${path}/save`))).length > 0, 'no score without evidence');
  await score(analyst, '3');
  await c.press(analyst, form(`${path}/save`));
  await c.open(strategy, path);
  const blind = await c.json(strategy, `${path}.json`);
  t.ok(blind.rows.every((x) => x.other === undefined || x.other === null || x.other < 0), 'strategy does not see what the analyst gave');
  t.ok(!/ผู้ให้คะแนนอีกคน \d/.test(await c.text(strategy)), 'nor on the page');
  await score(strategy, '3');
  await c.press(strategy, form(`${path}/save`));
  for (const who of [analyst, strategy]) {
    await c.open(who, path);
    t.says(await c.text(who), /: 75 คะแนน/, `both sent: ${who.name} sees the points`);
  }
}

async function pictures(c, { office }) {
  await c.shot(office, 'allocation-1280-light', at);
  await c.shot(office, 'frontier-1280-light', `${at}/frontier`);
  await c.shot(office, 'criteria-1280-light', '/criteria');
}

async function journey(browser, base, folder, bin) {
  const c = crew(browser, base, year, shots);
  const all = {};
  for (const [key, name] of Object.entries({ office: 'office', governor: 'governor', auditor: 'auditor', analyst: 'analyst1', strategy: 'strategy' })) {
    all[key] = await c.person(name);
  }
  const part = async (name, work) => {
    const from = Date.now();
    try { return await work(); } catch (e) { t.ok(false, `${name}: ${e.stack.slice(0, 900)}`); return null; } finally {
      if (process.env.VERBOSE) console.log(`${((Date.now() - from) / 1000).toFixed(1)} s ${name}`);
    }
  };
  await part('branch', () => branch(c, all));
  all.governor.bad.length = 0;
  await part('ceilings', () => ceilings(c, all));
  const chosen = await part('pin', () => pin(c, all));
  const one = await part('run', () => running(c, all, chosen));
  await part('share', () => share(c, all, one));
  await part('frontier', () => frontier(c, all, base, browser));
  await part('compare', () => compare(c, all));
  await part('why', () => why(c, all, chosen));
  await part('proof', () => proof(c, all, one, folder, bin));
  await part('agenda', () => agenda(c, all, one));
  await part('scoring', () => scoring(c, all));
  if (shots) await part('pictures', () => pictures(c, all));
  for (const who of Object.values(all)) t.is(who.bad, [], `${who.name}: the browser has no complaint`);
}

const store = place();
const bin = binary();
if (!process.env.PBIS_BROWSER_DB) {
  run(bin, store.db, ['init']);
  run(bin, store.db, ['demo', '--year', String(year), '--packages', '1500']);
}
if (process.env.VERBOSE) console.log(`${((Date.now() - began) / 1000).toFixed(1)} s demonstration`);
const server = serve(bin, store.db);
const browser = await browse();
try {
  await journey(browser, await server.base, store.folder, bin);
} catch (e) {
  t.failed++;
  console.error(e);
} finally {
  await browser.close();
  await server.stop();
  run(bin, store.db, ['check']);
  if (!process.env.KEEP) tidy(store);
}
console.log(`allocate: ${t.passed} passed, ${t.failed} failed, ${Math.round((Date.now() - began) / 1000)} s`);
process.exit(t.failed ? 1 : 0);
