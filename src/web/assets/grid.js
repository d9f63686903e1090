/* grid.js - makes the table of /packages/{code}/grid a grid that is typed in as in a spreadsheet.
 * The table is whole without it. One cell is in the tab order (role=grid), one editor moves, what
 * was typed is saved a moment later and kept in this browser until it is. Sums shown here are the
 * person's; the server checks every cell again and its answer is what counts. */
'use strict';
(() => {
  const box = document.querySelector('[data-sheet]');
  if (!box) return;
  const $ = (q) => box.querySelector(q);
  const table = $('table');
  const body = table.tBodies[0];
  const live = $('[data-live]');
  const words = Object.fromEntries(Array.from(box.querySelectorAll('[data-w]'), (x) => [x.dataset.w, x.textContent]));
  const say = (key, v) => words[key].replace(/\[(\w+)\]/g, (all, n) => (v && n in v ? v[n] : all));
  const tell = (text) => { live.textContent = ''; requestAnimationFrame(() => { live.textContent = text; }); };
  const cols = Array.from(table.tHead.rows[0].cells, (th) => ({ f: th.dataset.f, kind: th.dataset.kind, label: th.textContent, expected: th.dataset.expected }));
  const at = Object.fromEntries(cols.map((c, i) => [c.f, i]));
  const SUM = at.sum;
  const LAST = cols.length - 1;
  const places = { milli: 3, money: 2, count: 0 };
  const lang = document.documentElement.lang;

  /* ---- values ---- */
  const { number, commas, decimal, baht, quoted, block } = window.gridValues;
  /* As it is shown: 1,234.50 for money, 12.5 for numbers; what cannot be read stays as typed. */
  const tidy = (c, s) => {
    const p = places[cols[c].kind];
    if (p === undefined) return cols[c].kind === 'long' ? s.replace(/\s+$/, '') : s.trim().replace(/\s*\n\s*/g, ' ');
    const n = number(s, p);
    if (n === null) return s.trim();
    const [a, b] = decimal(n, p);
    return (cols[c].kind === 'money' ? commas(a) : a) + (b ? '.' + b : '');
  };
  const wrong = (c, s) => {
    const { kind, expected } = cols[c];
    const n = kind in places ? number(s, places[kind]) : 0n;
    const bad = n === null || (c === at.name && !s.trim()) || (c === at.months && n > 120n) || (c === at.times && n > 100000n) || (c === at.unit_word && s.length > 40);
    return bad ? say('expected') + ' ' + expected : '';
  };

  /* ---- rows ---- */
  const rows = [];
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, '0')).join('');
  const sumOf = (row) => {
    const n = ['quantity', 'unit_price', 'times', 'months'].map((f) => number(row.val[at[f]], places[cols[at[f]].kind]));
    return n.includes(null) ? null : (n[0] * n[1] * n[2] * n[3] + 500n) / 1000n;
  };
  const fixed = (row, c) => c === SUM || (!row.isNew && (c === at.item || c === at.fund));
  const changed = (row) => {
    const out = [];
    for (let c = 0; c <= LAST; c++) if (row.val[c] !== row.base[c] && !fixed(row, c)) out.push(c);
    return out;
  };
  const isDirty = (row) => Boolean(row.removing) || changed(row).length > 0;
  const touched = (row) => row.val.some((v, c) => c !== SUM && v !== row.start[c]);
  const none = (o) => { for (const k in o) return false; return true; };
  const who = (row) => row.val[at.name] || say('new');
  const indexOf = (row) => row.tr.sectionRowIndex;

  for (const tr of body.rows) {
    const val = Array.from(tr.cells, (x) => x.textContent);
    const row = { tr, code: tr.dataset.line, version: Number(tr.dataset.v), val, base: val.slice(), err: {}, clash: {} };
    row.sum = sumOf(row);
    rows.push(row);
  }

  function render(row, c) {
    const cell = row.tr.cells[c];
    const editor = cell.querySelector('.editor');
    cell.textContent = row.val[c];
    const text = row.clash[c] ? clashText(row, c) : row.err[c];
    cell.classList.toggle('wrong', Boolean(text));
    if (text) {
      const note = document.createElement('span');
      note.className = 'error';
      note.id = `err-${indexOf(row)}-${c}`;
      note.textContent = text;
      cell.append(note);
      cell.setAttribute('aria-invalid', 'true');
      cell.setAttribute('aria-describedby', note.id);
    } else {
      cell.removeAttribute('aria-invalid');
      cell.removeAttribute('aria-describedby');
    }
    if (editor) cell.append(editor);
  }
  function count(row) {
    row.sum = row.removing ? 0n : sumOf(row);
    row.val[SUM] = row.sum === null ? '–' : baht(row.sum);
    if (row.sum !== null && row.sum % 100n) row.err[SUM] = say('baht'); else delete row.err[SUM];
    render(row, SUM);
  }
  const total = () => {
    const lead = document.querySelector('[data-lead]');
    const sum = baht(rows.reduce((t, r) => t + (r.sum || 0n), 0n));
    const [before, behind] = say('lead', { lines: rows.length }).split('[sum]');
    const strong = document.createElement('b');
    $('[data-total]').textContent = strong.textContent = sum;
    lead.replaceChildren(before, strong, behind);
  };
  const clashText = (row, c) => say('conflict', { who: row.clash[c].who, theirs: row.clash[c].theirs || '–', mine: row.val[c] || '–' });

  function addRow(values, key) {
    const tr = body.insertRow();
    const like = rows[rows.length - 1];
    const val = cols.map(() => '');
    val[at.quantity] = val[at.times] = val[at.months] = '1';
    val[at.unit_price] = '0';
    val[at.item] = like ? like.val[at.item] : '';
    val[at.fund] = like ? like.val[at.fund] : 'OWN';
    for (let c = 0; c <= LAST; c++) {
      const cell = document.createElement(c ? 'td' : 'th');
      if (!c) cell.scope = 'row';
      tr.append(cell);
    }
    const row = { tr, isNew: true, key: key || fresh(), val, start: val.slice(), base: val.map(() => null), err: {}, clash: {} };
    Object.entries(values || {}).forEach(([f, v]) => { if (f in at) val[at[f]] = v; });
    rows.push(row);
    cols.forEach((_, c) => render(row, c));
    count(row);
    return row;
  }
  function dropRow(row) {
    const r = indexOf(row);
    const here = row.tr.contains(document.activeElement);
    if (edit && edit.row === row) edit = null;
    rows.splice(r, 1);
    row.tr.remove();
    if (now.r >= r) now = { r: Math.max(0, Math.min(now.r, rows.length - 1)), c: now.c };
    anchor = now;
    mark();
    if (here && stop) stop.focus({ preventScroll: true });
  }

  /* ---- the active cell and the selection ---- */
  let now = { r: 0, c: 0 };
  let anchor = now;
  let selected = [];
  let stop = null; /* the cell in the tab order */
  let leaving = false; /* Esc was pressed: Tab goes on behind the grid */
  const cellAt = (r, c) => rows[r] && rows[r].tr.cells[c];
  const area = () => ({ r0: Math.min(anchor.r, now.r), r1: Math.max(anchor.r, now.r), c0: Math.min(anchor.c, now.c), c1: Math.max(anchor.c, now.c) });
  function mark() {
    selected.forEach((x) => { x.classList.remove('in'); x.removeAttribute('aria-selected'); });
    selected = [];
    const { r0, r1, c0, c1 } = area();
    for (let r = r0; r <= r1; r++) {
      for (let c = c0; c <= c1; c++) {
        const x = cellAt(r, c);
        if (!x) continue;
        x.setAttribute('aria-selected', 'true');
        if (r0 !== r1 || c0 !== c1) x.classList.add('in');
        selected.push(x);
      }
    }
    const x = cellAt(now.r, now.c);
    if (stop && stop !== x) stop.removeAttribute('tabindex');
    stop = x;
    if (x) {
      x.tabIndex = 0;
      if (fixed(rows[now.r], now.c)) x.setAttribute('aria-readonly', 'true');
    }
  }
  function go(r, c, extend) {
    if (!rows.length) return;
    now = { r: Math.max(0, Math.min(r, rows.length - 1)), c: Math.max(0, Math.min(c, LAST)) };
    if (!extend) anchor = now;
    mark();
    stop.focus({ preventScroll: true });
    stop.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (extend) tell(say('selected', { n: selected.length }));
  }

  /* ---- changing, undoing ---- */
  const done = [];
  const undone = [];
  const buttons = () => { $('[data-do=undo]').disabled = !done.length; $('[data-do=redo]').disabled = !undone.length; };
  function put(row, c, text) {
    row.val[c] = text;
    delete row.clash[c];
    const bad = wrong(c, text);
    row.err = bad ? { ...row.err, [c]: bad } : Object.fromEntries(Object.entries(row.err).filter(([k]) => Number(k) !== c));
    row.held = false;
    render(row, c);
    count(row);
  }
  /* cells: [{row, c, text}]; added: rows that came with them. */
  function change(cells, added) {
    const step = cells.filter(({ row, c, text }) => !fixed(row, c) && row.val[c] !== tidy(c, text))
      .map(({ row, c, text }) => ({ row, c, old: row.val[c], text: tidy(c, text) }));
    if (!step.length && !(added && added.length)) return 0;
    step.forEach(({ row, c, text }) => put(row, c, text));
    done.push({ step, added: added || [] });
    undone.length = 0;
    buttons();
    after();
    return step.length;
  }
  /* A row that was undone and done again is another row: steps follow it. */
  const alive = (row) => (row.again ? alive(row.again) : row);
  function undo() {
    const op = done.pop();
    if (!op) return;
    op.step.slice().reverse().forEach(({ row, c, old }) => put(alive(row), c, old));
    op.added.map(alive).forEach((row) => {
      row.err = {};
      if (row.isNew && !row.sending) dropRow(row);
      else { row.removing = say('undoadd'); row.tr.classList.add('off'); count(row); }
    });
    undone.push(op);
    showAfterUndo(op, 'undone');
  }
  function redo() {
    const op = undone.pop();
    if (!op) return;
    op.added.map(alive).forEach((row) => { row.again = addRow(Object.fromEntries(cols.map((col, c) => [col.f, row.start[c]]))); });
    op.step.forEach(({ row, c, text }) => put(alive(row), c, text));
    done.push(op);
    showAfterUndo(op, 'redone');
  }
  function showAfterUndo(op, word) {
    const first = op.step.find((s) => alive(s.row).tr.isConnected);
    buttons();
    after();
    const seen = first && selected.includes(alive(first.row).tr.cells[first.c]);
    if (first && !seen) go(indexOf(alive(first.row)), first.c);
    else if (seen) stop.focus({ preventScroll: true });
    else go(now.r, now.c);
    tell(say(word));
  }
  function after() {
    total();
    list();
    keepSoon();
    schedule(700);
  }

  /* ---- the editor ---- */
  let edit = null; /* {row, c, el, typed} */
  function open(text, typed) {
    const row = rows[now.r];
    const c = now.c;
    if (!row || fixed(row, c) || row.removing) return;
    const cell = cellAt(now.r, c);
    const { kind, label } = cols[c];
    const choice = kind === 'choice' && $(`[data-choice=${cols[c].f}]`);
    const el = choice ? choice.cloneNode(true) : document.createElement(kind in places ? 'input' : 'textarea');
    if (kind in places) el.inputMode = 'decimal';
    el.className = 'editor';
    el.setAttribute('aria-label', `${label}, ${who(row)}`);
    if (cell.hasAttribute('aria-describedby')) { el.setAttribute('aria-invalid', 'true'); el.setAttribute('aria-describedby', cell.getAttribute('aria-describedby')); }
    el.value = text === null ? row.val[c] : text;
    cell.append(el);
    edit = { row, c, el, typed };
    el.addEventListener('blur', () => close(true, false));
    el.focus();
    if (el.setSelectionRange) el.setSelectionRange(el.value.length, el.value.length);
  }
  function close(keep, back) {
    if (!edit) return;
    const { row, c, el } = edit;
    edit = null;
    const text = el.value;
    if (back) cellAt(now.r, now.c).focus({ preventScroll: true });
    el.remove();
    if (keep) change([{ row, c, text }]);
  }

  /* ---- keys ---- */
  /* Tab goes to the next cell; at the ends, and after Esc, out of the grid. */
  function tab(e) {
    const step = e.shiftKey ? -1 : 1;
    let i = now.r * (LAST + 1) + now.c + step;
    while (rows[Math.floor(i / (LAST + 1))] && fixed(rows[Math.floor(i / (LAST + 1))], i % (LAST + 1))) i += step;
    if (leaving || i < 0 || i >= rows.length * (LAST + 1)) return;
    e.preventDefault();
    go(Math.floor(i / (LAST + 1)), i % (LAST + 1));
  }
  function editing(e) {
    const many = edit.el.tagName === 'TEXTAREA' && cols[edit.c].kind === 'long';
    const away = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[e.key];
    if (e.isComposing) return;
    if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); close(false, true); }
    else if (e.key === 'Enter' && !(many && e.altKey)) { e.preventDefault(); close(true, true); go(now.r + (e.shiftKey ? -1 : 1), now.c); }
    else if (e.key === 'Enter') { e.preventDefault(); edit.el.setRangeText('\n', edit.el.selectionStart, edit.el.selectionEnd, 'end'); }
    else if (e.key === 'Tab') { close(true, true); tab(e); }
    else if (away && edit.typed && edit.el.tagName !== 'SELECT') { e.preventDefault(); close(true, true); go(now.r + away[0], now.c + away[1]); }
  }
  const page = () => Math.max(1, Math.floor($('.sheet-view').clientHeight / (cellAt(0, 0) ? cellAt(0, 0).offsetHeight : 40)) - 2);
  function moves(e, ctrl) {
    const { r, c } = now;
    const to = { ArrowUp: [ctrl ? 0 : r - 1, c], ArrowDown: [ctrl ? rows.length - 1 : r + 1, c], ArrowLeft: [r, ctrl ? 0 : c - 1], ArrowRight: [r, ctrl ? LAST : c + 1],
      Home: [ctrl ? 0 : r, 0], End: [ctrl ? rows.length - 1 : r, LAST], PageUp: [r - page(), c], PageDown: [r + page(), c] }[e.key];
    if (!to) return false;
    e.preventDefault();
    go(to[0], to[1], e.shiftKey);
    return true;
  }
  table.addEventListener('keydown', (e) => {
    const ctrl = e.ctrlKey || e.metaKey;
    const key = e.key.toLowerCase();
    if (edit) { editing(e); return; }
    if (!rows.length || !body.contains(e.target)) return;
    if (e.key === 'Tab') { tab(e); return; }
    leaving = e.key === 'Escape';
    if (moves(e, ctrl)) return;
    if (ctrl && !e.altKey) {
      const f = { d: fill, z: e.shiftKey ? redo : undo, y: redo, a: all }[key];
      if (f) { e.preventDefault(); f(); }
    } else if (e.key === 'Enter') { e.preventDefault(); go(now.r + (e.shiftKey ? -1 : 1), now.c); }
    else if (e.key === 'F2') { e.preventDefault(); open(null, false); }
    else if (e.key === 'Delete' || e.key === 'Backspace') { e.preventDefault(); clear(); }
    else if ((e.key.length === 1 && !e.altKey) || e.key === 'Process') open(cols[now.c].kind === 'choice' ? null : '', true);
  });
  function fill() {
    const { r0, r1, c0, c1 } = area();
    const from = r0 === r1 ? r0 - 1 : r0;
    const cells = [];
    if (from < 0) return;
    for (let r = from + 1; r <= r1; r++) for (let c = c0; c <= c1; c++) cells.push({ row: rows[r], c, text: rows[from].val[c] });
    change(cells);
  }
  const all = () => { anchor = { r: 0, c: 0 }; now = { r: rows.length - 1, c: LAST }; mark(); stop.focus({ preventScroll: true }); tell(say('selected', { n: selected.length })); };
  function clear() {
    const { r0, r1, c0, c1 } = area();
    const cells = [];
    for (let r = r0; r <= r1; r++) for (let c = c0; c <= c1; c++) cells.push({ row: rows[r], c, text: cols[c].kind in places ? '0' : '' });
    change(cells);
  }

  /* ---- mouse and touch ---- */
  let dragging = false;
  const place = (e) => { const x = e.target.closest && e.target.closest('td, th'); return x && body.contains(x) ? { r: x.parentNode.sectionRowIndex, c: x.cellIndex } : null; };
  body.addEventListener('pointerdown', (e) => {
    const p = place(e);
    if (!p || e.button || (edit && edit.el.contains(e.target))) return;
    const again = e.pointerType === 'touch' && p.r === now.r && p.c === now.c && document.activeElement === stop;
    if (e.pointerType === 'mouse') e.preventDefault();
    close(true, false);
    go(p.r, p.c, e.shiftKey);
    dragging = e.pointerType === 'mouse';
    if (again) { e.preventDefault(); open(null, false); }
  });
  body.addEventListener('pointerover', (e) => {
    const p = dragging && e.buttons & 1 ? place(e) : null;
    if (p && (p.r !== now.r || p.c !== now.c)) go(p.r, p.c, true);
  });
  window.addEventListener('pointerup', () => { dragging = false; });
  body.addEventListener('dblclick', (e) => { if (place(e) && !edit) open(null, false); });

  /* ---- clipboard ---- */
  const mineToCopy = () => !edit && body.contains(document.activeElement);
  function copy(e) {
    if (!mineToCopy()) return;
    const { r0, r1, c0, c1 } = area();
    const lines = [];
    for (let r = r0; r <= r1; r++) lines.push(rows[r].val.slice(c0, c1 + 1).map(quoted).join('\t'));
    e.clipboardData.setData('text/plain', lines.join('\n'));
    e.preventDefault();
  }
  document.addEventListener('copy', copy);
  document.addEventListener('cut', (e) => { if (mineToCopy()) { copy(e); clear(); } });
  document.addEventListener('paste', (e) => {
    if (!mineToCopy()) return;
    e.preventDefault();
    const lines = block(e.clipboardData.getData('text/plain'));
    const { r0, r1, c0, c1 } = area();
    const one = lines.length === 1 && lines[0].length === 1;
    const cells = [];
    const added = [];
    const high = one ? r1 - r0 + 1 : lines.length;
    for (let i = 0; i < high; i++) {
      if (r0 + i >= rows.length) added.push(addRow({}));
      const wide = one ? c1 - c0 + 1 : lines[i].length;
      for (let j = 0; j < wide && c0 + j <= LAST; j++) cells.push({ row: rows[r0 + i], c: c0 + j, text: one ? lines[0][0] : lines[i][j] });
    }
    const n = change(cells, added);
    anchor = { r: r0, c: c0 };
    now = { r: r0 + high - 1, c: Math.min(LAST, one ? c1 : c0 + lines[0].length - 1) };
    mark();
    stop.focus({ preventScroll: true });
    tell(say('pasted', { n }) + (added.length ? ' ' + say('added', { n: added.length }) : ''));
  });

  /* ---- buttons ---- */
  const ask = $('[data-ask]');
  let asked = [];
  const acts = {
    undo, redo, fill,
    add() { const row = addRow({}); done.push({ step: [], added: [row] }); buttons(); go(indexOf(row), 0); tell(say('added', { n: 1 })); },
    remove() {
      const { r0, r1 } = area();
      asked = rows.slice(r0, r1 + 1);
      if (!asked.length) return;
      $('[data-ask-what]').textContent = asked.map(who).join(', ').slice(0, 300);
      ask.showModal();
    },
  };
  box.addEventListener('click', (e) => {
    const b = e.target.closest('[data-do]');
    if (b) acts[b.dataset.do]();
  });
  ask.addEventListener('close', () => {
    const why = $('#ask-why').value.trim();
    if (ask.returnValue === 'yes' && why) {
      asked.forEach((row) => { if (row.isNew && !row.sending) dropRow(row); else { row.removing = why; row.held = false; row.tr.classList.add('off'); count(row); } });
      after();
    }
    ask.returnValue = '';
    if (stop) stop.focus();
  });

  /* ---- what the person must look at ---- */
  function list() {
    const items = $('[data-items]');
    items.textContent = '';
    rows.filter((row) => !none(row.err) || !none(row.clash)).forEach((row) => cols.forEach((col, c) => {
      if (!row.err[c] && !row.clash[c]) return;
      const li = document.createElement('li');
      const link = document.createElement('button');
      link.type = 'button';
      link.className = 't';
      link.textContent = `${who(row)} · ${col.label}`;
      link.title = say('goto');
      link.addEventListener('click', () => go(indexOf(row), c));
      li.append(link, ' ', row.clash[c] ? clashText(row, c) : row.err[c]);
      if (row.clash[c]) {
        [['mine', () => settle(row, c, row.val[c])], ['theirs', () => settle(row, c, row.clash[c].theirs)]].forEach(([word, f]) => {
          const b = document.createElement('button');
          b.type = 'button';
          b.className = 's';
          b.dataset.take = word;
          b.textContent = say(word);
          b.addEventListener('click', f);
          li.append(' ', b);
        });
      }
      items.append(li);
    }));
    $('[data-list]').hidden = !items.children.length;
  }
  /* The person chose: theirs is what the store has, mine goes over it knowingly. */
  function settle(row, c, text) {
    row.base[c] = row.clash[c].theirs;
    put(row, c, text);
    after();
    go(indexOf(row), c);
  }

  /* ---- saving ---- */
  const ROWS_AT_ONCE = 200;
  let timer = 0;
  let busy = false;
  let tries = 0;
  const state = (key, v) => { const x = $('[data-state]'); const text = say(key, v); if (x.textContent !== text) x.textContent = text; x.className = key === 'saved' ? 'good' : key === 'saving' || key === 'wait' ? '' : 'bad'; box.dataset.now = key; };
  const ready = (row) => !row.held && (row.removing ? !row.isNew : isDirty(row) && none(row.clash) && !Object.keys(row.err).some((c) => Number(c) !== SUM) && (!row.isNew || touched(row)));
  function schedule(ms) {
    clearTimeout(timer);
    if (rows.some(ready)) { state(busy ? 'saving' : 'wait'); timer = setTimeout(save, ms); } else stand();
  }
  function stand() {
    const left = rows.filter((row) => (row.isNew ? touched(row) : isDirty(row)) || !none(row.err) || !none(row.clash)).length;
    if (left) state('unsaved', { n: left }); else state('saved');
  }
  function payload(batch) {
    const doc = { year: Number(box.dataset.year), cells: [], add: [], remove: [] };
    batch.forEach((row) => {
      row.sent = row.val.slice();
      row.sending = true;
      if (row.isNew) doc.add.push(Object.assign({ key: row.key }, Object.fromEntries(cols.map((col, c) => [col.f, row.val[c]]).filter(([f]) => f !== 'sum'))));
      else if (row.removing) doc.remove.push({ line: row.code, version: row.version, reason: row.removing });
      else changed(row).forEach((c) => doc.cells.push({ line: row.code, version: row.version, field: cols[c].f, value: row.val[c] }));
    });
    return doc;
  }
  async function save() {
    if (busy) return;
    rows.forEach((row) => { if (row.isNew && touched(row)) { const bad = [at.name, at.item].filter((c) => !row.val[c]); bad.forEach((c) => { row.err[c] = say('expected') + ' ' + cols[c].expected; render(row, c); }); } });
    const batch = rows.filter(ready).slice(0, ROWS_AT_ONCE);
    if (!batch.length) { list(); stand(); return; }
    busy = true;
    state('saving');
    let problem = null;
    try {
      const r = await fetch(`/packages/${encodeURIComponent(box.dataset.sheet)}/grid`, { method: 'POST', credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': box.dataset.csrf }, body: JSON.stringify(payload(batch)) });
      const doc = await r.json();
      if (doc.lines) { tries = 0; take(doc); } else problem = r.status === 401 || r.status === 403 ? ['signin'] : r.status >= 500 || r.status === 429 ? ['offline'] : ['refused', { why: lang === 'en' ? doc.message_en : doc.message_th }];
    } catch { problem = ['offline']; }
    batch.forEach((row) => { row.sending = false; });
    busy = false;
    keepNow();
    list();
    if (!problem) { schedule(0); box.dispatchEvent(new Event('kept')); return; }
    state(...problem);
    if (problem[0] === 'offline') timer = setTimeout(save, Math.min(30000, 1500 * 2 ** tries++));
  }
  /* What the server says of each line. */
  function take(doc) {
    doc.lines.forEach((l) => {
      const row = rows.find((x) => (l.key ? x.key === l.key : x.code === l.line));
      if (!row) return;
      if (l.result === 'removed') { dropRow(row); return; }
      if (l.result === 'stale') { stale(row, l); return; }
      if (l.result === 'refused') {
        row.held = true;
        l.errors.forEach((x) => { const c = at[x.field]; row.err[c] = (lang === 'en' ? x.en : x.th) + (x.code === 'bad_number' || x.code === 'bad_amount' ? ` (${x.expected})` : ''); render(row, c); });
        tell(l.errors.map((x) => (lang === 'en' ? x.en : x.th)).join(' '));
        return;
      }
      if (row.isNew) { row.isNew = false; row.code = l.line; row.tr.dataset.line = l.line; }
      row.version = l.version;
      cols.forEach((col, c) => {
        if (c === SUM) return;
        row.base[c] = l.fields[col.f];
        if (row.val[c] === row.sent[c] || fixed(row, c)) { row.val[c] = row.base[c]; if (!(edit && edit.row === row && edit.c === c)) render(row, c); }
      });
      count(row);
    });
    total();
    box.dataset.asked = doc.total.requested_satang;
  }
  /* Somebody else saved this line first: their other cells come in, cells that both changed are
   * shown with both values, and the person chooses. */
  function stale(row, l) {
    const name = l.by;
    if (l.removed) {
      row.held = true;
      row.err[at.name] = say('gone', { who: name });
      render(row, at.name);
      return;
    }
    row.version = l.version;
    cols.forEach((col, c) => {
      if (c === SUM || fixed(row, c)) return;
      const theirs = l.newer[col.f];
      if (row.val[c] === row.base[c]) row.val[c] = theirs;
      else if (theirs !== row.base[c] && theirs !== row.val[c]) row.clash[c] = { theirs, who: name };
      row.base[c] = theirs;
      render(row, c);
    });
    count(row);
    tell(Object.keys(row.clash).length ? clashText(row, Number(Object.keys(row.clash)[0])) : say('newer', { who: name }));
  }

  /* ---- drafts: kept here by person, year, package and window until they are saved ---- */
  const prefix = `pbis.sheet.${box.dataset.user}.${box.dataset.year}.${box.dataset.sheet}.`;
  const store = (f) => { try { return f(localStorage); } catch { return null; } };
  const mine = prefix + (store(() => sessionStorage.getItem('pbis.window')) || (() => { const id = fresh(); store(() => sessionStorage.setItem('pbis.window', id)); return id; })());
  let keeping = 0;
  let offered = false; /* an older draft of this window waits for its answer: it is not overwritten */
  const keepSoon = () => { clearTimeout(keeping); keeping = setTimeout(keepNow, 150); };
  function keepNow(closed) {
    const left = rows.filter((row) => (row.isNew ? touched(row) : changed(row).length));
    if (offered) return;
    clearTimeout(keeping);
    store((s) => {
      if (!left.length) { s.removeItem(mine); return; }
      const part = (row, from) => Object.fromEntries((row.isNew ? cols.map((_, c) => c) : changed(row)).filter((c) => c !== SUM).map((c) => [cols[c].f, from[c]]));
      s.setItem(mine, JSON.stringify({ at: Date.now(), closed: closed === true, rows: left.map((row) => ({ line: row.code, key: row.key, version: row.version, val: part(row, row.val), base: part(row, row.base) })) }));
    });
  }
  window.addEventListener('pagehide', () => { close(true, false); keepNow(true); });
  setInterval(() => { if (box.dataset.now !== 'saved') keepNow(); }, 5000);
  function drafts() {
    return store((s) => Object.keys(s).filter((k) => k.startsWith(prefix)).map((k) => [k, JSON.parse(s.getItem(k))])
      .filter(([k, d]) => k === mine || d.closed || Date.now() - d.at > 12000)) || [];
  }
  function offer() {
    const had = drafts();
    const n = had.reduce((t, [, d]) => t + d.rows.reduce((u, x) => u + Object.keys(x.val).length, 0), 0);
    if (!n) return;
    offered = true;
    $('[data-draft-text]').textContent = say('draft', { n });
    $('[data-draft]').hidden = false;
    const end = () => { offered = false; had.forEach(([k]) => store((s) => s.removeItem(k))); $('[data-draft]').hidden = true; };
    $('[data-draft-drop]').addEventListener('click', end);
    $('[data-draft-take]').addEventListener('click', () => { end(); had.forEach(([, d]) => d.rows.forEach(restore)); after(); });
  }
  function restore(x) {
    const row = rows.find((y) => y.code && y.code === x.line) || (x.line ? null : addRow({}, x.key));
    if (!row) return;
    Object.entries(x.val).forEach(([f, v]) => {
      const c = at[f];
      const theirs = row.val[c];
      put(row, c, v);
      if (!row.isNew && theirs !== x.base[f] && theirs !== v) { row.clash[c] = { theirs, who: '' }; render(row, c); }
    });
  }

  table.setAttribute('role', 'grid');
  table.setAttribute('aria-multiselectable', 'true');
  mark();
  buttons();
  offer();
})();
