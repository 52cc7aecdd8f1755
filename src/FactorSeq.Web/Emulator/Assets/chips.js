// Chains drawn in one line.

import { h, icon } from './dom.js';

/** One chain, "password -> push | totp", as chips: alternatives joined by "or", steps by arrows. */
export const chainChips = text => h('span', { class: 'chain-chips', role: 'img', 'aria-label': text.replaceAll('->', ' then ').replaceAll('|', ' or ') },
  text.split('->').map((step, index) => [
    index > 0 && icon('arrow'),
    step.split('|').map((factor, nth) => [nth > 0 && h('span', { class: 'or' }, 'or'), h('span', { class: 'chip' }, factor.trim())]),
  ]));
