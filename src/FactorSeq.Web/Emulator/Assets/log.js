// The System Log as it is written: filtered, held while somebody reads, each entry with all that it says.

import { timeOf } from './clock.js';
import { $, copyButton, fill, h, icon, nothing } from './dom.js';
import { source } from './live.js';
import { ask } from './server.js';

let events = []; // newest first, as far as they are shown
let waiting = null; // what has come while the page was held
const open = new Map(); // uuid of an entry that is open -> all that it says, or null while that is on its way

function showEvents(list) {
  if (held()) waiting = list;
  else events = list;
  drawEvents();
}

const held = () => $('event-hold').getAttribute('aria-pressed') === 'true';
const kindOf = entry => ({ SUCCESS: 'good', ALLOW: 'good', FAILURE: 'bad', DENY: 'bad' })[entry.outcome?.result] ?? (entry.severity === 'ERROR' ? 'bad' : 'neutral');
const kindIcons = { good: 'check', bad: 'cross', neutral: 'dot' };
const textOf = entry => [entry.eventType, entry.displayMessage, entry.actor?.alternateId, entry.outcome?.result, entry.outcome?.reason, JSON.stringify(entry.debugContext)].join(' ').toLowerCase();

function isChosen(entry) {
  return (!$('event-failures').checked || kindOf(entry) === 'bad')
    && (!$('event-outcome').value || entry.outcome?.result === $('event-outcome').value)
    && entry.eventType.startsWith($('event-type').value)
    && (entry.actor?.alternateId ?? '').toLowerCase().includes($('event-user').value.trim().toLowerCase())
    && textOf(entry).includes($('event-filter').value.trim().toLowerCase());
}

function drawEvents() {
  drawTypes();
  const chosen = events.filter(isChosen);
  fill($('event-list'), chosen.length ? chosen.map(eventItem) : [events.length ? nothing('Nothing with this filter', `${events.length} other entries.`) : nothing('The log is empty', 'Sign-ins and changes are written here as in the System Log.')]);
  const known = new Set(events.map(entry => entry.uuid));
  const fresh = (waiting ?? []).filter(entry => !known.has(entry.uuid)).length;
  $('event-hold').textContent = !held() ? 'Pause' : fresh ? `Follow (${fresh} new)` : 'Follow';
  $('event-count').textContent = `${chosen.length} of ${events.length} entries${held() ? ', held' : ''}`;
}

// The types there are, and the families they belong to.
function drawTypes() {
  const list = $('event-type');
  const types = [...new Set(events.map(entry => entry.eventType))].sort();
  const families = [...new Set(types.map(type => type.split('.').slice(0, 2).join('.') + '.'))];
  const names = ['', ...families, ...types];
  if (names.join() === [...list.options].map(option => option.value).join()) return;
  const chosen = list.value;
  list.replaceChildren(...names.map(name => h('option', { value: name }, name === '' ? 'All' : name.endsWith('.') ? `${name}*` : name)));
  list.value = names.includes(chosen) ? chosen : '';
}

function eventItem(entry) {
  const kind = kindOf(entry);
  const isOpen = open.has(entry.uuid);
  return h('li', { class: 'event', 'data-event': entry.eventType, 'data-result': entry.outcome?.result },
    h('time', { datetime: entry.published, title: entry.published }, timeOf(entry.published)),
    h('button', { type: 'button', class: 'what', 'data-key': `event ${entry.uuid}`, 'aria-expanded': String(isOpen), onclick: () => toggle(entry.uuid) },
      h('strong', null, entry.displayMessage ?? entry.eventType),
      h('code', null, entry.eventType),
      entry.outcome?.reason && h('span', { class: 'reason' }, entry.outcome.reason)),
    h('span', { class: 'actor' }, entry.actor?.alternateId ?? ''),
    h('span', { class: `badge ${kind}` }, icon(kindIcons[kind]), (entry.outcome?.result ?? entry.severity ?? '').toLowerCase()),
    isOpen && detail(entry));
}

function detail(entry) {
  const text = open.get(entry.uuid);
  const who = entry.actor?.alternateId;
  return h('div', { class: 'detail' },
    h('div', { class: 'tools' },
      who && h('a', { class: 'button small', href: `#explain/${encodeURIComponent(who)}`, 'data-key': `explain ${entry.uuid}` }, `Explain ${who}`),
      text && copyButton(text, 'this entry', `copy ${entry.uuid}`)),
    h('pre', { tabindex: '0', 'aria-label': `${entry.eventType} in full`, 'data-key': `json ${entry.uuid}` }, text ?? 'Loading'));
}

async function toggle(uuid) {
  if (open.delete(uuid)) return drawEvents();
  open.set(uuid, null);
  drawEvents();
  try {
    const [entry] = await ask(`events?uuid=${encodeURIComponent(uuid)}`);
    if (open.has(uuid)) open.set(uuid, entry ? JSON.stringify(entry, null, 2) : 'This entry is no longer kept.');
  } catch (error) {
    if (open.has(uuid)) open.set(uuid, error.message);
  }
  drawEvents();
}

function hold() {
  $('event-hold').setAttribute('aria-pressed', String(!held()));
  if (!held() && waiting) [events, waiting] = [waiting, null];
  drawEvents();
}

// Up and down go from entry to entry, as in any list of mails.
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.classList.contains('what')) return;
  const all = [...$('event-list').querySelectorAll('button.what')];
  all[all.indexOf(event.target) + step]?.focus();
  event.preventDefault();
}

for (const id of ['event-filter', 'event-user']) $(id).addEventListener('input', drawEvents);
for (const id of ['event-failures', 'event-outcome', 'event-type']) $(id).addEventListener('change', drawEvents);
$('event-hold').addEventListener('click', hold);
$('event-list').addEventListener('keydown', walk);

source('events', 'events?limit=200', showEvents);
