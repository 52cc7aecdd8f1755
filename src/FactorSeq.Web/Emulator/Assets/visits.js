// Users on the way to Duo or an identity provider: what that far end is to say.

import { answer, deal, row, timer } from './cards.js';
import { timeOf } from './clock.js';
import { h, icon } from './dom.js';
import { source } from './live.js';

const nameOf = visit => (visit.factor === 'duo' ? 'Duo' : 'the identity provider');

function visitCard(visit, card) {
  const id = `reason-${visit.id}`;
  const reason = h('input', { id, type: 'text', autocomplete: 'off', maxlength: 200, placeholder: 'none' });
  const decide = decision => answer(
    card,
    () => (decision === 'deny' && reason.value.trim() ? { decision, reason: reason.value.trim() } : { decision }),
    () => ({ good: decision === 'approve', text: decision === 'approve' ? 'Approved' : 'Denied' }));
  return h('article', { class: 'push visit', 'data-visit': visit.id, 'data-factor': visit.factor, 'data-user': visit.user, 'aria-label': `Visit of ${visit.user} to ${nameOf(visit)}` },
    h('h3', null, `What does ${nameOf(visit)} say?`),
    h('dl', null, row('User', visit.user, 'push-user'), row('Factor', visit.factor), row('Since', `${timeOf(visit.createdAt)} UTC`)),
    h('div', { class: 'field' }, h('label', { for: id }, 'Reason, if denied'), reason),
    timer(card),
    h('div', { class: 'row' },
      h('button', { type: 'button', class: 'button danger deny', onclick: decide('deny') }, icon('cross'), 'Deny'),
      h('button', { type: 'button', class: 'button primary approve', onclick: decide('approve') }, icon('check'), 'Approve')));
}

source('visits', 'visits', list => deal('visits', list, visitCard, visit => `${visit.user} is on the way to ${nameOf(visit)}.`));
