// QR codes that wait to be scanned: Okta Verify is set up by scanning, other software tokens by typing the code that the secret gives.

import { answer, deal, row, timer } from './cards.js';
import { everySecond, now } from './clock.js';
import { copyButton, h, icon } from './dom.js';
import { refresh, source } from './live.js';

const stepSeconds = 30;
const apps = { push: 'Okta Verify', totp: 'Okta Verify', google_totp: 'Google Authenticator' };
const nameOf = activation => apps[activation.factor] ?? activation.factor;
let codesShown = false;
let step = 0;

const activationCard = (activation, card) => h('article', {
  class: 'push activation', 'data-activation': activation.id, 'data-factor': activation.factor, 'data-user': activation.user,
  'aria-label': `Set up ${nameOf(activation)} for ${activation.user}`,
}, h('h3', null, `Set up ${nameOf(activation)} for `, h('span', { class: 'push-user' }, activation.user)),
activation.code ? tokenParts(activation, card) : scanParts(activation, card));

function tokenParts(activation, card) {
  const line = h('p', { class: 'code-line' });
  card.update = ({ code }) => {
    if (line.dataset.code === code) return;
    const focused = line.contains(document.activeElement);
    line.dataset.code = code;
    line.replaceChildren(h('code', { class: 'code' }, code), copyButton(code, `code ${code}`));
    if (focused) line.lastChild.focus();
  };
  card.update(activation);
  return [
    h('p', { class: 'hint' }, 'The QR code’s secret gives this code. Type it in to finish.'),
    line,
    h('dl', null, row('Secret', new URL(activation.uri).searchParams.get('secret') ?? '', 'secret-text')),
    timer(card),
    h('button', { type: 'button', class: 'button dismiss', 'aria-label': `Put away the code for ${activation.user}`, onclick: answer(card, () => ({}), () => ({ good: true, text: 'Put away' })) }, 'Put away'),
  ];
}

function scanParts(activation, card) {
  const id = `device-${activation.id}`;
  const device = h('input', { id, type: 'text', autocomplete: 'off', maxlength: 100, value: 'New phone', required: true });
  const button = h('button', { class: 'button primary scan-code' }, icon('check'), 'Scan');
  const scan = answer(card, () => ({ device: device.value.trim() }), () => ({ good: true, text: 'Scanned' }));
  return h('form', {
    class: 'scan',
    onsubmit: event => {
      event.preventDefault();
      scan({ currentTarget: button });
    },
  },
  h('p', { class: 'hint' }, 'A QR code waits on the sign-in page.'),
  h('div', { class: 'field' }, h('label', { for: id }, 'Device name'), device),
  timer(card),
  button);
}

function show(list) {
  codesShown = list.some(activation => activation.code);
  step = Math.floor(now() / 1000 / stepSeconds);
  deal('activations', list, activationCard, activation => `${nameOf(activation)} waits to be set up for ${activation.user}.`);
}

source('activations', 'activations', show);
everySecond(() => {
  const current = Math.floor(now() / 1000 / stepSeconds);
  if (!codesShown || current === step) return;
  step = current;
  refresh('activations');
});
