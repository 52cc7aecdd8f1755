// What lies around the Mac: the phone with Okta Verify, the keys, the switches, and the true causes.

import { $, fill, h, icon, toast } from './dom.js';
import { change, decide, doAt, pin } from './mac.js';

const hm = value => value.slice(11, 16);
const day = value => `${value.slice(0, 10)} ${hm(value)}`;

/** "PT-600S" or "-PT10M" as "10 min slow". */
function skew(duration) {
  const match = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(duration);
  const minutes = match ? Number(match[2] ?? 0) * 1440 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0) + Math.round(Number(match[5] ?? 0) / 60) : 0;
  return { minutes: match?.[1] ? -minutes : minutes, text: minutes === 0 ? 'is right' : `is ${minutes} min ${match[1] ? 'slow' : 'fast'}` };
}

let offset = 0;

export function drawDesk(mac) {
  $('mac-time').textContent = hm(mac.clock);
  $('mac-time').title = day(mac.clock);
  $('usb').value = mac.usb;
  $('online').checked = mac.online;
  const { minutes, text } = skew(mac.clockOffset);
  offset = minutes;
  $('offset').textContent = text;
  $('offset').dataset.bad = minutes !== 0;
  fill($('keys'), mac.keys.length ? mac.keys.map(key => keyRow(mac, key)) : [h('li', { class: 'hint' }, 'Nobody who is linked to this Mac has a USB key.')]);
  fill($('admin'), mac.users.map(userRow));
  fill($('history'), mac.history.map(told => h('li', null,
    h('p', { class: 'shown' }, h('time', null, told.at.slice(11, 19)), ' ', told.shown),
    h('p', null, h('span', { class: 'badge bad' }, told.explain.id === '-' ? told.explain.reason : told.explain.id), ' ', told.explain.why),
    h('p', { class: 'hint' }, told.explain.fix))));
  $('why-badge').hidden = mac.history.length === 0;
  $('why-badge').textContent = String(mac.history.length);
}

const keyRow = (mac, key) => h('li', null,
  h('span', { class: 'key-name' }, icon('key'), h('span', null, key.name, h('small', null, key.owner ?? 'nobody here'))),
  h('span', { class: 'row' },
    mac.screen.key === key.id && h('button', { type: 'button', class: 'button small primary blink', 'data-key': `touch ${key.id}`, onclick: event => doAt(event.currentTarget, 'touch') }, 'Touch'),
    h('button', {
      type: 'button', class: 'button small', 'data-key': `slot ${key.id}`, 'aria-label': `${key.inserted ? 'Remove' : 'Insert'} ${key.name}`,
      onclick: event => doAt(event.currentTarget, key.inserted ? 'remove' : 'insert', { key: key.id }),
    }, key.inserted ? 'Remove' : 'Insert')));

function userRow(user) {
  const box = h('input', { type: 'checkbox', role: 'switch', 'data-key': `assigned ${user.name}`, checked: user.assigned, disabled: !user.okta });
  box.addEventListener('change', async () => { if (await doAt(null, 'assignment', { user: user.name, assigned: box.checked }) === undefined) box.checked = user.assigned; });
  return h('li', null,
    h('span', null, h('strong', null, user.name), h('small', null, user.okta ?? 'not linked')),
    h('label', { class: 'check' }, box, 'Desktop MFA app'),
    h('button', {
      type: 'button', class: 'button small', 'data-key': `pin ${user.name}`,
      onclick: async event => {
        const made = await pin(event.currentTarget, user.name);
        if (made) toast(made.pin ? `Recovery PIN of ${user.name}: ${made.pin}` : 'No recovery PIN could be made.', !made.pin);
      },
    }, 'Recovery PIN'));
}

export function drawPhone(mac, phone) {
  $('phone-time').textContent = hm(phone.clock);
  const scan = mac.screen.state === 'enrolling' && h('li', { class: 'ov-account' },
    h('button', { type: 'button', class: 'button primary', 'data-key': 'scan', onclick: event => doAt(event.currentTarget, 'scan') }, icon('qr'), 'Scan the QR code'));
  fill($('accounts'), [scan, ...phone.accounts.map(account => h('li', { class: 'ov-account', 'data-factor': account.factor },
    h('span', { class: 'ov-title' }, account.title), h('small', null, account.name),
    h('code', null, `${account.code.slice(0, 3)} ${account.code.slice(3)}`), h('small', null, `${phone.validFor} s left`)))].filter(Boolean));
}

export function drawPushes(mac, pushes) {
  const logins = [mac.screen.link, ...mac.users.map(user => user.okta)].filter(Boolean).map(login => login.toLowerCase());
  const mine = pushes.filter(push => logins.some(login => push.user.toLowerCase() === login || push.user.toLowerCase().startsWith(`${login}@`)));
  fill($('pushes'), mine.map(push => h('div', { class: 'push-card', role: 'group', 'aria-label': `Push for ${push.user}` },
    h('strong', null, 'Did you just try to sign in?'), h('small', null, `${push.app ?? 'Okta'} · ${push.user}`),
    push.numbers
      ? h('div', { class: 'row' }, push.numbers.map(number => h('button', {
        type: 'button', class: 'button', 'data-key': `${push.id} ${number}`, onclick: event => decide(event.currentTarget, push.id, { decision: 'approve', number }),
      }, String(number))))
      : h('button', { type: 'button', class: 'button primary', 'data-key': `${push.id} yes`, onclick: event => decide(event.currentTarget, push.id, { decision: 'approve' }) }, icon('check'), "Yes, it's me"),
    h('button', { type: 'button', class: 'button danger', 'data-key': `${push.id} no`, onclick: event => decide(event.currentTarget, push.id, { decision: 'deny' }) }, icon('cross'), "No, it's not me"))));
}

$('usb').addEventListener('change', () => change(null, { usb: $('usb').value }));
$('online').addEventListener('change', () => change(null, { online: $('online').checked }));
const minutes = n => `${n < 0 ? '-' : ''}PT${Math.abs(n)}M`;
$('clock-back').addEventListener('click', event => change(event.currentTarget, { clockOffset: minutes(offset - 10) }));
$('clock-on').addEventListener('click', event => change(event.currentTarget, { clockOffset: minutes(offset + 10) }));
$('clock-right').addEventListener('click', event => change(event.currentTarget, { clockOffset: 'PT0M' }));
$('restart').addEventListener('click', event => doAt(event.currentTarget, 'restart'));
