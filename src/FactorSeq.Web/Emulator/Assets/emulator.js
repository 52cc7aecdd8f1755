// The tester's page: phone, mailbox, clock, users, explain, System Log, settings.
// Everything that came from people goes through textContent (see `h`); nothing here builds HTML from strings.

import { drawExplanation } from './explain.js';

const base = document.documentElement.dataset.base;
const config = JSON.parse(document.getElementById('factorseq-config').textContent);
const $ = id => document.getElementById(id);

// ---------------------------------------------------------------- elements

/** h('p', {class: 'x', onclick: f}, 'text', child): an element. null and false are left out. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', '#i-' + name);
  svg.append(use);
  return svg;
}

/** Replaces the content of a list; whoever had the keyboard focus (by data-key) keeps it. */
function fill(container, nodes) {
  const focused = container.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  container.replaceChildren(...nodes);
  if (focused) container.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

const nothing = (title, text) => h('li', { class: 'empty' }, h('strong', null, title), h('span', null, text));

function copyButton(text, what, key) {
  const button = h('button', { type: 'button', class: 'button small copy', 'aria-label': `Copy ${what}`, 'data-key': key }, icon('copy'), 'Copy');
  button.addEventListener('click', async () => {
    const done = await copy(text, button.closest('dialog') ?? document.body);
    button.lastChild.textContent = done ? 'Copied' : 'Not copied';
    setTimeout(() => { button.lastChild.textContent = 'Copy'; }, 1500);
  });
  return button;
}

async function copy(text, home) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { // no clipboard off localhost without TLS: the old way
    const area = h('textarea', { class: 'sr', value: text });
    const before = document.activeElement;
    home.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    before?.focus();
    return done;
  }
}

let toastTimer;
function toast(text, bad = false) {
  clearTimeout(toastTimer);
  $('toast').textContent = text;
  $('toast').classList.toggle('bad', bad);
  $('toast').hidden = false;
  toastTimer = setTimeout(() => { $('toast').hidden = true; }, bad ? 8000 : 3000);
}

const announce = text => { $('announce').textContent = text; };

// ---------------------------------------------------------------- server

/** Asks the server; throws an Error whose message can be shown. */
async function ask(path, method = 'GET', body = undefined) {
  let response;
  try {
    response = await fetch(`${base}/emulator/${path}`, {
      method,
      headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Error('The emulator does not answer. Is it still running?');
  }
  const text = await response.text();
  let data = null;
  try { data = text ? JSON.parse(text) : null; } catch { /* not JSON: the status says enough */ }
  if (response.ok) return data;
  const causes = (data?.errorCauses ?? []).map(cause => cause.errorSummary).join(' ');
  const said = causes || data?.errorSummary || data?.detail || data?.title;
  const hint = response.status === 401 ? 'This address asks for the admin token.' : '';
  throw Object.assign(new Error(said || hint || `The emulator answered ${response.status}.`), { status: response.status });
}

/** Runs what a button does; a failure becomes a toast, and the button rests meanwhile. */
async function act(button, work) {
  if (button) button.disabled = true;
  try {
    return await work();
  } catch (error) {
    toast(error.message, true);
    return undefined;
  } finally {
    if (button) button.disabled = false;
  }
}

// ---------------------------------------------------------------- clock

const clock = { at: Date.now(), since: performance.now(), frozen: false, known: false };
const now = () => clock.at + (clock.frozen ? 0 : performance.now() - clock.since);
const iso = ms => new Date(ms).toISOString();
const timeOf = value => iso(Date.parse(value)).slice(11, 19);
const mmss = ms => {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

function ago(value) {
  const seconds = Math.round((now() - Date.parse(value)) / 1000);
  if (seconds < -1) return 'in the future';
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} d ago`;
}

/** "-P1DT2H5M" as "-1 d 2 h 5 min"; '' when it is nothing. */
function spoken(duration) {
  const match = /^([-+]?)P(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?[\d.]+)S)?)?$/.exec(duration ?? '');
  if (!match) return duration ?? '';
  const parts = [[match[2], 'd'], [match[3], 'h'], [match[4], 'min'], [match[5] && Math.trunc(match[5]), 's']].filter(([n]) => Number(n));
  const negative = match[1] === '-' || parts.some(([n]) => Number(n) < 0);
  return parts.length ? (negative ? '-' : '+') + parts.map(([n, unit]) => `${Math.abs(n)} ${unit}`).join(' ') : '';
}

function showClock(data) {
  Object.assign(clock, { at: Date.parse(data.now), since: performance.now(), frozen: data.frozen, known: true });
  const shift = spoken(data.offset);
  $('clock-state').dataset.state = data.frozen ? 'frozen' : shift ? 'shifted' : 'real';
  $('clock-state').textContent = data.frozen ? 'Frozen' + (shift ? `, ${shift}` : '') : shift ? `Shifted ${shift}` : 'Real time';
  $('clock-freeze').classList.toggle('on', data.frozen);
  $('clock-freeze').textContent = data.frozen ? 'Unfreeze' : 'Freeze';
  if (document.activeElement !== $('clock-value')) $('clock-value').value = `${iso(now()).slice(0, 19)}Z`;
  tick();
}

function tick() {
  if (!clock.known) return;
  const stamp = iso(now());
  if ($('clock-now').dateTime === stamp.slice(0, 19) + 'Z') return;
  $('clock-now').dateTime = stamp.slice(0, 19) + 'Z';
  $('clock-now').textContent = stamp.slice(11, 19);
  $('clock-date').textContent = `${new Date(now()).toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' })} ${stamp.slice(0, 10)} UTC`;
  $('phone-time').textContent = stamp.slice(11, 16);
  for (const card of pushes.values()) countDown(card);
  for (const element of document.querySelectorAll('[data-ago]')) element.textContent = ago(element.dataset.ago);
  for (const code of codes.values()) code.tick();
}

const moveClock = (button, change) => act(button, async () => showClock(await ask('clock', 'POST', change)));

for (const button of document.querySelectorAll('[data-advance]'))
  button.addEventListener('click', () => moveClock(button, { advance: button.dataset.advance }));
$('clock-freeze').addEventListener('click', event => moveClock(event.currentTarget, { freeze: !clock.frozen }));
$('clock-reset').addEventListener('click', event => moveClock(event.currentTarget, { reset: true }));
$('clock-set').addEventListener('submit', event => {
  event.preventDefault();
  const [day, time] = $('clock-value').value.replace('Z', '').split(/[T ]/);
  moveClock(event.submitter, { set: `${day}T${time.padEnd(8, ':00')}Z` });
});

// ---------------------------------------------------------------- phone

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

// ---------------------------------------------------------------- messages

const channels = { sms: 'SMS', call: 'Voice call', email: 'E-mail' };
const shownMessages = 100;
let messages = [];
let seen = null; // ids known so far; null before the first answer
let unread = 0;

function showMessages(list) {
  messages = list;
  const fresh = seen ? list.filter(message => !seen.has(message.id)) : [];
  seen = new Set(list.map(message => message.id));
  if (fresh.length) {
    const { channel, user, code } = fresh[0];
    announce(`New ${channels[channel] ?? channel} for ${user}${code ? `, code ${code.split('').join(' ')}` : ''}.`);
    if ($('panel-messages').hidden) unread += fresh.length;
  }
  if (!list.length) unread = 0;
  countUnread();
  drawMessages(new Set(fresh.map(message => message.id)));
  offerUsers();
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
  fill($('messages'), nodes);
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
      safe ? h('a', { class: 'link', href: message.link, 'data-key': `link-${message.id}` }, message.link) : h('span', { class: 'link' }, message.link),
      copyButton(message.link, 'link', `copy-link-${message.id}`)),
    h('p', { class: 'for' }, 'for ', message.user));
}

$('message-channel').addEventListener('change', () => drawMessages());
$('message-user').addEventListener('change', () => drawMessages());

// ---------------------------------------------------------------- users

const tokens = { totp: 'Okta Verify', google_totp: 'Google Authenticator' };
const shownUsers = 200;
const codes = new Map();        // login -> the open panel with current codes
const openPasswords = new Set();
let users = [];

function showUsers(list) {
  users = list;
  for (const [login] of codes)
    if (!list.some(user => user.login === login)) codes.delete(login);
  drawUsers();
  offerUsers();
}

/** The logins that the filter and the explain box offer. */
function offerUsers() {
  const logins = [...new Set([...users.map(user => user.login), ...messages.map(message => message.user)])].sort();
  const chosen = $('message-user').value;
  const known = [...$('message-user').options].slice(1).map(option => option.value);
  if (logins.join('\n') === known.join('\n')) return;
  $('message-user').replaceChildren(h('option', { value: '' }, 'Everyone'), ...logins.map(login => h('option', { value: login }, login)));
  $('message-user').value = logins.includes(chosen) ? chosen : '';
  if (chosen && !logins.includes(chosen)) drawMessages();
  $('logins').replaceChildren(...logins.map(login => h('option', { value: login })));
}

function drawUsers() {
  const words = $('user-filter').value.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = user => {
    const text = [user.login, user.name, user.status, user.rule, ...chainsOf(user), ...(user.factors ?? [])].join(' ').toLowerCase();
    return words.every(word => text.includes(word));
  };
  const chosen = users.filter(matches);
  const nodes = chosen.slice(0, shownUsers).map(userItem);
  if (!chosen.length) nodes.push(users.length ? nothing('Nobody matches', 'Try a part of the login, a factor or a rule.') : nothing('No users', 'The seed file has none.'));
  if (chosen.length > shownUsers) nodes.push(h('li', { class: 'hint' }, `${shownUsers} of ${chosen.length} users. Type to find others.`));
  fill($('users'), nodes);
}

/** One chain, "password -> push | totp", as chips: alternatives joined by "or", steps by arrows. */
const chainChips = text => h('span', { class: 'chain-chips', role: 'img', 'aria-label': text.replaceAll('->', ' then ').replaceAll('|', ' or ') },
  text.split('->').map((step, index) => [
    index > 0 && icon('arrow'),
    step.split('|').map((factor, nth) => [nth > 0 && h('span', { class: 'or' }, 'or'), h('span', { class: 'chip' }, factor.trim())]),
  ]));

/** The chains of a user: a list, or one text with ";" between them. */
const chainsOf = ({ signIn }) => (Array.isArray(signIn) ? signIn : (signIn ?? '').split(/[;\n]/)).map(chain => chain.trim()).filter(Boolean);

function userItem(user) {
  const mine = (user.factors ?? []).filter(factor => factor in tokens);
  const good = user.status === 'ACTIVE';
  const chains = chainsOf(user);
  const panel = codes.get(user.login);
  return h('li', { class: 'account', 'data-user-row': user.login },
    h('div', { class: 'who' },
      h('strong', { class: 'login' }, user.login),
      h('span', { class: `badge ${good ? 'good' : 'warn'}`, 'data-status': user.status }, user.status.replaceAll('_', ' ').toLowerCase()),
      h('span', { class: 'name' }, user.name),
      user.password && passwordLine(user)),
    h('div', { class: 'how' }, chains.length ? chains.map(chainChips) : h('span', { class: 'hint' }, 'No way to sign in'), user.rule && h('span', { class: 'rule' }, user.rule),
      h('div', { class: 'enrolled' }, h('span', { class: 'label' }, 'Enrolled'), (user.factors ?? []).length ? user.factors.join(', ') : 'no factor')),
    h('div', { class: 'row actions' },
      mine.length > 0 && h('button', { type: 'button', class: 'button show-code', 'aria-expanded': String(!!panel), 'data-key': `code-${user.login}`, 'aria-label': `Current code of ${user.login}`, onclick: () => toggleCodes(user.login, mine) }, 'Code'),
      h('button', { type: 'button', class: 'button explain', 'data-key': `explain-${user.login}`, 'aria-label': `Explain the sign-in of ${user.login}`, onclick: () => { location.hash = `explain/${encodeURIComponent(user.login)}`; } }, 'Explain')),
    panel?.element);
}

function passwordLine(user) {
  const shown = openPasswords.has(user.login);
  return h('div', { class: 'secret' },
    icon('lock'), h('span', { class: 'sr' }, 'Password'),
    h('code', { class: 'password' }, shown ? user.password : '•'.repeat(8)),
    h('button', { type: 'button', class: shown ? 'button small show-password on' : 'button small show-password', 'data-key': `show-${user.login}`, 'aria-label': `${shown ? 'Hide' : 'Show'} the password of ${user.login}`, onclick: () => toggle(openPasswords, user.login) }, icon('eye'), shown ? 'Hide' : 'Show'),
    copyButton(user.password, `the password of ${user.login}`, `copy-${user.login}`));
}

function toggle(set, value) {
  if (!set.delete(value)) set.add(value);
  drawUsers();
}

function toggleCodes(login, factors) {
  if (!codes.delete(login)) codes.set(login, codePanel(login, factors));
  drawUsers();
}

/** Current codes of a user's software tokens; they renew themselves as the emulator's clock runs. */
function codePanel(login, factors) {
  const rows = factors.map(factor => {
    const row = { code: h('code', { class: 'code' }, '······'), left: h('span', { class: 'time-left' }), until: 0, busy: false, value: '' };
    row.load = async () => {
      row.busy = true;
      try {
        const answer = await ask(`users/${encodeURIComponent(login)}/otp?factor=${factor}`);
        Object.assign(row, { value: answer.code, until: now() + answer.validFor * 1000 });
        row.code.textContent = answer.code;
        row.copy.replaceWith(row.copy = copyButton(answer.code, `code ${answer.code}`, `copy-${factor}-${login}`));
        row.busy = false;
        row.tick();
      } catch (error) {
        row.left.textContent = error.message; // and no further try until the panel is opened again or the clock is moved
      }
    };
    row.tick = () => {
      if (row.busy) return;
      if (row.until <= now()) row.load();
      else row.left.textContent = clock.frozen ? 'valid while the clock is frozen' : `${Math.ceil((row.until - now()) / 1000)} s left`;
    };
    row.copy = copyButton('', 'code', `copy-${factor}-${login}`);
    row.element = h('div', { class: 'token', 'data-otp': factor }, h('span', { class: 'label' }, tokens[factor]), row.code, row.copy, row.left);
    return row;
  });
  const panel = { element: h('div', { class: 'codes' }, rows.map(row => row.element)), tick: () => rows.forEach(row => row.tick()), load: () => rows.forEach(row => row.load()) };
  panel.load();
  return panel;
}

$('user-filter').addEventListener('input', drawUsers);

// ---------------------------------------------------------------- explain

let explained = { who: '', text: '' };
let asked = ''; // whom the last question was about: a slower answer about somebody else is dropped

async function explain(who) {
  if (!who) return;
  asked = who;
  const query = /^00[\w-]{40}$/.test(who) ? 'stateToken' : 'user';
  try {
    const data = await ask(`explain?${query}=${encodeURIComponent(who)}`);
    if (asked !== who) return;
    const text = JSON.stringify({ ...data, at: null });
    if (explained.who === who && explained.text === text) return; // only the time moved: leave the picture alone
    explained = { who, text };
    $('explanation').replaceChildren(drawExplanation(data, { h, icon, timeOf }));
    $('explanation').dataset.user = data.user ?? who;
  } catch (error) {
    if (asked !== who) return;
    explained = { who, text: '' };
    delete $('explanation').dataset.user;
    $('explanation').replaceChildren(h('p', { class: 'notice', role: 'alert' }, error.message));
  }
}

$('explain-form').addEventListener('submit', event => {
  event.preventDefault();
  const target = `#explain/${encodeURIComponent($('explain-user').value.trim())}`;
  if (location.hash === target) route();
  else location.hash = target;
});

// ---------------------------------------------------------------- System Log

let events = [];

function showEvents(list) {
  events = list;
  drawEvents();
  if (!$('panel-explain').hidden) explain(explained.who);
}

const kindOf = entry => ({ SUCCESS: 'good', ALLOW: 'good', FAILURE: 'bad', DENY: 'bad' })[entry.outcome?.result] ?? (entry.severity === 'ERROR' ? 'bad' : 'neutral');
const kindIcons = { good: 'check', bad: 'cross', neutral: 'dot' };

function drawEvents() {
  const word = $('event-filter').value.trim().toLowerCase();
  const chosen = events.filter(entry => (!$('event-failures').checked || kindOf(entry) === 'bad')
    && [entry.eventType, entry.displayMessage, entry.actor?.alternateId, entry.outcome?.result, entry.outcome?.reason].join(' ').toLowerCase().includes(word));
  fill($('events'), chosen.length ? chosen.map(eventItem) : [events.length ? nothing('Nothing with this filter', `${events.length} other entries.`) : nothing('The log is empty', 'Sign-ins and changes are written here as in the System Log.')]);
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

// ---------------------------------------------------------------- settings

// What a setting means, and its choices where it has named ones. A name that is not here is shown all the same.
const meanings = {
  userEnumerationPrevention: ['Unknown logins get a decoy that never succeeds, instead of 401'],
  acceptPasswordInPrimary: ['A password sent with the username counts under a factor sequence'],
  passwordFactorError: ['Error code of a wrong password as a factor', ['E0000068', 'E0000004']],
  directoryRefusal: ['What a right password gets when the directory refuses it', ['asWrongPassword', 'E0000004']],
  fsePoint: ['Where Factor Service Error appears', ['verify', 'identify']],
  fseAppliesToOktaSourced: ['Factor Service Error also for users whose source is Okta'],
  importCopiesLock: ['An import copies a directory lock to the Okta status'],
  mfaLockWindowMinutes: ['Minutes in which five wrong codes lock a user'],
  missingSecondFactor: ['When the second step is not enrolled', ['enroll', 'deny']],
  stateTokenMinutes: ['Life of a state token, renewed by each step, in minutes'],
  stateTokenMaxMinutes: ['Whole life of a sign-in, in minutes'],
  sessionTokenMinutes: ['Life of a session token, in minutes'],
  codeMinutes: ['Life of a code sent by SMS, call or e-mail, in minutes'],
  pushMinutes: ['Life of a push, in minutes'],
  resendSmsSeconds: ['Seconds until another SMS may be sent'],
  resendCallSeconds: ['Seconds until another call may be made'],
  resendEmailSeconds: ['Seconds until another e-mail may be sent'],
  totpWindowSteps: ['Steps of 30 s by which a software token may be off'],
  maxChains: ['Chains per rule'],
  maxAlternatives: ['Alternatives per step'],
  lastUsedFactorFirst: ['Offer first what the user last succeeded with'],
  rateLimits: ['Rate limits', ['off', 'okta']],
  delauthTimeoutAsFactor: ['An agent time-out counts as a failed factor'],
  logFirstFactor: ['First factors write auth_via_mfa too'],
  previousInFirstStep: ['Status after stepping back from a first factor', ['MFA_REQUIRED', 'UNAUTHENTICATED']],
  numberChallenge: ['Number challenge on push', ['never', 'always']],
  strictLogWindow: ['Refuse log queries older than the retention'],
};

function showSettings(values) {
  fill($('settings'), Object.entries(values).map(([name, value]) => settingRow(name, value)));
}

function settingRow(name, value) {
  const [meaning, choices] = meanings[name] ?? [];
  const id = `setting-${name}`;
  const common = { id, 'data-setting': name, 'data-key': id, 'aria-describedby': meaning ? `${id}-help` : null };
  const change = next => act(null, async () => {
    try {
      await ask('settings', 'PATCH', { [name]: next });
      toast(`${name} is now ${typeof next === 'object' ? JSON.stringify(next) : next}`);
    } finally {
      showSettings(await ask('settings'));
    }
  });
  let input;
  if (typeof value === 'boolean') {
    input = h('input', { ...common, type: 'checkbox', role: 'switch', class: 'switch', onchange: () => change(input.checked) });
    input.checked = value;
  } else if (typeof value === 'number') {
    input = h('input', { ...common, type: 'number', step: 'any', required: true, value, onchange: () => input.reportValidity() && change(input.valueAsNumber) });
  } else if (choices && typeof value === 'string') {
    input = h('select', { ...common, onchange: () => change(input.value) }, [...new Set([...choices, value])].map(choice => h('option', { value: choice }, choice)));
    input.value = value;
  } else {
    const plain = typeof value === 'string';
    input = h('input', { ...common, type: 'text', spellcheck: 'false', value: plain ? value : JSON.stringify(value), onchange: () => {
      if (plain) return void change(input.value);
      try { change(JSON.parse(input.value)); } catch { toast(`${name} must be JSON`, true); }
    } });
  }
  return h('div', { class: 'setting' }, h('div', null, h('label', { for: id }, name), meaning && h('span', { class: 'hint', id: `${id}-help` }, meaning)), input);
}

// ---------------------------------------------------------------- tabs, reset, live stream

const tabs = [...document.querySelectorAll('[role=tab]')];

function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

function route() {
  const [name, ...rest] = location.hash.slice(1).split('/');
  const who = decoded(rest.join('/'));
  const tab = $(`tab-${name}`) ?? tabs[0];
  for (const each of tabs) {
    const on = each === tab;
    each.setAttribute('aria-selected', String(on));
    each.tabIndex = on ? 0 : -1;
    $(each.getAttribute('aria-controls')).hidden = !on;
  }
  tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 40; // on narrow screens the row of tabs scrolls
  if (tab.id === 'tab-messages') { unread = 0; countUnread(); }
  if (tab.id === 'tab-settings') refresh('settings');
  if (tab.id === 'tab-explain') {
    if (who) $('explain-user').value = who;
    explain(who || explained.who);
    if (!who && !explained.who) $('explanation').replaceChildren(h('p', { class: 'empty' }, h('strong', null, 'Whose sign-in?'), h('span', null, 'Name a user, or press Explain in the list of users.')));
  }
}

for (const tab of tabs) {
  const name = tab.id.slice(4);
  tab.addEventListener('click', () => { location.hash = name === 'explain' && explained.who ? `explain/${encodeURIComponent(explained.who)}` : name; });
  tab.addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -tabs.indexOf(tab), End: tabs.length - 1 - tabs.indexOf(tab) }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  });
}

$('reset').addEventListener('click', () => { $('reset-dialog').returnValue = ''; $('reset-dialog').showModal(); });
$('reset-dialog').addEventListener('close', () => $('reset-dialog').returnValue === 'reset' && act($('reset'), async () => {
  await ask('reset', 'POST');
  explained = { who: explained.who, text: '' };
  refreshAll();
  toast('Back to the seed.');
}));

const sources = {
  clock: ['clock', data => { showClock(data); for (const panel of codes.values()) panel.load(); }],
  pushes: ['pushes', showPushes],
  messages: ['messages', showMessages],
  users: ['users', showUsers],
  events: ['events?limit=50', showEvents],
  settings: ['settings', showSettings],
};
const loading = new Map(); // kind -> 'running' | 'again': one request per kind at a time, and the last word always wins

async function refresh(kind) {
  if (!sources[kind]) return;
  if (loading.has(kind)) return void loading.set(kind, 'again');
  loading.set(kind, 'running');
  const [path, show] = sources[kind];
  try {
    show(await ask(path));
  } catch (error) {
    toast(error.message, true);
  }
  const again = loading.get(kind) === 'again';
  loading.delete(kind);
  if (again) setTimeout(refresh, 100, kind);
}

function refreshAll() {
  for (const kind of ['clock', 'pushes', 'messages', 'users', 'events']) refresh(kind);
  if (!$('panel-settings').hidden) refresh('settings');
}

function live(state, text) {
  $('live').dataset.state = state;
  $('live-text').textContent = text;
}

function listen() {
  const stream = new EventSource(`${base}/emulator/stream`);
  stream.addEventListener('open', () => { live('live', 'Live'); refreshAll(); });
  stream.addEventListener('change', event => refresh(JSON.parse(event.data).kind));
  stream.addEventListener('error', () => {
    live('reconnecting', 'Reconnecting');
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 3000); // refused, not lost: the browser gives up, we do not
  });
}

$('org-name').textContent = config.orgName;
$('version').textContent = `FactorSeq ${config.version}`;
$('base-url').textContent = config.baseUrl;
addEventListener('hashchange', route);
document.addEventListener('visibilitychange', () => document.hidden || refresh('clock'));
setInterval(tick, 250);
route();
refreshAll();
listen();
