/* grid_room.js - beside the grid of /packages/{code}/grid: the room left under the ceilings that bind
 * the agency, read at the start and again whenever the grid has saved ("kept"). */
'use strict';
(() => {
  const box = document.querySelector('[data-sheet]');
  if (!box || !box.dataset.room) return;
  const word = (key) => box.querySelector(`[data-w=${key}]`).textContent;
  async function room() {
    try {
      const r = await fetch(box.dataset.room, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
      const doc = await r.json();
      const out = box.querySelector('[data-rooms]');
      out.textContent = '';
      doc.rows.slice().sort((a, b) => a.room_satang - b.room_satang).slice(0, 6).forEach((x) => {
        const over = x.room_satang < 0;
        const item = document.createElement('span');
        item.className = over ? 'bad' : '';
        item.textContent = `${word(over ? 'over' : 'room').replace('[name]', (document.documentElement.lang === 'en' && x.name_en) || x.name)} ${window.gridValues.baht(BigInt(Math.abs(x.room_satang)))}`;
        out.append(item);
      });
    } catch { /* no ceilings yet */ }
  }
  box.addEventListener('kept', room);
  room();
})();
