/* frontier.js - the slider of the total ceiling moves over the points that lie in the page (data-frontier); without it
 * each point is an address. Figures come in hundredths; commas are all that is done here. */
(() => {
  'use strict';
  const box = document.querySelector('[data-frontier]');
  const slide = document.getElementById('no');
  if (!box || !slide) return;
  const data = JSON.parse(box.dataset.frontier);
  const two = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const whole = new Intl.NumberFormat('en-US');
  const amount = (x) => two.format(x / 100).replace('-', '−');
  const signed = (x) => (x > 0 ? '+' : '') + amount(x);
  const lead = document.getElementById('frontier-lead');
  const rows = document.querySelectorAll('tr[data-a]');

  const list = (key, moves) => {
    const to = box.querySelector(`[data-l="${key}"]`);
    to.replaceChildren();
    if (!moves.length) to.append(document.getElementById('fr-none').content.cloneNode(true));
    for (const m of moves) {
      const li = document.createElement('li'), link = document.createElement('a'), sum = document.createElement('span');
      link.href = '/packages/' + encodeURIComponent(m.c);
      link.textContent = m.t;
      sum.className = 'muted';
      sum.textContent = ' ' + amount(m.m);
      li.append(link, sum);
      to.append(li);
    }
  };
  const put = (key, text) => { box.querySelector(`[data-f="${key}"]`).textContent = text; };
  const show = (k) => {
    const p = data.p[k], now = data.p[data.now];
    put('c', amount(p.c));
    put('v', amount(p.v));
    put('d', signed(p.v - now.v));
    put('u', amount(p.u));
    put('f', whole.format(p.f));
    put('n', whole.format(p.n));
    put('w', whole.format(p.w));
    list('i', p.i);
    list('o', p.o);
    document.getElementById('fr-no').textContent = String(k + 1);
    slide.setAttribute('aria-valuetext', amount(p.c));
    for (const tr of rows) {
      const v = data.a[Number(tr.dataset.a)];
      const change = v[k] - v[data.now];
      tr.cells[1].textContent = amount(v[k]);
      tr.cells[2].textContent = change ? signed(change) : '0';
      tr.cells[2].classList.toggle('neg', change < 0);
    }
    if (lead) lead.textContent = lead.dataset.say ? lead.dataset.say.replace('{c}', amount(p.c)).replace('{v}', amount(p.v)).replace('{change}', signed(p.v - now.v)) : lead.textContent;
  };
  slide.addEventListener('input', () => show(Number(slide.value) - 1));
  slide.addEventListener('change', () => history.replaceState(null, '', '?no=' + slide.value));
})();
