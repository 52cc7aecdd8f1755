// The mailbox: every text message, call and mail.

import { ago } from './clock.js';
import { $, announce, copyButton, fill, h, icon, nothing } from './dom.js';
import { source } from './live.js';

const channels = { sms: 'SMS', call: 'Voice call', email: 'E-mail' };
const shownMessages = 100;
let messages = [];
let seen = null; // ids known so far; null before the first answer
let unread = 0;
let people = []; // logins of the org's users

function showMessages(list) {
  messages = list;
  const fresh = seen ? list.filter(message => !seen.has(message.id)) : [];
  seen = new Set(list.map(message => message.id));
  if (fresh.length) {
    const { channel, user, code, link } = fresh[0];
    announce(`New ${channels[channel] ?? channel} for ${user}${code ? `, code ${code.split('').join(' ')}` : link ? ', with a link' : ''}.`);
    if ($('panel-messages').hidden) unread += fresh.length;
  }
  if (!list.length) unread = 0;
  countUnread();
  drawMessages(new Set(fresh.map(message => message.id)));
  offerLogins();
}

/** The logins that the filter and the explain box offer. */
function offerLogins() {
  const logins = [...new Set([...people, ...messages.map(message => message.user)])].sort();
  const chosen = $('message-user').value;
  const offered = [...$('message-user').options].slice(1).map(option => option.value);
  if (logins.join('\n') === offered.join('\n')) return;
  $('message-user').replaceChildren(h('option', { value: '' }, 'Everyone'), ...logins.map(login => h('option', { value: login }, login)));
  $('message-user').value = logins.includes(chosen) ? chosen : '';
  if (chosen && !logins.includes(chosen)) drawMessages();
  $('logins').replaceChildren(...logins.map(login => h('option', { value: login })));
}

/** Whoever looks at the messages has seen them. */
export function seeMessages() {
  unread = 0;
  countUnread();
}

function countUnread() {
  $('message-count').hidden = unread === 0;
  $('message-count').textContent = unread;
}

function drawMessages(fresh = new Set()) {
  const channel = $('message-channel').value;
  const user = $('message-user').value;
  const chosen = messages.filter(message => (!channel || message.channel === channel) && (!user || message.user === user));
  const nodes = chosen.slice(0, shownMessages).map(message => messageItem(message, fresh.has(message.id)));
  if (!chosen.length) nodes.push(messages.length
    ? nothing('Nothing with this filter', `${messages.length} other messages.`)
    : nothing('No messages yet', 'Every SMS, voice call and e-mail lands here instead of going out.'));
  if (chosen.length > shownMessages) nodes.push(h('li', { class: 'hint' }, `The newest ${shownMessages} of ${chosen.length}.`));
  fill($('message-list'), nodes);
}

function messageItem(message, fresh) {
  const name = channels[message.channel] ?? message.channel;
  const safe = /^https?:\/\//i.test(message.link ?? '');
  return h('li', { class: fresh ? 'message fresh' : 'message', 'data-message': message.id, 'data-channel': message.channel, 'data-user': message.user },
    h('div', { class: 'message-head' },
      h('span', { class: 'channel' }, icon(message.channel in channels ? message.channel : 'dot'), name),
      h('span', { class: 'to' }, message.to),
      h('time', { datetime: message.at, title: message.at, 'data-ago': message.at }, ago(message.at))),
    message.code && h('p', { class: 'code-line' }, h('code', { class: 'code' }, message.code), copyButton(message.code, `code ${message.code}`, `copy-${message.id}`)),
    h('p', { class: 'text' }, message.text),
    message.link && h('p', { class: 'code-line' },
      safe ? h('a', { class: 'link', href: message.link, target: '_blank', rel: 'noopener', 'data-key': `link-${message.id}` }, message.link) : h('span', { class: 'link' }, message.link),
      copyButton(message.link, 'link', `copy-link-${message.id}`)),
    h('p', { class: 'for' }, 'for ', message.user));
}

$('message-channel').addEventListener('change', () => drawMessages());
$('message-user').addEventListener('change', () => drawMessages());

source('messages', 'messages', showMessages);
source('users', 'users', list => {
  people = list.map(user => user.login);
  offerLogins();
});
