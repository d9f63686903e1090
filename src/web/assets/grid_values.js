/* grid_values.js - for grid.js: numbers as they are typed and shown (whole, in their smallest unit),
 * and blocks of cells as spreadsheets copy and paste them. */
'use strict';
window.gridValues = (() => {
  const digits = (s) => s.replace(/[๐-๙]/g, (c) => String(c.charCodeAt(0) - 0x0e50)).replace(/[,\s]/g, '');
  /* A typed number as a whole number of its smallest unit, or null. */
  const number = (s, p) => {
    const m = /^(\d{1,13})(?:\.(\d*))?$/.exec(digits(s));
    return m && (m[2] || '').length <= p ? BigInt(m[1] + (m[2] || '').padEnd(p, '0')) : null;
  };
  const commas = (s) => s.replace(/\B(?=(\d{3})+$)/g, ',');
  const decimal = (n, p) => {
    const t = String(n).padStart(p + 1, '0');
    const part = p ? t.slice(-p) : '';
    return [p ? t.slice(0, -p) : t, p === 2 && /[1-9]/.test(part) ? part : part.replace(/0+$/, '')];
  };
  const baht = (n) => { const [a, b] = decimal(n, 2); return commas(a) + (b ? '.' + b : ''); };
  const quoted = (s) => (/[\t\n"]/.test(s) ? `"${s.replace(/"/g, '""')}"` : s);
  /* Tab-separated lines; a cell in quotes may hold tabs, lines and doubled quotes. */
  function block(text) {
    const out = [[]];
    const cell = /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))([\t\n]|$)/y;
    const s = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
    for (let m = cell.exec(s); m; m = cell.exec(s)) {
      out[out.length - 1].push(m[1] === undefined ? m[2] : m[1].replace(/""/g, '"'));
      if (!m[3]) break;
      if (m[3] === '\n') out.push([]);
    }
    return out;
  }
  return { number, commas, decimal, baht, quoted, block };
})();
