/* The security methods as a list, as Identity Engine shows them before one is chosen. */
import { h, icon } from './dom.js';
import { hintOf, iconOf, nameOf } from './factors.js';
import { action, helpLink, links } from './parts.js';

const M = {
  title: 'Verify it\'s you with a security method',
  lead: 'Select from the following options',
  select: 'Select',
};

/** `choose` is called with the entry; nothing is sent before. */
export function methodsScreen(page, entries, choose) {
  page.draw({
    name: 'methods',
    title: M.title,
    lead: M.lead,
    user: page.userName(),
    step: M.select,
    body: [
      h('ul', { id: 'methods', class: 'fs-methods' }, entries.map(entry => {
        const hint = hintOf(entry);
        const select = action(page, { label: M.select, quiet: true }, () => choose(entry));
        select.dataset.factor = entry.kind;
        select.setAttribute('aria-label', `${M.select} ${nameOf(entry)}`);
        return h('li', {}, h('span', { class: 'fs-emblem' }, icon(iconOf(entry))),
          h('span', { class: 'fs-item-text' }, h('span', {}, nameOf(entry)), hint && h('small', {}, hint)), select);
      })),
      links(page.cancelButton(), helpLink(page)),
    ],
  });
}
