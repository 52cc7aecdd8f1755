/* The menu of factors that could be proved instead. */
import { h, icon } from './dom.js';
import { hintOf, iconOf, nameOf } from './factors.js';

const M = {
  title: 'Select an authentication factor',
  selected: ' - {0} Factor Selected',
};

/** `choose` is called with the entry and the button that has the focus. */
export function factorMenu(entries, current, choose) {
  const names = entries.map(nameOf);
  const items = entries.map((entry, i) => {
    const twin = names.filter(n => n === names[i]).length > 1;
    const hint = hintOf(entry) || (twin ? (entry.factor.profile || {}).credentialId : '');
    return h('li', { role: 'none' }, h('button', {
      type: 'button', role: 'menuitemradio', tabindex: '-1', class: 'fs-item', 'aria-checked': String(entry === current),
      'data-factor': entry.kind, 'data-factor-id': entry.factor.id, onclick: () => pick(entry),
    }, icon(iconOf(entry)),
    h('span', { class: 'fs-item-text' }, h('span', {}, names[i]), hint && h('small', {}, hint)),
    entry === current && icon('check')));
  });
  const list = h('ul', { id: 'factor-menu-list', class: 'fs-menu', role: 'menu', 'aria-label': M.title, hidden: true }, items);
  const opener = h('button', {
    id: 'factor-menu', type: 'button', class: 'fs-menu-button', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
    'aria-controls': 'factor-menu-list',
  }, h('span', {}, M.title, h('span', { class: 'fs-vh' }, M.selected.replace('{0}', () => nameOf(current)))), icon('chevron'));
  const all = items.map(li => li.firstChild);
  const root = h('div', { class: 'fs-menu-root' }, opener, list);

  const outside = event => { if (!root.contains(event.target)) close(false); };
  function open(index) {
    list.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    document.addEventListener('pointerdown', outside);
    all[index].focus();
  }
  function close(refocus) {
    list.hidden = true;
    opener.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside);
    if (refocus) opener.focus();
  }
  function pick(entry) {
    close(true);
    if (entry !== current) choose(entry, opener);
  }
  opener.addEventListener('click', () => (list.hidden ? open(Math.max(0, entries.indexOf(current))) : close(true)));
  opener.addEventListener('keydown', event => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    open(event.key === 'ArrowDown' ? 0 : all.length - 1);
  });
  list.addEventListener('keydown', event => {
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all[(to + all.length) % all.length].focus();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      close(true);
    } else if (event.key === 'Tab') {
      close(true);
    } else if (/^\S$/.test(event.key)) {
      const order = [...all.slice(at + 1), ...all.slice(0, at + 1)];
      const hit = order.find(b => b.textContent.toLowerCase().startsWith(event.key.toLowerCase()));
      if (hit) hit.focus();
    }
  });
  return root;
}
