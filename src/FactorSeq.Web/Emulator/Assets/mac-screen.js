// What the display shows, and nothing of why.

import { $, announce, h, icon } from './dom.js';
import { doAt } from './mac.js';

const icons = { OV_Push: 'bell', OV_TOTP: 'phone', Offline_TOTP: 'laptop', FIDO2_USB_key: 'key' };
const initials = user => user.slice(0, 2).toUpperCase();
let drawn = '';
let who = null; // the local user whose password is asked for

export function drawScreen(mac) {
  const { screen } = mac;
  $('mac-host').textContent = mac.name;
  $('mac-wifi').dataset.online = mac.online;
  $('display').dataset.state = screen.state;
  const face = JSON.stringify([screen, mac.users, screen.state === 'desktop' && mac.keys, who]);
  if (face === drawn) return;
  const first = drawn === '';
  drawn = face;
  const before = document.activeElement;
  const here = $('display').contains(before) || before === document.body;
  $('stage').replaceChildren(...scenes[screen.state](mac, screen));
  if (here && !first) ($('stage').querySelector('input, .dialog button, button:not(.quiet)') ?? $('display')).focus({ preventScroll: true });
  if (screen.title) announce([screen.title, ...screen.lines].join(' '));
}

const redraw = mac => { drawn = ' '; drawScreen(mac); };
const avatar = user => h('span', { class: 'avatar', 'aria-hidden': 'true' }, initials(user));
const title = (user, text) => [avatar(user), h('p', { class: 'login-name' }, user), text && h('p', { class: 'login-hint' }, text)];
const notice = screen => screen.title && screen.lines.length > 0
  && h('div', { class: 'said', role: 'alert' }, h('strong', null, screen.title), screen.lines.map(line => h('p', null, line)));
const back = (text = 'Back') => h('button', { type: 'button', class: 'glass quiet', 'data-key': 'back', onclick: event => doAt(event.currentTarget, 'back') }, icon('back'), text);

function form(label, field, button, submit) {
  const input = h('input', { id: 'mac-input', autocomplete: 'off', spellcheck: 'false', required: true, ...field });
  const go = h('button', { class: 'glass go' }, button);
  return h('form', { onsubmit: event => { event.preventDefault(); submit(go, input.value); } },
    h('label', { for: 'mac-input' }, label), h('div', { class: 'entry' }, input, go));
}

const scenes = {
  locked(mac, screen) {
    const user = mac.users.find(one => one.name === who) ?? mac.users[0];
    if (!user) return [h('p', { class: 'login-hint' }, 'This Mac has no users.')];
    const others = mac.users.filter(one => one !== user);
    return [
      ...title(user.name),
      notice(screen),
      form('Password', { type: 'password' }, 'Log in', (go, password) => doAt(go, 'login', { user: user.name, password })),
      others.length > 0 && h('div', { class: 'others', role: 'group', 'aria-label': 'Other users' }, others.map(one =>
        h('button', { type: 'button', class: 'glass quiet', onclick: () => { who = one.name; redraw(mac); } }, one.name))),
    ].filter(Boolean);
  },
  linking: (mac, screen) => [
    ...title(screen.user, 'Set up Desktop MFA'),
    notice(screen),
    form('Okta username', { type: 'text', inputmode: 'email' }, 'Continue', (go, login) => doAt(go, 'link', { login })),
    back('Cancel'),
  ].filter(Boolean),
  choosing: (mac, screen) => [
    ...title(screen.user, 'Verify with one of these'),
    notice(screen),
    h('ul', { class: 'methods' }, screen.factors.map(({ factor, title: text }) => h('li', null, h('button', {
      type: 'button', class: 'glass wide', 'data-key': factor, onclick: event => doAt(event.currentTarget, 'choose', { factor }),
    }, icon(icons[factor]), text)))),
    pinForm(),
    back('Cancel'),
  ].filter(Boolean),
  waiting: (mac, screen) => [
    ...title(screen.user, 'Okta Verify push'),
    screen.number === undefined
      ? h('div', { class: 'spinner', role: 'img', 'aria-label': 'Waiting' })
      : h('p', { class: 'tap-number' }, h('span', null, 'Tap this number on your phone'), h('strong', null, String(screen.number))),
    h('p', { class: 'login-hint' }, 'A push was sent to your phone. Approve it there.'),
    back(),
  ],
  typing: (mac, screen) => [
    ...title(screen.user, screen.title ? null : screen.factorTitle),
    notice(screen),
    form(`${screen.factorTitle}, 6 digits`, { type: 'text', inputmode: 'numeric', maxlength: '12' }, 'Verify', (go, code) => doAt(go, 'code', { code })),
    h('p', { class: 'login-hint' }, screen.factor === 'OV_TOTP' ? 'Open Okta Verify on your phone.' : `Open Okta Verify on your phone and find ${mac.name}.`),
    back(),
  ].filter(Boolean),
  touching: (mac, screen) => [
    ...title(screen.user),
    notice(screen),
    screen.key
      ? h('p', { class: 'login-hint' }, 'Your key blinks.')
      : h('button', { type: 'button', class: 'glass wide', 'data-key': 'again', onclick: event => doAt(event.currentTarget, 'choose', { factor: 'FIDO2_USB_key' }) }, icon('key'), 'Try again'),
    back(),
  ].filter(Boolean),
  enrolling: (mac, screen) => [
    ...title(screen.user, 'Set up the device access code'),
    h('div', { class: 'qr', role: 'img', 'aria-label': 'QR code' }, icon('qr')),
    h('p', { class: 'login-hint' }, 'Scan this code with Okta Verify within five minutes.'),
    back('Cancel'),
  ],
  desktop(mac, screen) {
    const blocked = mac.keys.filter(key => key.inserted && !key.connects);
    return [
      h('div', { class: 'welcome' }, h('p', null, `Signed in as ${screen.user}`), h('p', { class: 'login-hint' }, by[screen.by] ?? screen.by)),
      ...blocked.slice(0, 1).map(key => h('div', { class: 'dialog', role: 'group', 'aria-labelledby': 'allow-title' },
        icon('key'),
        h('strong', { id: 'allow-title' }, 'Allow accessory to connect?'),
        h('p', null, `Do you want to connect "${key.name}" to this Mac?`),
        h('button', { type: 'button', class: 'glass go', 'data-key': 'allow', onclick: event => doAt(event.currentTarget, 'allow', { key: key.id }) }, 'Allow'))),
      h('div', { class: 'others' },
        mac.desktopMfa && h('button', { type: 'button', class: 'glass quiet', 'data-key': 'setup', onclick: event => doAt(event.currentTarget, 'setup') }, 'Set up Desktop MFA'),
        h('button', { type: 'button', class: 'glass quiet', 'data-key': 'lock', onclick: event => doAt(event.currentTarget, 'lock') }, icon('lock'), 'Lock screen')),
    ];
  },
};

const by = {
  password: 'with the local password', recovery_pin: 'with a recovery PIN', OV_Push: 'with an Okta Verify push', OV_TOTP: 'with an Okta Verify code',
  Offline_TOTP: 'with a device access code', FIDO2_USB_key: 'with a device access key',
};

function pinForm() {
  const input = h('input', { id: 'mac-pin', inputmode: 'numeric', autocomplete: 'off', maxlength: '12', required: true });
  const go = h('button', { class: 'glass go' }, 'Use PIN');
  return h('details', { class: 'pin' }, h('summary', null, 'Use a recovery PIN'),
    h('form', { onsubmit: event => { event.preventDefault(); doAt(go, 'pin', { pin: input.value }); } },
      h('label', { for: 'mac-pin' }, 'Recovery PIN'), h('div', { class: 'entry' }, input, go)));
}
