// The users' phone: pushes that wait for an answer.

import { answer, deal, row, timer } from './cards.js';
import { timeOf } from './clock.js';
import { h, icon } from './dom.js';
import { source } from './live.js';

function pushCard(push, card) {
  const decide = (decision, number) => answer(card, () => (number === undefined ? { decision } : { decision, number }), result => {
    const status = String(result?.status ?? decision).toLowerCase();
    const good = decision === 'approve' && !/den|reject|wrong|mismatch/.test(status);
    return { good, text: good ? 'Approved' : decision === 'deny' ? 'Denied' : 'Wrong number' };
  });
  const choices = push.numbers?.length
    ? [h('p', { class: 'pick' }, 'Tap the number that the sign-in page shows'),
      h('div', { class: 'numbers', role: 'group', 'aria-label': 'Numbers' }, push.numbers.map(number =>
        h('button', { type: 'button', class: 'number', 'data-number': number, 'aria-label': `Approve with ${number}`, onclick: decide('approve', number) }, String(number)))),
      h('button', { type: 'button', class: 'button danger deny', onclick: decide('deny') }, icon('cross'), 'No, it is not me')]
    : [h('div', { class: 'row' },
      h('button', { type: 'button', class: 'button danger deny', onclick: decide('deny') }, icon('cross'), 'Deny'),
      h('button', { type: 'button', class: 'button primary approve', onclick: decide('approve') }, icon('check'), 'Approve'))];
  return h('article', { class: 'push', 'data-push': push.id, 'data-user': push.user, 'aria-label': `Push for ${push.user}` },
    h('h3', null, 'Did you just try to sign in?'),
    h('dl', null, row('User', push.user, 'push-user'), row('App', push.app ?? 'Dashboard', 'push-app'), row('Device', push.device, 'push-device'), row('Asked at', `${timeOf(push.createdAt)} UTC`)),
    timer(card),
    ...choices);
}

source('pushes', 'pushes', list => deal('pushes', list, pushCard, push => `New push for ${push.user}${push.app ? ` from ${push.app}` : ''}.`));
