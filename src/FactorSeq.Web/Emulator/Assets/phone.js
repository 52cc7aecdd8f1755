// The users' phone: pushes that wait for an answer.

import { everySecond, mmss, now, timeOf } from './clock.js';
import { $, announce, h, icon } from './dom.js';
import { refresh, source } from './live.js';
import { act, ask } from './server.js';

const pushes = new Map(); // id -> { element, push, answered }

function showPushes(list) {
  const fresh = list.filter(push => !pushes.has(push.id));
  const waiting = new Set(list.map(push => push.id));
  for (const [id, card] of pushes)
    if (!waiting.has(id) && !card.answering) dropPush(id);
  for (const push of fresh.sort((a, b) => a.createdAt.localeCompare(b.createdAt))) {
    const card = pushCard(push);
    pushes.set(push.id, card);
    $('pushes').prepend(card.element);
    countDown(card);
  }
  if (fresh.length) announce(fresh.map(push => `New push for ${push.user}${push.app ? ` from ${push.app}` : ''}.`).join(' '));
  countPushes();
}

function countPushes() {
  const pending = [...pushes.values()].filter(card => !card.answered).length;
  $('no-push').hidden = pushes.size > 0;
  $('push-count').hidden = pending === 0;
  $('push-count').textContent = pending;
  document.title = `${pending ? `(${pending}) ` : ''}FactorSeq emulator`;
}

function dropPush(id) {
  const card = pushes.get(id);
  if (card.element.contains(document.activeElement)) $('pushes').focus();
  card.element.remove();
  pushes.delete(id);
  countPushes();
}

function pushCard(push) {
  const card = { push, answering: false, answered: false };
  const answer = (decision, number) => event => act(event.currentTarget, async () => {
    card.answering = true;
    const result = await ask(`pushes/${encodeURIComponent(push.id)}`, 'POST', number === undefined ? { decision } : { decision, number });
    card.answered = true;
    const status = String(result?.status ?? decision).toLowerCase();
    const good = decision === 'approve' && !/den|reject|wrong|mismatch/.test(status);
    const text = good ? 'Approved' : decision === 'deny' ? 'Denied' : 'Wrong number';
    card.element.dataset.status = good ? 'approved' : 'denied';
    card.element.replaceChildren(h('p', { class: 'result' }, icon(good ? 'check' : 'cross'), h('strong', null, text), h('span', null, push.user)));
    announce(`${text}: ${push.user}`);
    $('pushes').focus({ preventScroll: true });
    countPushes();
    setTimeout(() => pushes.has(push.id) && dropPush(push.id), 2500);
  }).then(() => {
    if (card.answered) return;
    card.answering = false; // refused: perhaps the push is no longer there
    refresh('pushes');
  });
  const row = (name, value, kind) => [h('dt', null, name), h('dd', { class: kind }, value)];
  card.left = h('span', { class: 'time-left' });
  card.bar = h('span', { class: 'bar', 'aria-hidden': 'true' });
  const choices = push.numbers?.length
    ? [h('p', { class: 'pick' }, 'Tap the number that the sign-in page shows'),
      h('div', { class: 'numbers', role: 'group', 'aria-label': 'Numbers' }, push.numbers.map(number =>
        h('button', { type: 'button', class: 'number', 'data-number': number, 'aria-label': `Approve with ${number}`, onclick: answer('approve', number) }, String(number)))),
      h('button', { type: 'button', class: 'button danger deny', onclick: answer('deny') }, icon('cross'), 'No, it is not me')]
    : [h('div', { class: 'row' },
      h('button', { type: 'button', class: 'button danger deny', onclick: answer('deny') }, icon('cross'), 'Deny'),
      h('button', { type: 'button', class: 'button primary approve', onclick: answer('approve') }, icon('check'), 'Approve'))];
  card.element = h('article', { class: 'push', 'data-push': push.id, 'data-user': push.user, 'aria-label': `Push for ${push.user}` },
    h('h3', null, 'Did you just try to sign in?'),
    h('dl', null, row('User', push.user, 'push-user'), row('App', push.app ?? 'Dashboard', 'push-app'), row('Device', push.device, 'push-device'), row('Asked at', `${timeOf(push.createdAt)} UTC`)),
    h('p', { class: 'left' }, card.left, h('span', { class: 'track' }, card.bar)),
    ...choices);
  return card;
}

function countDown({ push, answered, left, bar }) {
  if (answered) return;
  const rest = Date.parse(push.expiresAt) - now();
  left.textContent = rest > 0 ? `${mmss(rest)} left` : 'Expired';
  const share = Math.min(1, Math.max(0, rest / (Date.parse(push.expiresAt) - Date.parse(push.createdAt) || 1)));
  bar.style.setProperty('transform', `scaleX(${share})`);
}

source('pushes', 'pushes', showPushes);
everySecond(() => { for (const card of pushes.values()) countDown(card); });
