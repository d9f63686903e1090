// results.mjs - results of an executed year in the browser, by their people: readings with evidence, rules, activity plans,
// scores down to the ledger, agreements, services, data sets, key results, money beside results, the annual plan on paper.
// SHOTS=folder keeps the pictures of docs/screenshots; PARTS=word,word runs some parts on the store PBIS_BROWSER_DB names.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary, browse, place, run, serve, tidy } from './drive.mjs';
import { crew, tally } from './people.mjs';

const year = 2565;
const began = Date.now();
const own = '11000000'; // drainage: its indicators are made here
const bud = '20000000'; // the Budget Department: its real plan of FY2565
const form = (path, word = 'button[type=submit]') => `main form[action$="${path}"] ${word}`;
const sum = (list, name) => list.reduce((n, x) => n + x[name], 0);
const t = tally();

// ---- indicators, rules, readings ----

const indicator = (code, number, collect, more) => ({ code, name_th: `ตัวชี้วัด ${code}`, unit_word: 'ร้อยละ', kind: 'output', direction: 'up',
  resolution: 'หนังสือ กท 0501/1', agency: own, number, stable: `j-${code.toLowerCase()}`, work: 'mission', collect, cycle: 'quarter',
  owner: 'system_office', target_in: 'percent', target0: '96', places: '2', formula: 'เบิกจ่าย / งบหลังปรับโอน x 100', source: 'ระบบบัญชี', ...more });

async function indicators(c, { strategy, officer }) {
  const make = async (x) => {
    await c.open(strategy, '/indicators');
    await c.fill(strategy, x, 'main form[action="/indicators/new"]');
    return form('/indicators/new');
  };
  t.says(await c.refused(strategy, await make(indicator('D-1', '1', 'ratio', { target0: 'มาก' }))), 'ไม่ใช่ตัวเลข', 'a target that is no number');
  const before = (await c.rows(strategy, '/indicators.json')).length;
  await c.press(strategy, await make(indicator('V-1', '6', 'value', { name_th: 'ความยาวคลองและแนวป้องกันที่บำรุงรักษา', unit_word: 'กิโลเมตร', cycle: 'year', work: 'base', target0: '1300', target_in: 'unit' })));
  await c.press(strategy, await make(indicator('D-1', '1', 'ratio', { name_th: 'ร้อยละของงานระบายน้ำที่แล้วเสร็จตามแผน', target1: '20', target2: '45', target3: '70', target4: '96' })));
  await c.press(strategy, await make(indicator('S-1', '2', 'steps', { name_th: 'ระดับความสำเร็จของการจัดทำแผนที่จุดเสี่ยงน้ำท่วม', target0: '5', target_in: 'level',
    steps: 'แนวทาง | หนังสือเห็นชอบแนวทาง | file\nชี้แจง | รายงานการประชุม | file\nสำรวจ | ผลสำรวจจุดเสี่ยง | file\nแก้ไข | บันทึกการแก้ไข | file\nติดตาม | รายงานผู้บริหาร | file' })));
  await c.press(strategy, await make(indicator('G-1', '4', 'given', { name_th: 'นวัตกรรมการระบายน้ำ', owner: 'civil_service', cycle: 'year', work: 'base', target0: '100', target_in: 'unit' })));
  await c.press(strategy, await make(indicator('M-51', '5.1', 'measure', { name_th: 'ร้อยละของการเบิกจ่ายในภาพรวมของสำนักการระบายน้ำ', cycle: 'year', work: 'base', measure: 'disbursed_51', target0: '100', target_in: 'unit' })));
  const after = await c.rows(strategy, '/indicators.json');
  t.is(after.length, before + 5, 'five indicators more');
  t.is(after.find((x) => x.code === 'D-1').target, 96, 'the target of D-1');
  const got = await officer.page.request.post(`${officer.base}/indicators/new`, { form: indicator('X-1', '9', 'ratio', {}) });
  t.is(got.status(), 403, 'an officer makes no indicator');
}

const band = (n, level, lo, hi, percent, points) => ({ [`level${n}`]: level, [`lo${n}`]: lo, [`lo_incl${n}`]: lo !== '', [`hi${n}`]: hi, [`hi_incl${n}`]: false,
  [`percent${n}`]: percent, [`points${n}`]: points });

async function rules(c, { office, office2, strategy }) {
  const edit = async (who, path, x) => {
    await c.open(who, path);
    await c.fill(who, x);
    return 'main form[method=post] p.actions button[type=submit]';
  };
  const bands = (lo) => ({ mode: 'step', direction: 'up', places: '2', weight: '40', ...band(1, '5', '96', '', '100', '40'), ...band(2, '4', '90', '96', '90', '36'),
    ...band(3, '3', '80', lo, '80', '32'), ...band(4, '2', '70', '80', '70', '28'), ...band(5, '1', '', '70', '60', '24') });
  await c.press(office, await edit(office, '/rules/new?indicator=D-1', bands('88')));
  const rule = c.here(office);
  t.says(await c.text(office), '88.00 ≤ v ≤ 89.99', 'the gap is named');
  await c.press(office, await edit(office, `${rule}/edit`, bands('91')));
  t.says(await c.text(office), '90.00 ≤ v ≤ 90.99', 'the overlap is named');
  await c.open(office2, rule);
  t.is(await office2.page.locator(`form[action$="${rule}/publish"]`).count(), 0, 'nobody is offered to publish it');
  await c.press(office, await edit(office, `${rule}/edit`, bands('90')));
  await c.open(office, `${rule}?try=1&numerator=290259229.02&denominator=366722545`);
  const tried = await c.text(office);
  t.says(tried, '79.15', 'tried: 79.15');
  t.says(tried, '28', 'and level 2: 28 points');
  await c.open(office, `${rule}?try=1&numerator=1&denominator=0`);
  t.says(await c.text(office), 'ตัวหารเป็นศูนย์', 'a denominator of zero');
  await c.open(strategy, rule);
  t.is(await strategy.page.locator('form[action$="/publish"]').count(), 0, 'the strategy office does not own it');
  t.says(await c.text(strategy), 'ประกาศได้เฉพาะ', 'and is told who does');
  await c.open(office, rule);
  t.is(await office.page.locator('form[action$="/publish"]').count(), 0, 'nor does who edited it last');
  await c.open(office2, rule);
  await c.fill(office2, { reason: 'มติที่ 1/2565' }, 'form[action$="/publish"]');
  await c.press(office2, form('/publish'));
  t.is((await c.rows(office, '/rules.json')).find((x) => x.indicator === 'D-1').state, 'published', 'published by another person of the owner');
  await c.shot(office, 'results-rule', `/rules/2565-2000-2?try=1&numerator=2895&denominator=90000`);
  const steps = {};
  for (let i = 1; i <= 5; i++) Object.assign(steps, { [`level${i}`]: String(i), [`percent${i}`]: String(20 * i), [`points${i}`]: String(6 * i) });
  for (const [code, x] of [['S-1', { mode: 'milestone', direction: 'up', places: '2', weight: '30', ...steps }],
    ['M-51', { mode: 'ratio', direction: 'up', places: '3', weight: '20', target: '100', cap: '100', level1: '', level2: '', level3: '', level4: '', level5: '' }]]) {
    await c.press(office, await edit(office, `/rules/new?indicator=${code}`, x));
    await c.open(office2, c.here(office));
    await c.fill(office2, { reason: 'มติที่ 1/2565' }, 'form[action$="/publish"]');
    await c.press(office2, form('/publish'));
  }
}

// A period through its three people.
async function report(c, { officer, head, strategy }, code, period, values, mark) {
  const at = `/indicators/${code}/readings/${period}`;
  await c.open(officer, at);
  await c.fill(officer, { ...values, ready: true }, `form[action$="${at}/save"]`);
  await c.press(officer, form('/save'));
  await c.open(head, at);
  await c.press(head, form('/send'));
  if (!mark) return at;
  await c.open(strategy, at);
  await c.fill(strategy, mark, 'form[action$="/verify"]');
  await c.press(strategy, form('/verify'));
  return at;
}

async function readings(c, all) {
  const { officer, head, strategy, office } = all;
  const at = '/indicators/D-1/readings/202112';
  await c.open(officer, at);
  await c.fill(officer, { numerator: '10', denominator: '0', reported: '100.00' });
  t.says(await c.refused(officer, form('/save')), 'มากกว่าศูนย์', 'a base of zero');
  t.is(await officer.page.inputValue('[name=reported]'), '100.00', 'as typed');
  await c.fill(officer, { numerator: '290,259,229.02', denominator: '366,722,545', reported: '100.00', ready: true });
  await c.press(officer, form('/save'));
  let said = await c.text(officer);
  t.says(said, '79.15', 'recomputed');
  t.says(said, 'ไม่ตรงกับที่คำนวณ', 'the reported 100.00 that is 79.15 is flagged');
  t.is(await officer.page.locator('form[action$="/send"]').count(), 0, 'an officer does not send');
  await c.open(head, '/work');
  t.ok(await head.page.locator(`a[href*="${at}"]`).count() > 0, 'it is among the work of the head');
  await c.open(head, at);
  await c.press(head, form('/send'));
  await c.open(strategy, at);
  await c.fill(strategy, { mark21: '120', mark22: '100' }, 'form[action$="/verify"]');
  t.ok((await c.refused(strategy, form('/verify'))).length > 0, 'a mark above 100');
  await c.open(strategy, at);
  await c.fill(strategy, { mark21: '95', mark22: '100' }, 'form[action$="/verify"]');
  await c.press(strategy, form('/verify'));
  const one = (await c.rows(strategy, '/indicators/D-1.json')).find((x) => x.period === 202112);
  t.is([one.state, one.mark21, one.mark22], ['verified', 95, 100], 'both marks of the period');
  await report(c, all, 'D-1', 202203, { numerator: '165,025,145.25', denominator: '366,722,545', reported: '45.00' }, { mark21: '100', mark22: '100' });
  await report(c, all, 'D-1', 202206, { numerator: '262,000,000', denominator: '366,722,545', reported: '71.44' }, { mark21: '100', mark22: '100' });
  await report(c, all, 'D-1', 202209, { numerator: '290,259,229.02', denominator: '366,722,545', reported: '79.15' }, { mark21: '100', mark22: '100' });
  await report(c, all, 'V-1', 202209, { value: '1250', reported: '1,250' }, { mark21: '100', mark22: '100' });
  await c.shot(strategy, 'results-indicator', '/indicators/D-1');
  t.is((await c.rows(strategy, '/indicators/D-1.json')).map((x) => [x.result.toFixed(2), x.flags]), [['79.15', 'differs'], ['45.00', ''], ['71.44', ''], ['79.15', '']], 'four quarters, one flagged');
  // No evidence, no level.
  const steps = '/indicators/S-1/readings/202209';
  await c.open(officer, steps);
  await c.fill(officer, { step1: '100', step2: '100', step3: '100', reported: 'ระดับ 3', ready: true });
  await c.press(officer, form('/save'));
  said = await c.text(officer);
  t.says(said, 'ยังไม่มีหลักฐานครบ', 'no evidence, no level');
  await c.shot(officer, 'results-reading', steps);
  await c.open(head, steps);
  await c.press(head, form('/send'));
  const score = async () => {
    await c.open(office, '/scores');
    await c.fill(office, { kind: 'interim', as_of: '30/9/2565' });
    await c.press(office, form('/scores'));
    const x = (await c.rows(office, `/scores/list.json?agency=${own}`)).find((y) => y.code === 'S-1');
    return [x.level_text, x.points_text, x.why];
  };
  const bare = await score();
  t.ok(bare[0] !== '3' && bare[1] !== '18', `no evidence, no level: ${bare}`);
  for (const step of [1, 2, 3]) await c.attach(officer, `reading:${year}:S-1:step${step}`, `หลักฐานขั้นที่ ${step}.pdf`);
  t.is(await score(), ['3', '18', ''], 'with its evidence: level 3, 18 points');
  await c.open(strategy, steps);
  await c.fill(strategy, { mark21: '100', mark22: '100' }, 'form[action$="/verify"]');
  await c.press(strategy, form('/verify'));
  t.is((await c.rows(strategy, '/indicators/S-1.json')).find((x) => x.period === 202209).flags, '', 'verified with the evidence there is now');
}

// ---- activity plans ----

async function activities(c, { writer, auditor }) {
  const code = '2565-P-2000-003';
  const steps = await c.rows(auditor, `/activities/${code}.json`);
  t.is(steps.map((x) => x.weight), [20, 20, 40, 10, 10], 'weights of the published plan');
  const four = await c.rows(auditor, '/activities/2565-P-2000-004.json');
  t.is(four.map((x) => x.weight), [60, 10, 10, 10, 10], '60, 70, 80, 90, 100 are cumulative: converted');
  const cell = (n, what) => `${code}:${n}:${what}`;
  await c.open(writer, '/activities/progress');
  await c.fill(writer, { [cell(1, 'done')]: '101', day: '30/9/2565' });
  t.says(await c.refused(writer, 'main form.wide p.actions button'), '101', 'above 100 per cent');
  await c.open(writer, '/activities/progress');
  await c.fill(writer, { day: '30/9/2565', [cell(1, 'done')]: '100', [cell(2, 'done')]: '100', [cell(3, 'done')]: '50', [cell(2, 'evidence')]: 'กท 1902/1335' });
  await c.press(writer, 'main form.wide p.actions button');
  const now = (await c.rows(auditor, '/activities.json')).find((x) => x.code === code);
  t.is(now.done, 60, '20 + 20 + half of 40');
  await c.open(auditor, `/activities/${code}`);
  t.ok(await auditor.page.locator('main svg').count() > 0, 'the S-curve');
  t.ok(await auditor.page.locator('main svg').count() > 0, 'the gantt');
  t.is((await auditor.page.request.get(`${auditor.base}/activities/${code}/paper.pdf?year=${year}`)).headers()['content-type'], 'application/pdf', 'on paper');
  await c.shot(auditor, 'results-activity', `/activities/${code}`);
}

// ---- services: agreed at the funded level, re-based after a transfer ----

async function services(c, { strategy, officer, head, governor, finance }) {
  const find = async (output) => (await c.rows(strategy, '/service-agreements.json')).find((x) => x.agency_code === own && x.output_name === output);
  const lines = await c.rows(officer, `/position/lines.json?agency=${own}`);
  const [from, to] = ['2565-0-1100-00027', '2565-0-1100-00047'].map((x) => lines.find((y) => y.code === x));
  const before = [await find(from.output), await find(to.output)];
  t.is(before[0].now_satang, sum(lines.filter((x) => x.output === from.output), 'current_satang'), 'its money is that of its lines');
  await c.open(officer, '/orders/new?kind=transfer');
  await c.fill(officer, { title: 'โอนเงินเหลือจ่าย', on_date: '2/9/2565', reason: 'แนวฟันหลอก่อนฤดูน้ำหลาก', 'line-1': from.code, 'amount-1': '1,000,000', 'to_line-1': to.code });
  await c.press(officer, 'main form.wide p.actions button');
  const order = c.here(officer);
  await c.press(officer, 'main button[name=act][value=send]');
  await c.open(governor, order);
  await c.press(governor, 'main button[name=act][value=approve]');
  await c.open(finance, order);
  await c.press(finance, 'main button[name=act][value=post]');
  const after = [await find(from.output), await find(to.output)];
  t.is(after.map((x, i) => x.now_satang - before[i].now_satang), [-100000000, 100000000], 'a million moved between two outputs');
  t.is(after.map((x) => x.moved_satang !== 0), [true, true], 'and both agreements say so');
  const path = `/service-agreements/${after[1].code}`;
  await c.open(head, path);
  t.says(await c.text(head), order.split('/').pop(), 'by which order');
  t.is(await head.page.locator('form[action$="/rebase"] [name=reason][required]').count(), 1, 'a new basis says why');
  await c.fill(head, { quality0: 'ไม่มีจุดฟันหลอ', delivered0: 'ก่อนฤดูน้ำหลาก', reason: 'โอนเงินตามคำสั่ง' }, 'form[action$="/rebase"]');
  await c.press(head, form('/rebase'));
  const now = await find(to.output);
  t.is([now.number, now.agreed_satang, now.moved_satang], [before[1].number + 1, after[1].now_satang, 0], 'the second version stands on the new money');
  await c.shot(head, 'results-service', path);
}

// ---- agreements ----

const deal = '/agreements/2565-AG-0700'; // the Medical Service Department: drafted, not agreed

async function agreement(c, { strategy, doctor, medical, permsec, auditor }) {
  const items = await c.rows(strategy, `${deal}.json`);
  t.is([items.length, sum(items, 'weight')], [5, 100], 'five items weigh 100');
  const one = items[0];
  const mine = (of) => `details:has(> summary:has-text("${one.number} ${one.name}")) ${of}`;
  const propose = async (weight, reason) => {
    await c.open(doctor, deal);
    await c.fill(doctor, { weight, reason }, mine('form[action$="/propose"]'));
    return mine('form[action$="/propose"] button[type=submit]');
  };
  t.says(await c.refused(doctor, await propose('สี่สิบ', 'งานหลัก')), 'ใส่ร้อยละ 0 ถึง 100', 'a weight that is none');
  await c.press(doctor, await propose(String(one.weight - 10), 'งานนี้เล็กลงกว่าที่คิด'));
  await c.open(strategy, deal);
  const talk = await c.text(strategy);
  t.says(talk, 'น้ำหนักรวมร้อยละ 90.00 ต้องเป็นร้อยละ 100.00', 'weights of 90 stand in the way');
  t.ok(talk.includes('งานนี้เล็กลงกว่าที่คิด') && talk.includes(`${one.weight.toFixed(2)}`), 'the old weight and the reason stay');
  t.is(await strategy.page.locator('form[action$="/conclude"]').count(), 0, 'nothing to conclude');
  await c.press(doctor, await propose(String(one.weight), 'ตกลงตามเดิม'));
  for (const who of [strategy, medical]) {
    await c.open(who, deal);
    await c.press(who, 'main aside form[action$="/agree"] button[type=submit]');
  }
  await c.open(strategy, deal);
  await c.press(strategy, form('/conclude'));
  await c.open(doctor, deal);
  t.is(await doctor.page.locator('form[action$="/sign"]').count(), 0, 'an officer signs nothing');
  for (const who of [medical, permsec]) {
    await c.open(who, deal);
    await c.press(who, form('/sign'));
  }
  const list = (await c.rows(auditor, '/agreements.json')).find((x) => x.agency_code === '07000000');
  t.is([list.state, list.weight, list.agency_signed, list.city_signed], ['signed', 100, true, true], 'signed by both at 100');
  await c.open(auditor, deal);
  t.says(await c.text(auditor), 'ตรวจแล้วตรงกับลายนิ้วมือ', 'what was signed is frozen');
}

async function assessment(c, { strategy, medical, csc, auditor }) {
  await c.open(strategy, deal);
  await c.press(strategy, form('/final'));
  const items = await c.rows(auditor, `${deal}.json`);
  const want = items.reduce((n, x) => n + Math.round(Number(x.percent_text) * x.weight * 10) / 1000, 0);
  const ranking = await c.rows(auditor, '/agreements/ranking.json');
  const ranked = ranking.find((x) => x.code === '2565-AG-0700');
  t.ok(Math.abs(Number(ranked.total_text) - want) < 0.003, `its total is that of its items: ${ranked.total_text}, ${want}`);
  t.ok(Math.abs(items.reduce((n, x) => n + Number(x.weighted_text), 0) - Number(ranked.total_text)) < 0.0005, 'and of its weighted scores');
  t.is([ranked.rank, ranking.filter((x) => x.rank).length], [1, 1], 'nobody is ranked without a final score');
  const one = items.find((x) => x.kind === 'final');
  const mine = `details:has(> summary:has-text("${one.number} ${one.name}")) form[action$="/appeal"]`;
  await c.open(medical, deal);
  t.is(await medical.page.locator(`${mine} [name=evidence][required]`).count(), 1, 'an appeal has evidence');
  await c.fill(medical, { reason: 'ฐานรวมงานที่ยกเลิก', evidence: 'กท 0702/9' }, mine);
  await c.press(medical, `${mine} button[type=submit]`);
  await c.open(csc, deal);
  await c.fill(csc, { upheld: 'refused', decision: 'งานที่ยกเลิกหักออกแล้ว' }, 'form[action$="/decide"]');
  await c.press(csc, form('/decide'));
  await c.open(auditor, deal);
  t.says(await c.text(auditor), 'งานที่ยกเลิกหักออกแล้ว', 'the decision stays');
  await c.shot(auditor, 'results-agreement', deal);
}

// ---- scores ----

async function scores(c, all) {
  const { office, csc, finance, auditor, strategy } = all;
  await c.open(office, '/scores');
  await c.fill(office, { kind: 'interim', as_of: '30/9/2565' });
  await c.press(office, form('/scores'));
  const of = async () => Object.fromEntries((await c.rows(office, '/scores/list.json')).map((x) => [x.code, x]));
  let got = await of();
  t.is([got['D-1'].level_text, got['D-1'].points_text], ['2', '28'], '79.15 is level 2: 28 points');
  t.is([got['S-1'].level_text, got['S-1'].points_text], ['3', '18'], 'three steps of five: 18 points');
  t.is(got['G-1'].why, 'awaits_owner', 'component 4 waits for its owner');
  t.ok(Object.values(got).filter((x) => x.why !== '').every((x) => x.percent_text === ''), 'what has no score is no zero');
  // One score down to the line of the ledger.
  const mine = got['M-51'];
  await c.open(auditor, '/scores/of/M-51');
  await c.shot(auditor, 'results-score', '/scores/of/M-51');
  const lines = await c.rows(auditor, `/measures/disbursed_51/lines.json?agency=${own}`);
  const counted = lines.filter((x) => x.left_out === '');
  const paid = sum(counted, 'numerator_satang');
  const base = sum(counted, 'denominator_satang');
  t.is(mine.value_text, (Math.round(paid / base * 1e5) / 1e3).toFixed(3).replace(/\.?0+$/, ''), 'its value is that of its lines');
  const line = counted.find((x) => x.numerator_satang > 0);
  const entries = await c.rows(auditor, `/position/lines/${line.line_code || line.code}.json`);
  t.is(line.numerator_satang, entries.reduce((n, x) => n + (x.to_bucket === 'disbursed' ? x.amount_satang : 0) - (x.from_bucket === 'disbursed' ? x.amount_satang : 0), 0), 'a line is the sum of its entries');
  // Given by the owner.
  t.is(await (async () => { await c.open(office, '/scores/of/G-1'); return office.page.locator('form[action$="/scores/of/G-1"]').count(); })(), 0, 'the office does not own component 4');
  for (const code of ['G-1']) {
    await c.open(csc, `/scores/of/${code}`);
    await c.fill(csc, { part1: '30.572', part2: '31', part3: '30', source: 'หนังสือ ก.ก. ที่ 1/2565' });
    await c.press(csc, form(`/scores/of/${code}`));
  }
  got = await of();
  t.is([got['G-1'].kind, got['G-1'].percent_text], ['given', '91.572'], 'three parts add up');
  // Final: refused while September is open.
  await c.open(office, '/scores');
  await c.fill(office, { kind: 'final', as_of: '' });
  t.says(await c.refused(office, form('/scores')), '/year-end/periods', 'no final score while September is open');
  await c.open(finance, '/year-end/periods');
  const close = 'form[action$="/year-end/periods?do=close"]';
  await c.fill(finance, { period: '202209', reason: 'สิ้นปี' }, close);
  await c.press(finance, `${close} button[type=submit]`);
  t.is((await c.rows(office, '/scores/open.json')).length, 0, 'nothing is open');
  await c.open(office, '/scores');
  await c.fill(office, { kind: 'final', as_of: '' });
  await c.press(office, form('/scores'));
  got = await of();
  t.is(['D-1', 'S-1', 'M-51', 'G-1'].map((x) => got[x].kind), ['final', 'final', 'final', 'given'], 'final, and given');
  await c.shot(strategy, 'results-scores', '/scores');
}

// ---- data sets ----

async function data_sets(c, { officer, head, strategy }) {
  await c.open(officer, '/data-sets');
  await c.fill(officer, { agency: own, title: 'จุดเสี่ยงน้ำท่วมกรุงเทพมหานคร' }, 'form[action="/data-sets"]');
  await c.press(officer, form('/data-sets'));
  const path = c.here(officer);
  t.says(await c.text(officer), 'maintainer_email', 'the missing field is named as the catalogue names it');
  const lacks = await officer.page.locator('section:has(#lacks) li').count();
  const full = { data_type: 'geo', unit: 'กองสารสนเทศระบายน้ำ', contact: 'กองสารสนเทศระบายน้ำ', keywords: 'น้ำท่วม, จุดเสี่ยง', description: 'จุดเสี่ยงน้ำท่วมพร้อมพิกัดและความลึกที่วัดได้',
    purpose: 'จัดเครื่องสูบน้ำและเตือนประชาชน', cycle_count: '1', cycle_unit: 'month', place: 'district', source: 'สถานีวัดน้ำ', format: 'CSV', category: 'public', licence: 'DGA Community License', access: 'open' };
  const edit = `form[action$="${path}"]`;
  await c.fill(officer, full, edit);
  await c.press(officer, `${edit} button[type=submit]`);
  const left = await officer.page.locator('section:has(#lacks) li').count();
  t.ok(lacks > left && left >= 1, `${lacks} were missing, ${left} are`);
  t.says(await c.text(officer), 'maintainer_email', 'its address still is');
  await c.fill(officer, { email: 'drain@bangkok.go.th' }, edit);
  await c.press(officer, `${edit} button[type=submit]`);
  await c.fill(officer, { lines: 'spot | code | รหัสจุด | A1 | A1=ดินแดง; A2=บางนา | no | needed | key\nday | date | วันที่วัด | 2022-10-01 | | no | needed | key\ndeep | decimal | ความลึก (ซม.) | 12.5 | | no' }, 'form[action$="/dictionary"]');
  await c.press(officer, form('/dictionary'));
  t.says(await c.text(officer), 'ครบ 14 รายการ', 'all 14 fields are there');
  t.is((await c.rows(officer, `${path}.json`)).length, 3, 'three fields in its dictionary');
  await c.open(head, path);
  await c.press(head, form('/do', 'button[name=what][value=approve]'));
  const row = (await c.rows(strategy, '/data-sets/catalogue.json')).find((x) => x.maintainer_email === 'drain@bangkok.go.th');
  t.is([row.missing, row.update_frequency_unit !== ''], ['', true], 'in the catalogue by its own names');
  const steps = (await c.rows(strategy, '/data-sets/steps.json')).find((x) => x.agency_code === own);
  t.ok(steps && steps.agency_code === own, 'the five steps of the agency');
  await c.shot(officer, 'results-data-set', path);
}

// ---- key results ----

async function key_results(c, { strategy, governor, officer, head, folder, db }) {
  const file = join(folder, 'objective.csv');
  writeFileSync(file, 'id,level,parent_id,name_th,agency\nO-900,objective,to2565:1.4,น้ำไม่ท่วมถนนสายหลัก,11000000\n');
  run(binary(), db, ['import', 'strategy', file, '--year', String(year)]);
  const make = [['KR-901', 'ถนนสายหลักที่แห้งภายใน 30 นาที', 'ร้อยละ'], ['KR-902', 'วันที่ระบายน้ำช้าลดลง', 'วัน'], ['KR-903', 'เครื่องสูบพร้อมใช้', 'ร้อยละ']];
  for (const [code, name_th, unit_word] of make) {
    await c.open(strategy, '/key-results');
    await c.fill(strategy, { objective: 'O-900', code, name_th, unit_word, kind: 'outcome', direction: 'up', base_value: '40', target1: '80', first_year: String(year), from_date: '1/10/2564', reason: 'แผนปี' }, 'form[action="/key-results"][method=post]');
    await c.press(strategy, 'main form[action="/key-results"][method=post] button[type=submit]');
    await c.open(governor, `/key-results/${code}`);
    await c.fill(governor, { resolution: '1/2565' }, 'form[action$="/decide"]');
    await c.press(governor, form('/decide', 'button[value=approve]'));
  }
  for (const [on_date, value, confidence, light] of [['15/1/2565', '45', '80', 'on_track'], ['15/4/2565', '52', '45', 'at_risk']]) {
    await c.open(officer, '/key-results/KR-901');
    await c.fill(officer, { on_date, value, confidence, light, note: 'ตามการวัดของสถานี' }, 'form[action$="/check-in"]');
    await c.press(officer, form('/check-in'));
  }
  t.says(await c.text(officer), 'ความมั่นใจลดลง', 'confidence fell');
  await c.open(officer, '/key-results/KR-901');
  await c.fill(officer, { on_date: '16/4/2565', value: '60', confidence: '150', light: 'on_track' }, 'form[action$="/check-in"]');
  t.says(await c.refused(officer, form('/check-in')), '150', 'more than sure');
  const shares = '/key-results/shares/objective/O-900';
  const state = async (x) => {
    await c.open(head, shares);
    await c.fill(head, { share_0: '50', share_1: '30', share_2: '20', mode: 'progress', reason: 'ตามแผนปี', ...x });
    return `main form[action$="${shares}"] p.actions button`;
  };
  t.ok((await c.refused(head, await state({ share_2: '10' }))).length > 0, 'shares of 90');
  t.says(await c.refused(head, await state({ mode: 'value' })), 'ร้อยละ', 'unlike units are not joined');
  await c.press(head, await state({}));
  const tree = Object.fromEntries((await c.rows(officer, '/key-results/cascade.json')).map((x) => [x.code, x]));
  t.is(Number(tree['KR-901'].percent), 30, '45 to 52 of 40 to 80 is 30 per cent');
  t.is([Number(tree['O-900'].percent), Number(tree['O-900'].covered)], [30, 50], 'the objective: 30, of half the weight');
  t.is([tree['KR-902'].known, tree['KR-902'].why], [false, 'no_checkin'], 'what is not told is no zero');
  await c.shot(head, 'results-cascade', '/key-results/cascade');
}

// ---- money and results ----

async function value(c, { strategy, csc, auditor }) {
  const all = await c.json(auditor, '/value.json');
  const paid = (await c.json(auditor, '/position.json')).total.disbursed_satang;
  t.is([all.total.paid_satang, sum(all.rows, 'paid_satang')], [paid, paid], 'what was paid is the position');
  const mine = all.rows.find((x) => x.code === own);
  t.is([mine.results > 0, mine.quadrant !== 'no_result'], [true, true], 'money and a result');
  const bare = all.rows.find((x) => x.quadrant === 'no_result');
  t.ok(!bare || !bare.results, 'money without a result');
  await c.open(auditor, '/value');
  t.ok(await auditor.page.locator('main svg').count() > 0, 'the quadrant is drawn');
  await c.shot(auditor, 'results-value', '/value');
  // Unit cost: the output's money by what was counted.
  const output = (await c.rows(auditor, '/service-agreements.json')).find((x) => x.agency_code === own && x.output_name.includes('บำรุงรักษาคลอง')).output_code;
  await c.open(strategy, '/value/cost');
  await c.fill(strategy, { agency: own, output, kind: 'output', stable: 'j-v-1' }, 'form[action$="/value/measure"]');
  await c.press(strategy, form('/value/measure'));
  const cost = (await c.rows(auditor, `/value/cost.json?agency=${own}`)).find((x) => x.output_code === output && x.year === year && x.kind === 'output');
  t.is([cost.unit_cost_satang, cost.why], [Math.round(cost.paid_satang / 1250), ''], 'the cost of a kilometre');
  // An evaluation, by two people.
  const due = (await c.rows(strategy, '/evaluations/candidates.json', year + 1))[0];
  await c.open(strategy, '/evaluations', year + 1);
  await c.fill(strategy, { package: due.code, project_year: String(year) }, 'form[action$="/evaluations/open"]');
  await c.press(strategy, form('/evaluations/open'));
  const code = (await c.rows(strategy, '/evaluations.json', year + 1)).find((x) => x.package_code === due.code).code;
  const marks = {};
  for (const word of ['relevance', 'efficiency', 'effectiveness', 'impact', 'sustainability']) marks[`score_${word}`] = '80';
  await c.open(strategy, `/evaluations/${code}`, year + 1);
  await c.fill(strategy, { evaluator: 'กองประเมินผล', plan_output: '10', real_output: '9', output_unit: 'แห่ง', lessons: 'เริ่มจัดซื้อเร็วขึ้น', planned_end: '31/8/2565', ended_on: '10/9/2565', ...marks });
  t.ok((await c.refused(strategy, form('/save'))).length > 0, 'marks without evidence');
  await c.open(strategy, `/evaluations/${code}`, year + 1);
  const proof = Object.fromEntries(Object.keys(marks).map((x) => [x.replace('score', 'evidence'), 'รายงานผล']));
  await c.fill(strategy, { evaluator: 'กองประเมินผล', plan_output: '10', real_output: '9', output_unit: 'แห่ง', lessons: 'เริ่มจัดซื้อเร็วขึ้น', planned_end: '31/8/2565', ended_on: '10/9/2565', ...marks, ...proof });
  await c.press(strategy, form('/save'));
  await c.open(strategy, `/evaluations/${code}`, year + 1);
  if (await strategy.page.locator('form[action$="/move"]').count()) {
    await c.fill(strategy, { event: 'review' }, 'form[action$="/move"]');
    t.ok((await c.refused(strategy, form('/move'))).length > 0, 'who made it does not review it');
  }
  for (const event of ['review', 'publish']) {
    await c.open(csc, `/evaluations/${code}`, year + 1);
    await c.fill(csc, { event }, 'form[action$="/move"]');
    await c.press(csc, form('/move'));
  }
  const ratios = await c.rows(auditor, `/evaluations/${code}/ratios.json`, year + 1);
  t.is(ratios[2].ratio, '0.9', '9 of 10 places');
  await c.shot(auditor, 'results-evaluation', `/evaluations/${code}`, year + 1);
}

async function evidence(c, { strategy, auditor }) {
  const code = (await c.json(auditor, '/packages.json?level=current')).rows[0].code;
  const path = `/value/evidence/${code}`;
  const before = await c.rows(auditor, `${path}.json`);
  await c.open(strategy, path);
  await c.fill(strategy, { indicator: '2000-7', indicator_year: String(year - 1), act: 'on' }, `form[action$="${path}"]`);
  await c.press(strategy, form(path));
  const found = (await c.rows(auditor, `${path}.json`)).filter((x) => x.code === '2000-7');
  t.is(found.map((x) => [x.year, x.percent, x.via]), [[year - 1, 92.82, 'named']], 'the printed 92.820 of the year before counts');
  t.is((await c.rows(auditor, `${path}.json`)).length, before.length + 1, 'once');
  await c.open(auditor, `/packages/${code}`);
  t.says(await c.text(auditor), '×', "the package's page says its effect");
  await c.shot(auditor, 'results-evidence', path);
}

// ---- cost of services ----

async function costs(c, { strategy, csc, auditor }) {
  const act = async (word, x, who = strategy) => {
    await c.open(who, '/service-costs');
    await c.fill(who, x, `form[action$="/service-costs/${word}"]`);
    await c.press(who, form(`/service-costs/${word}`));
  };
  await act('service', { code: 'DRAIN', name_th: 'ระบายน้ำ', unit_word: 'กม.' });
  await act('service', { code: 'WATER', name_th: 'บำบัดน้ำเสีย', unit_word: 'ล้าน ลบ.ม.' });
  await act('pool', { code: 'J-ADMIN', name: 'บริหารทั่วไป', agency: own });
  const open = (await c.rows(auditor, '/service-costs/sources.json?open=1')).filter((x) => x.agency_code === own);
  const to = (name) => (/บุคคล|อำนวยการ/.test(name) ? { pool: 'J-ADMIN' } : { service: name.includes('คุณภาพน้ำ') ? 'WATER' : 'DRAIN' });
  for (const x of open) await act('source', { agency: own, output: x.output_code, ...to(x.output_name) });
  await act('volume', { service: 'DRAIN', agency: own, month: '0', quantity: '6400' });
  await act('volume', { service: 'WATER', agency: own, month: '0', quantity: '380' });
  await act('key', { pool: 'J-ADMIN', key: 'direct', reason: 'เริ่มใช้' });
  await c.open(csc, '/service-costs');
  const decide = 'form[action$="/service-costs/decide"]';
  const offers = await csc.page.locator(`${decide} [name=proposal] option`).allInnerTexts();
  await csc.page.locator(`${decide} [name=proposal]`).selectOption({ index: offers.findIndex((x) => x.includes('J-ADMIN') || x.includes('บริหารทั่วไป')) });
  await c.fill(csc, { decision: 'approve' }, decide);
  await c.press(csc, `${decide} button[type=submit]`);
  const cells = (await c.rows(auditor, '/service-costs/cells.json')).filter((x) => x.agency_code === own && ['DRAIN', 'WATER'].includes(x.service_code));
  const paid = (name) => sum(open.filter((x) => Object.values(to(x.output_name))[0] === name), 'paid_satang');
  const direct = { DRAIN: paid('DRAIN'), WATER: paid('WATER') };
  t.is(sum(cells, 'cost_satang'), sum(open, 'paid_satang'), 'direct and shared are what was disbursed');
  const one = cells.find((x) => x.service_code === 'WATER' || x.code === 'WATER');
  const share = Math.round(paid('J-ADMIN') * direct.WATER / (direct.WATER + direct.DRAIN));
  t.ok(Math.abs(one.cost_satang - direct.WATER - share) <= 1, 'the shared part by direct cost');
  t.ok(Math.abs(one.unit_cost_satang - one.cost_satang / 380) <= 1, 'a million cubic metres');
  await c.shot(auditor, 'results-service-cost', '/service-costs');
}

// ---- the annual plan ----

async function plan(c, { director, auditor, folder }) {
  const path = `/action-plans/${bud}`;
  await c.open(auditor, path);
  const said = await c.text(auditor);
  for (const words of ['10,991,500', '88,000', '97.977', '92.820']) t.says(said, words, 'the plan says');
  t.ok(!said.includes('92.439'), 'and nothing of the worked total');
  await c.shot(auditor, 'results-plan', path);
  await c.open(director, path);
  await c.click(director, form('/print', 'button[value=pdf]'));
  const link = director.page.locator('main a[href*="/documents/"]', { hasText: '.pdf' }).first();
  await link.waitFor({ timeout: 120000 });
  const file = await (await director.page.request.get(new URL(`${await link.getAttribute('href')}/pdf`, director.page.url()).href)).body();
  t.ok(file && file.subarray(0, 5).toString() === '%PDF-', 'the plan is a PDF');
  const pdf = join(folder, 'plan.pdf');
  writeFileSync(pdf, file);
  const words = spawnSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).stdout.replace(/[๐-๙]/g, (x) => String(x.charCodeAt(0) - 0x0e50));
  for (const figure of ['10,991,500', '88,000', '97.977', '92.820', '91.572', '9.157']) t.says(words.includes(figure) ? figure : words.slice(0, 200), figure, 'the paper says');
}

const parts = { indicators, rules, readings, activities, services, agreement, scores, assessment, data_sets, key_results, value, evidence, costs, plan };

async function journey(browser, base, db, folder) {
  const c = crew(browser, base, year, process.env.SHOTS);
  const all = { c: 0 };
  await Promise.all(Object.entries({ office: 'office', office2: 'office2', strategy: 'strategy', csc: 'csc', permsec: 'permsec', finance: 'finance', governor: 'governor',
    officer: 'officer.1100', head: 'head.1100', doctor: 'officer.0700', medical: 'head.0700', writer: 'officer.2000', director: 'head.2000', auditor: 'auditor' })
    .map(async ([key, name]) => { all[key] = await c.person(name); }));
  all.folder = folder;
  all.db = db;
  for (const word of (process.env.PARTS || Object.keys(parts).join(',')).split(',')) {
    const from = Date.now();
    try {
      await parts[word](c, all);
    } catch (e) {
      t.failed++;
      console.log(`FAILED ${word}: ${String(e.stack || e).slice(0, 1500)}`);
      if (process.env.SHOTS) for (const who of Object.values(c.all)) await who.page.screenshot({ path: join(process.env.SHOTS, `failed-${word}-${who.name}.png`), fullPage: true }).catch(() => 0);
    }
    if (process.env.VERBOSE) console.log(`${((Date.now() - from) / 1000).toFixed(1)} s ${word}`);
  }
  for (const who of Object.values(c.all)) t.is(who.bad, [], `the console of ${who.name}`);
  t.ok(spawnSync(binary(), ['check'], { env: { ...process.env, PBIS_DB: db } }).status === 0, 'pbis check');
}

const at = place();
if (!process.env.PBIS_BROWSER_DB) {
  run(binary(), at.db, ['init']);
  run(binary(), at.db, ['demo', '--year', String(year), '--packages', '500']);
  run(binary(), at.db, ['demo', '--year', String(year), '--execute', '12']);
}
const server = serve(binary(), at.db);
const browser = await browse();
try {
  await journey(browser, await server.base, at.db, at.folder);
} finally {
  await browser.close();
  await server.stop();
  if (!process.env.KEEP) tidy(at);
}
console.log(`results: ${t.passed} passed, ${t.failed} failed, ${Math.round((Date.now() - began) / 1000)} s`);
process.exitCode = t.failed ? 1 : 0;
