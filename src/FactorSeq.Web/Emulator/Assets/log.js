// The System Log.

import { timeOf } from './clock.js';
import { $, fill, h, icon, nothing } from './dom.js';
import { source } from './live.js';

let events = [];

function showEvents(list) {
  events = list;
  drawEvents();
}

const kindOf = entry => ({ SUCCESS: 'good', ALLOW: 'good', FAILURE: 'bad', DENY: 'bad' })[entry.outcome?.result] ?? (entry.severity === 'ERROR' ? 'bad' : 'neutral');
const kindIcons = { good: 'check', bad: 'cross', neutral: 'dot' };

function drawEvents() {
  const word = $('event-filter').value.trim().toLowerCase();
  const chosen = events.filter(entry => (!$('event-failures').checked || kindOf(entry) === 'bad')
    && [entry.eventType, entry.displayMessage, entry.actor?.alternateId, entry.outcome?.result, entry.outcome?.reason].join(' ').toLowerCase().includes(word));
  fill($('event-list'), chosen.length ? chosen.map(eventItem) : [events.length ? nothing('Nothing with this filter', `${events.length} other entries.`) : nothing('The log is empty', 'Sign-ins and changes are written here as in the System Log.')]);
}

function eventItem(entry) {
  const kind = kindOf(entry);
  return h('li', { class: 'event', 'data-event': entry.eventType, 'data-result': entry.outcome?.result },
    h('time', { datetime: entry.published, title: entry.published }, timeOf(entry.published)),
    h('div', { class: 'what' },
      h('strong', null, entry.displayMessage ?? entry.eventType),
      h('code', null, entry.eventType),
      entry.outcome?.reason && h('span', { class: 'reason' }, entry.outcome.reason)),
    h('span', { class: 'actor' }, entry.actor?.alternateId ?? ''),
    h('span', { class: `badge ${kind}` }, icon(kindIcons[kind]), (entry.outcome?.result ?? entry.severity ?? '').toLowerCase()));
}

$('event-filter').addEventListener('input', drawEvents);
$('event-failures').addEventListener('change', drawEvents);

source('events', 'events?limit=50', showEvents);
