/* pbis.js - comfort on top of pages that work without it: menus close, tables remember their
 * columns and take spreadsheet keys, amounts are tidied, drafts survive a closed window, jobs are
 * followed. Nothing here decides anything; the server checks it all again. */
'use strict';
(() => {
  const all = (q, root) => Array.from((root || document).querySelectorAll(q));
  const keep = {
    get(k) { try { return JSON.parse(localStorage.getItem('pbis.' + k)); } catch { return null; } },
    set(k, v) { try { localStorage.setItem('pbis.' + k, JSON.stringify(v)); } catch { /* full or off */ } },
    drop(k) { try { localStorage.removeItem('pbis.' + k); } catch { /* off */ } },
  };

  /* Menus: Escape and a click elsewhere close them. */
  document.addEventListener('click', (e) => {
    all('details.menu[open]').forEach((d) => { if (!d.contains(e.target)) d.open = false; });
  });
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Escape') {
      all('details.menu[open]').forEach((d) => { d.open = false; d.querySelector('summary').focus(); });
      if (location.hash === '#menu') location.hash = '#main';
    }
    if (e.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
      const find = document.querySelector('.bar .find input');
      if (find) { e.preventDefault(); find.focus(); }
    }
  });

  /* Selects that send their form at once (filters); the button stays for those without script. */
  all('form[data-auto]').forEach((f) => {
    f.addEventListener('change', () => f.requestSubmit());
    all('button', f).forEach((b) => { b.hidden = true; });
  });

  /* Columns: table[data-columns=key] gets a menu; what is hidden is remembered for this person. */
  all('table[data-columns]').forEach((t) => {
    const tools = t.closest('.sec') && t.closest('.sec').querySelector('.tools');
    const heads = all('thead th', t);
    if (!tools || heads.length < 5) return;
    const key = 'columns.' + t.dataset.columns;
    let off = keep.get(key) || [];
    const show = () => {
      all('tr', t).forEach((tr) => {
        if (tr.cells.length === heads.length)
          Array.from(tr.cells).forEach((c, i) => { c.hidden = off.includes(i); });
      });
    };
    const menu = document.createElement('details');
    const box = document.createElement('div');
    const word = document.createElement('summary');
    menu.className = 'menu right plain';
    word.textContent = t.dataset.columnsWord || 'Columns';
    heads.forEach((h, i) => {
      if (i === 0) return;
      const label = document.createElement('label');
      const tick = document.createElement('input');
      tick.type = 'checkbox';
      tick.checked = !off.includes(i);
      tick.addEventListener('change', () => {
        off = tick.checked ? off.filter((x) => x !== i) : off.concat(i);
        keep.set(key, off);
        show();
      });
      label.className = 'pick';
      label.append(tick, h.textContent.trim());
      box.append(label);
    });
    menu.append(word, box);
    tools.prepend(menu);
    show();
  });

  /* Amounts: Thai digits and commas are read; on leaving the field it shows 1,234.50. */
  const digits = (s) => s.replace(/[๐-๙]/g, (c) => String(c.charCodeAt(0) - 0x0e50)).replace(/[,\s]/g, '');
  const tidy = (s) => {
    const m = /^(\d+)(?:\.(\d{1,2}))?$/.exec(digits(s));
    if (!m) return s;
    return m[1].replace(/^0+(?=\d)/, '').replace(/\B(?=(\d{3})+$)/g, ',') + (m[2] && /[1-9]/.test(m[2]) ? '.' + m[2].padEnd(2, '0') : '');
  };
  all('input[data-money]').forEach((x) => x.addEventListener('blur', () => { if (x.value) x.value = tidy(x.value); }));

  /* output[data-product="a b c d"]: quantity (thousandths) x price (satang) x whole numbers, exact to the satang. */
  all('output[data-product]').forEach((out) => {
    const form = out.closest('form');
    const parts = out.dataset.product.split(' ').map((n) => form.elements[n]);
    const read = (el, places) => {
      const m = /^(\d{1,12})(?:\.(\d*))?$/.exec(digits(el.value));
      return m && (m[2] || '').length <= places ? BigInt(m[1] + (m[2] || '').padEnd(places, '0')) : null;
    };
    const count = () => {
      const n = parts.map((el, i) => read(el, i === 0 ? 3 : i === 1 ? 2 : 0))
        .reduce((x, y) => x === null || y === null ? null : x * y);
      const sum = n === null ? null : (n + 500n) / 1000n;
      out.textContent = sum === null ? '–' : tidy(String(sum / 100n) + '.' + String(sum % 100n).padStart(2, '0'));
    };
    parts.forEach((el) => el.addEventListener('input', count));
    count();
  });

  /* table[data-entry]: arrows, Enter, Ctrl D (fill from above), paste of a block from a sheet. */
  all('table[data-entry]').forEach((t) => {
    const cells = () => all('tbody tr', t).map((r) => all('input:not([type=hidden])', r)).filter((r) => r.length);
    const at = (el) => {
      const rows = cells();
      for (let r = 0; r < rows.length; r++) {
        const c = rows[r].indexOf(el);
        if (c >= 0) return [rows, r, c];
      }
      return null;
    };
    const go = (rows, r, c) => {
      if (rows[r] && rows[r][c]) { rows[r][c].focus(); rows[r][c].select(); return true; }
      return false;
    };
    t.addEventListener('keydown', (e) => {
      const p = at(e.target);
      if (!p) return;
      const [rows, r, c] = p;
      if (e.key === 'ArrowUp' && go(rows, r - 1, c)) e.preventDefault();
      else if ((e.key === 'ArrowDown' || (e.key === 'Enter' && !e.ctrlKey)) && go(rows, r + 1, c)) e.preventDefault();
      else if (e.key === 'F2') e.target.setSelectionRange(e.target.value.length, e.target.value.length);
      else if (e.ctrlKey && e.key.toLowerCase() === 'd' && r > 0) { e.preventDefault(); e.target.value = rows[r - 1][c].value; }
    });
    t.addEventListener('paste', (e) => {
      const p = at(e.target);
      const text = e.clipboardData && e.clipboardData.getData('text/plain').replace(/\r?\n$/, '');
      if (!p || !text || !/[\t\n]/.test(text)) return;
      e.preventDefault();
      text.split(/\r?\n/).forEach((line, i) => line.split('\t').forEach((v, j) => {
        const el = p[0][p[1] + i] && p[0][p[1] + i][p[2] + j];
        if (el) { el.value = tidy(v.trim()); el.dispatchEvent(new Event('input', { bubbles: true })); }
      }));
    });
  });

  /* form[data-draft=key]: what was typed survives a closed window until it is sent. */
  all('form[data-draft]').forEach((f) => {
    const key = 'draft.' + f.dataset.draft;
    const fields = () => Array.from(f.elements).filter((x) => x.name && !/^(hidden|file|password|submit)$/.test(x.type));
    const had = keep.get(key);
    const note = f.querySelector('[data-draft-note]');
    if (had && !f.dataset.answered) {
      fields().forEach((x) => { if (had[x.name] !== undefined && x.value !== had[x.name]) { x.value = had[x.name]; if (note) note.hidden = false; } });
      f.dispatchEvent(new Event('input'));
    }
    f.addEventListener('input', (e) => {
      if (!e.isTrusted) return;
      keep.set(key, Object.fromEntries(fields().map((x) => [x.name, x.value])));
    });
    f.addEventListener('submit', () => keep.drop(key));
    const forget = f.querySelector('[data-draft-drop]');
    if (forget) forget.addEventListener('click', () => { keep.drop(key); location.reload(); });
  });

  /* A chosen file: its name and size where data-file-note points. */
  all('input[type=file][data-file-note]').forEach((x) => x.addEventListener('change', () => {
    const to = document.getElementById(x.dataset.fileNote);
    const file = x.files[0];
    if (to && file) to.textContent = file.name + ' · ' + (file.size / 1024).toLocaleString(undefined, { maximumFractionDigits: 1 }) + ' KB';
  }));

  /* [data-hash-to]: the SHA-256 of a chosen file, made here; the file stays in this machine. */
  all('input[type=file][data-hash-to]').forEach((x) => {
    if (!window.crypto || !crypto.subtle) return;
    x.closest('[data-hash-field]').hidden = false;
    x.addEventListener('change', async () => {
      if (!x.files[0]) return;
      const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await x.files[0].arrayBuffer()));
      document.getElementById(x.dataset.hashTo).value = Array.from(sum, (b) => b.toString(16).padStart(2, '0')).join('');
      x.form.requestSubmit();
    });
  });

  /* Groups of the rail stay as they were left, for this visit. */
  all('.rail details.group').forEach((g, i) => {
    const key = 'rail' + i;
    try { if (sessionStorage.getItem(key)) g.open = true; } catch { return; }
    g.addEventListener('toggle', () => { if (g.open) sessionStorage.setItem(key, '1'); else sessionStorage.removeItem(key); });
  });

  /* A form is sent once. */
  all('form[method=post]').forEach((f) => f.addEventListener('submit', (e) => {
    if (f.dataset.sent) { e.preventDefault(); return; }
    f.dataset.sent = '1';
    setTimeout(() => { delete f.dataset.sent; }, 4000);
  }));

  /* [data-copy]: copies the text of the element it names. */
  all('button[data-copy]').forEach((b) => {
    if (!navigator.clipboard) return;
    b.hidden = false;
    b.addEventListener('click', () => {
      const from = document.getElementById(b.dataset.copy);
      if (from) navigator.clipboard.writeText(from.textContent.trim()).then(() => { b.textContent = b.dataset.done || '✓'; });
    });
  });

  /* [data-job=path]: asks for the job's JSON and goes on when it is over; without script the page
   * refreshes itself. */
  const job = document.querySelector('[data-job]');
  if (job) {
    const bar = job.querySelector('progress');
    const ask = () => fetch(job.dataset.job, { headers: { Accept: 'application/json' } })
      .then((r) => r.json())
      .then((j) => {
        const one = j.rows ? j.rows[0] : j;
        if (bar && one.progress > 0) bar.value = one.progress;
        if (one.state === 'queued' || one.state === 'running') setTimeout(ask, 700);
        else location.reload();
      })
      .catch(() => setTimeout(ask, 3000));
    setTimeout(ask, 400);
  }
})();
