// drive.mjs - what the journey and the screenshots share: a store, the server, a browser.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const password = 'pbis-demo-2566';

export function binary() {
  const found = [process.env.PBIS_BIN, join(root, 'build/pbis'), join(root, 'build/src/pbis')]
    .find((p) => p && existsSync(p));
  if (!found) throw new Error('no program: build it first, or say PBIS_BIN');
  return found;
}

export function run(bin, db, args, input = '') {
  const r = spawnSync(bin, args, { env: { ...process.env, PBIS_DB: db }, encoding: 'utf8', input });
  if (r.status !== 0) throw new Error(`pbis ${args.join(' ')}: exit ${r.status}\n${r.stderr}`);
  return r.stdout;
}

// A folder of our own and a fresh store: a file in it, or a database of the server PBIS_PG names.
export function place() {
  const folder = mkdtempSync(join(tmpdir(), 'pbis-browser-'));
  if (process.env.PBIS_BROWSER_DB) return { folder, db: process.env.PBIS_BROWSER_DB };
  if (process.env.PBIS_TEST_STORE !== 'postgres') return { folder, db: `sqlite:${join(folder, 'city.db')}` };
  const name = `browser_${process.pid}_${Date.now()}`;
  sql(`CREATE DATABASE "${name}" TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8'`);
  return { folder, db: process.env.PBIS_PG.replace(/\/[^/]*$/, `/${name}`), database: name };
}

function sql(text) {
  const r = spawnSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', process.env.PBIS_PG, '-c', text], { encoding: 'utf8' });
  if (r.status !== 0) throw new Error(`psql: ${r.stderr}`);
}

export function serve(bin, db) {
  const child = spawn(bin, ['serve', '--listen', '127.0.0.1:0'], {
    env: { ...process.env, PBIS_DB: db }, stdio: ['ignore', 'pipe', process.env.VERBOSE ? 'inherit' : 'ignore'] });
  const base = new Promise((done, fail) => {
    let text = '';
    child.stdout.on('data', (d) => {
      text += d;
      const m = /listening (http:\/\/\S+)/.exec(text);
      if (m) done(m[1]);
    });
    child.on('exit', (code) => fail(new Error(`serve ended with ${code}`)));
  });
  return { base, stop: () => new Promise((done) => { child.removeAllListeners('exit'); child.on('exit', done); child.kill('SIGTERM'); }) };
}

export async function browse() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking'] });
}

// Every word of the console that is a complaint, and every failed answer, ends the run.
export function watch(page, allowed = []) {
  const bad = [];
  // A PDF in the browser names no icon: Chromium asks for one by itself.
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type()) && !m.location().url.endsWith('/favicon.ico')) bad.push(`console: ${m.text()} ${m.location().url}`); });
  page.on('pageerror', (e) => bad.push(`script: ${e.message}`));
  page.on('response', (r) => { if (r.status() >= 400 && !allowed.some((a) => r.url().includes(a))) bad.push(`${r.status()} ${r.url()}`); });
  return bad;
}

export async function signIn(page, base, user) {
  await page.goto(`${base}/login`);
  await page.fill('#user', user);
  await page.fill('#password', password);
  await Promise.all([page.waitForURL((u) => !u.pathname.startsWith('/login')), page.click('form button[type=submit]')]);
}

export function tidy({ folder, database }) {
  rmSync(folder, { recursive: true, force: true });
  if (database) sql(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
}
