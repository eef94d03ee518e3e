/**
 * The one script of every page, and only comfort: a button for the theme, sorting by a column's header, a readout on
 * charts for pointer and arrow keys. The page is complete without it. Texts enter the page as text, never as
 * markup; places are set through the style object, which the content security policy allows.
 */
export const SCRIPT = `'use strict';
(() => {
  const root = document.documentElement;
  const make = (name, className, text) => {
    const node = document.createElement(name);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };

  // Storage can be forbidden, as for some browsers' local files.
  const stored = (value) => {
    try {
      if (value === undefined) return localStorage.getItem('holdfast-theme');
      localStorage.setItem('holdfast-theme', value);
    } catch {}
    return null;
  };
  const button = document.querySelector('[data-theme-button]');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const theme = () => root.dataset.theme || (system.matches ? 'dark' : 'light');
  const name = () => { button.textContent = theme() === 'dark' ? 'Light theme' : 'Dark theme'; };
  const before = stored();
  if (before === 'dark' || before === 'light') root.dataset.theme = before;
  if (button) {
    button.hidden = false;
    name();
    button.addEventListener('click', () => {
      root.dataset.theme = theme() === 'dark' ? 'light' : 'dark';
      stored(root.dataset.theme);
      name();
    });
    system.addEventListener('change', name);
  }

  const compare = (a, b) => {
    if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1;
    const x = Number(a), y = Number(b);
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b) : x - y;
  };
  for (const table of document.querySelectorAll('table[data-sortable]')) {
    for (const head of table.querySelectorAll('th[data-sort]')) {
      const sort = make('button', '', head.textContent);
      sort.type = 'button';
      head.replaceChildren(sort);
      sort.addEventListener('click', () => {
        const number = head.classList.contains('n');
        const now = head.getAttribute('aria-sort');
        const down = now === null ? number : now === 'ascending';
        for (const other of table.querySelectorAll('th[aria-sort]')) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const at = head.cellIndex;
        const key = (row) => row.cells[at].dataset.key || '';
        const body = table.tBodies[0];
        const rows = [...body.rows].sort((a, b) => {
          const order = compare(key(a), key(b));
          return key(a) === '' || key(b) === '' ? order : down ? -order : order;
        });
        body.append(...rows);
      });
    }
  }

  const date = (day) => new Date(day * 864e5).toISOString().slice(0, 10);
  for (const figure of document.querySelectorAll('figure[data-readout]')) {
    const { d: days, s: raw } = JSON.parse(figure.dataset.readout);
    if (days.length < 2) continue;
    const series = raw.map(([label, colour, values]) => [label, values.split('|')]);
    for (const frame of figure.querySelectorAll('.frame')) {
      const plot = frame.querySelector('.plot');
      const cross = make('div', 'cross');
      const box = make('div', 'readout');
      cross.hidden = box.hidden = true;
      frame.append(cross, box);
      frame.tabIndex = 0;
      frame.setAttribute('role', 'group');
      frame.setAttribute('aria-label', 'Chart; arrow keys read its values');
      const live = make('div', 'vh');
      live.setAttribute('aria-live', 'polite');
      frame.append(live);
      let at = days.length - 1;
      const hide = () => { cross.hidden = box.hidden = true; };
      const show = (i, speak) => {
        at = i;
        const share = (days[i] - days[0]) / (days[days.length - 1] - days[0]);
        const left = plot.getBoundingClientRect().left - frame.getBoundingClientRect().left;
        const width = plot.getBoundingClientRect().width;
        cross.style.left = left + share * width + 'px';
        const table = make('table');
        const body = table.createTBody();
        const head = body.insertRow();
        head.insertCell().textContent = date(days[i]);
        for (const [label, values] of series) {
          if (values[i] === '0%' && series.length > 4) continue;
          const row = body.insertRow();
          row.insertCell().textContent = label;
          row.insertCell().textContent = values[i];
        }
        box.replaceChildren(table);
        cross.hidden = box.hidden = false;
        const x = share > 0.5 ? left + share * width - box.offsetWidth - 10 : left + share * width + 10;
        box.style.left = Math.max(0, Math.min(x, frame.clientWidth - box.offsetWidth)) + 'px';
        if (speak) live.textContent = date(days[i]) + ': ' + series.map(([label, values]) => label + ' ' + values[i]).join(', ');
      };
      plot.addEventListener('pointermove', (event) => {
        const area = plot.getBoundingClientRect();
        const share = Math.min(1, Math.max(0, (event.clientX - area.left) / area.width));
        const day = days[0] + share * (days[days.length - 1] - days[0]);
        let low = 0, high = days.length - 1;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (days[middle] < day) low = middle + 1; else high = middle;
        }
        show(low > 0 && day - days[low - 1] < days[low] - day ? low - 1 : low, false);
      });
      plot.addEventListener('pointerleave', hide);
      frame.addEventListener('blur', hide);
      frame.addEventListener('keydown', (event) => {
        const step = event.shiftKey ? 10 : 1;
        const to = { ArrowLeft: at - step, ArrowRight: at + step, Home: 0, End: days.length - 1 }[event.key];
        if (event.key === 'Escape') hide();
        if (to === undefined) return;
        event.preventDefault();
        show(Math.max(0, Math.min(days.length - 1, to)), true);
      });
    }
  }
})();
`;
