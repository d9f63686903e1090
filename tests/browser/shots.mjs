// shots.mjs - check screenshots of the main pages at three widths, light and dark, into shots/.
//   node shots.mjs [page ...]     BASE=http://... and PBIS_USER take a server that runs already;
//   WIDTHS, SCHEMES, OUT say what and where; FULL=0 takes the first view only
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { binary, browse, place, root, run, serve, signIn, tidy, watch } from './drive.mjs';

const widths = (process.env.WIDTHS || '390,1280,1920').split(',').map(Number);
const schemes = (process.env.SCHEMES || 'light,dark').split(',');
const user = process.env.PBIS_USER || 'admin';
const out = process.env.OUT || join(root, 'tests/browser/shots');
const pages = {
  login: '/login', overview: '/overview', totals: '/overview/by-agency', agencies: '/agencies',
  agency: '/agencies/11000000', packages: '/packages', package: 'PACKAGE', import: '/import',
  allocation: '/allocation', cut: '/allocation/main/packages', ceilings: '/allocation/main/ceilings',
  documents: '/documents', search: '/search?q=%E0%B8%97%E0%B9%88%E0%B8%AD', users: '/users', audit: '/audit', cycle: '/cycle',
  about: '/about', work: '/work',
};

const wanted = process.argv.slice(2).length ? process.argv.slice(2) : Object.keys(pages);
const at = place(), { db } = at;
let server = null;
let base = process.env.BASE;
if (!base) {
  const bin = binary();
  if (!process.env.PBIS_BROWSER_DB) {
    run(bin, db, ['init']);
    run(bin, db, ['demo', '--year', '2566', ...(process.env.PACKAGES ? ['--packages', process.env.PACKAGES] : [])]);
  }
  server = serve(bin, db);
  base = await server.base;
}
mkdirSync(out, { recursive: true });
const browser = await browse();
let complaints = [];
try {
  for (const colorScheme of schemes) {
    const context = await browser.newContext({ colorScheme, locale: 'th-TH' });
    const page = await context.newPage();
    const bad = watch(page);
    for (const name of wanted) {
      if (name !== 'login' && !(await context.cookies()).some((c) => c.name.endsWith('pbis'))) await signIn(page, base, user);
      let path = pages[name] || name;
      if (path === 'PACKAGE') {
        const list = await (await page.request.get(`${base}/packages.json?limit=40`)).json();
        const rows = list.rows;
        path = `/packages/${(rows.find((r) => r.level_kind === 'current' && r.lines > 2) || rows[0]).code}`;
      }
      for (const width of widths) {
        await page.setViewportSize({ width, height: width < 500 ? 844 : 1000 });
        await page.goto(base + path);
        await page.evaluate(() => document.fonts.ready);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) complaints.push(`${name} ${width}: ${over} px too wide`);
        await page.screenshot({ path: join(out, `${name.replace(/\W+/g, '-')}-${width}-${colorScheme}.png`), fullPage: process.env.FULL !== '0' });
      }
    }
    complaints = complaints.concat(bad);
    await context.close();
  }
} finally {
  await browser.close();
  if (server) await server.stop();
  tidy(at);
}
complaints.forEach((c) => console.log(c));
process.exit(complaints.length ? 1 : 0);
