// What waits on the users' phone: one stack of cards for pushes, QR codes and the far ends of factors.

import { everySecond, mmss, now } from './clock.js';
import { $, announce, h, icon } from './dom.js';
import { refresh } from './live.js';
import { act, ask } from './server.js';

const stack = new Map(); // kind and id -> { kind, item, element, answering, answered }
const keyOf = (kind, item) => `${kind}/${item.id}`;

/** Lays a card for each item that is new, and takes away those that wait no longer; `say` is what a new one is announced with. */
export function deal(kind, list, draw, say) {
  const waiting = new Set(list.map(item => keyOf(kind, item)));
  for (const [key, card] of stack)
    if (card.kind === kind && !waiting.has(key) && !card.answering) drop(key);
  const fresh = list.filter(item => !stack.has(keyOf(kind, item)));
  for (const item of list) stack.get(keyOf(kind, item))?.update?.(item);
  for (const item of fresh.sort((a, b) => a.createdAt.localeCompare(b.createdAt))) {
    const card = { kind, item, answering: false, answered: false, left: h('span', { class: 'time-left' }), bar: h('span', { class: 'bar', 'aria-hidden': 'true' }) };
    card.element = draw(item, card);
    stack.set(keyOf(kind, item), card);
    $('pushes').prepend(card.element);
    countDown(card);
  }
  if (fresh.length) announce(fresh.map(say).join(' '));
  count();
}

/**
 * Answers a card by a POST, shows for a moment what came of it, and takes the card away.
 * `outcome` says from the answer what it shows: { good, text }.
 */
export const answer = (card, body, outcome) => event => act(event.currentTarget, async () => {
  card.answering = true;
  const { good, text } = outcome(await ask(`${card.kind}/${encodeURIComponent(card.item.id)}`, 'POST', body()));
  card.answered = true;
  card.element.dataset.status = good ? 'approved' : 'denied';
  card.element.replaceChildren(h('p', { class: 'result' }, icon(good ? 'check' : 'cross'), h('strong', null, text), h('span', null, card.item.user)));
  announce(`${text}: ${card.item.user}`);
  $('pushes').focus({ preventScroll: true });
  count();
  const key = keyOf(card.kind, card.item);
  setTimeout(() => stack.has(key) && drop(key), 2500);
}).then(() => {
  if (card.answered) return;
  card.answering = false; // refused: perhaps it waits no longer
  refresh(card.kind);
});

/** The time that is left to a card, told and drawn. */
export const timer = card => h('p', { class: 'left' }, card.left, h('span', { class: 'track' }, card.bar));

export const row = (name, value, kind) => [h('dt', null, name), h('dd', { class: kind }, value)];

function drop(key) {
  const { element } = stack.get(key);
  if (element.contains(document.activeElement)) $('pushes').focus();
  element.remove();
  stack.delete(key);
  count();
}

function count() {
  const pending = [...stack.values()].filter(card => !card.answered).length;
  $('no-push').hidden = stack.size > 0;
  $('push-count').hidden = pending === 0;
  $('push-count').textContent = pending;
  document.title = `${pending ? `(${pending}) ` : ''}FactorSeq emulator`;
}

function countDown({ item, answered, left, bar }) {
  if (answered) return;
  const rest = Date.parse(item.expiresAt) - now();
  left.textContent = rest > 0 ? `${mmss(rest)} left` : 'Expired';
  const share = Math.min(1, Math.max(0, rest / (Date.parse(item.expiresAt) - Date.parse(item.createdAt) || 1)));
  bar.style.setProperty('transform', `scaleX(${share})`);
}

everySecond(() => { for (const card of stack.values()) countDown(card); });
