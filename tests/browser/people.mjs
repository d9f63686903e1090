// people.mjs - what a person of the demonstration does on a page: open, fill, press, be refused, read a table's rows.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { signIn, watch } from './drive.mjs';

export function crew(browser, base, year, shots) {
  const all = {};
  const at = (path, y = year) => `${path}${path.includes('?') ? '&' : '?'}year=${y}`;
  async function person(name) {
    const context = await browser.newContext({ locale: 'th-TH', viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(30000);
    const page = await context.newPage();
    const who = { name, page, base, bad: watch(page) };
    await signIn(page, base, name);
    all[name] = who;
    return who;
  }
  const open = (who, path, y) => who.page.goto(who.base + at(path, y));
  async function json(who, path, y) {
    const got = await who.page.request.get(who.base + at(path, y));
    assert.equal(got.status(), 200, `${who.name} ${path}: ${(await got.text()).replace(/<[^>]+>|\s+/g, ' ').slice(0, 400)}`);
    return got.json();
  }
  // Every row of a table, by all its pages.
  async function rows(who, path, y) {
    const list = [];
    for (let next = at(path, y); next;) {
      const got = await who.page.request.get(who.base + next);
      assert.equal(got.status(), 200, `${who.name} ${next}`);
      const part = await got.json();
      list.push(...part.rows);
      next = part.next && !part.next.startsWith('/') ? at(`${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(part.next)}`, y) : part.next;
    }
    return list;
  }
  const complaints = (who) => who.page.locator('.say.stop, .field.wrong, .sub.bad, p.error').allInnerTexts();
  const unfold = (x) => x.evaluate((n) => { for (let d = n.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; });
  async function click(who, selector) {
    const x = who.page.locator(selector).first();
    await unfold(x);
    await Promise.all([who.page.waitForNavigation(), x.click()]);
    await who.page.waitForLoadState('load');
  }
  async function press(who, selector) {
    await click(who, selector);
    const stop = await complaints(who);
    assert.deepEqual(stop, [], `${who.name} ${who.page.url()}: ${stop.join(' ')}`);
  }
  // Answers what was said; the refusal's own status is no complaint.
  async function refused(who, selector) {
    await click(who, selector);
    const said = (await complaints(who)).join(' ').replace(/\s+/g, ' ');
    who.bad.length = 0;
    return said;
  }
  async function fill(who, values, inside = 'main') {
    for (const [name, value] of Object.entries(values)) {
      const x = who.page.locator(`${inside} [name="${name}"]`).first();
      await unfold(x);
      const kind = await x.evaluate((n) => (n.tagName === 'SELECT' ? 'select' : n.type));
      if (kind === 'select') await x.selectOption(value);
      else if (kind === 'checkbox') await x.setChecked(Boolean(value));
      else await x.fill(String(value));
    }
  }
  async function attach(who, subject, name, y = year) {
    await who.page.goto(`${who.base}/attachments?subject=${subject}&year=${y}`);
    const form = 'main form[action="/attachments"]';
    await who.page.setInputFiles(`${form} input[type=file]`, { name, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n') });
    await press(who, `${form} button[type=submit]`);
  }
  async function shot(who, name, path, y, spot) {
    if (!shots) return;
    if (path) await open(who, path, y);
    if (spot) await who.page.locator(spot).first().evaluate((n) => window.scrollTo(0, n.getBoundingClientRect().top + window.scrollY - 90));
    await who.page.mouse.move(0, 0);
    await who.page.evaluate(() => document.fonts.ready);
    await who.page.screenshot({ path: join(shots, `${name}.png`) });
  }
  const text = async (who) => (await who.page.locator('main').innerText()).replace(/\s+/g, ' ');
  const here = (who) => new URL(who.page.url()).pathname;
  return { all, person, open, json, rows, click, press, refused, fill, attach, shot, text, here };
}

// Counts what holds; a part that stumbles does not stop the others.
export function tally() {
  const t = { passed: 0, failed: 0 };
  t.ok = (holds, what) => {
    if (holds) t.passed++;
    else { t.failed++; console.log(`FAILED ${what}`); }
  };
  t.is = (got, want, what) => {
    let same = true;
    try { assert.deepEqual(got, want); } catch { same = false; }
    t.ok(same, `${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(want)}`);
  };
  t.says = (got, words, what) => t.ok(words instanceof RegExp ? words.test(got) : got.includes(words), `${what}: no ${words} in “${got.slice(0, 600)}”`);
  return t;
}
