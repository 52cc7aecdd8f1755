// The users: how they sign in, their passwords, the codes of their tokens, and what an admin does to their accounts.

import { accountPanel, nextTokenButton } from './accounts.js';
import { chainChips } from './chips.js';
import { clock, everySecond, now } from './clock.js';
import { $, copyButton, fill, h, icon, nothing } from './dom.js';
import { source } from './live.js';
import { ask } from './server.js';

const tokens = {
  totp: 'Okta Verify', google_totp: 'Google Authenticator', yubikey: 'YubiKey', rsa: 'RSA SecurID', onprem: 'On-premises token',
  symantec: 'Symantec VIP', hotp: 'Counting token',
};
const shownUsers = 200;
const codes = new Map();        // login -> the open panel with current codes
const openAccounts = new Set();
const openPasswords = new Set();
let users = [];

function showUsers(list) {
  users = list;
  for (const [login, panel] of codes) {
    const user = list.find(each => each.login === login);
    const mine = user ? tokensOf(user) : [];
    if (!mine.length) codes.delete(login);
    else if (String(mine) !== String(panel.factors)) codes.set(login, codePanel(login, mine));
  }
  drawUsers();
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
  fill($('user-list'), nodes);
}

/** The chains of a user: a list, or one text with ";" between them. */
const chainsOf = ({ signIn }) => (Array.isArray(signIn) ? signIn : (signIn ?? '').split(/[;\n]/)).map(chain => chain.trim()).filter(Boolean);

const tokensOf = user => [...new Set((user.factors ?? []).filter(factor => factor in tokens))];

function userItem(user) {
  const mine = tokensOf(user);
  const good = user.status === 'ACTIVE';
  const chains = chainsOf(user);
  const panel = codes.get(user.login);
  const managed = openAccounts.has(user.login);
  panel?.show(user);
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
      h('button', { type: 'button', class: 'button manage', 'aria-expanded': String(managed), 'data-key': `manage-${user.login}`, 'aria-label': `Account of ${user.login}`, onclick: () => toggle(openAccounts, user.login) }, 'Account'),
      h('button', { type: 'button', class: 'button explain', 'data-key': `explain-${user.login}`, 'aria-label': `Explain the sign-in of ${user.login}`, onclick: () => { location.hash = `explain/${encodeURIComponent(user.login)}`; } }, 'Explain')),
    panel?.element,
    managed && accountPanel(user, drawUsers));
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

/** Current codes of a user's tokens; they renew themselves as the emulator's clock runs. */
function codePanel(login, factors) {
  const rows = factors.map(factor => {
    const row = { code: h('code', { class: 'code' }, '······'), left: h('span', { class: 'time-left' }), until: 0, busy: false, value: '' };
    row.load = async () => {
      row.busy = true;
      try {
        const answer = await ask(`users/${encodeURIComponent(login)}/otp?factor=${factor}`);
        Object.assign(row, { value: answer.code, until: answer.validFor ? now() + answer.validFor * 1000 : Infinity });
        row.code.textContent = answer.code;
        row.code.classList.toggle('long', answer.code.length > 10);
        row.next.hidden = !answer.nextCode;
        row.next.textContent = answer.nextCode ? `then ${answer.nextCode}` : '';
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
      else if (row.until === Infinity) row.left.textContent = 'until it is used';
      else row.left.textContent = clock.frozen ? 'valid while the clock is frozen' : `${Math.ceil((row.until - now()) / 1000)} s left`;
    };
    row.copy = copyButton('', 'code', `copy-${factor}-${login}`);
    row.next = h('span', { class: 'next-code', hidden: true });
    row.mode = h('span', { class: 'mode' });
    row.element = h('div', { class: 'token', 'data-otp': factor }, h('span', { class: 'label' }, tokens[factor]), row.code, row.copy, row.left, row.next, row.mode);
    return row;
  });
  // An RSA server, or one on the premises, can be told to ask for two codes.
  const show = user => {
    for (const [index, factor] of factors.entries())
      if (factor === 'rsa' || factor === 'onprem') fill(rows[index].mode, [nextTokenButton(user, factor)]);
  };
  const panel = { factors, show, element: h('div', { class: 'codes' }, rows.map(row => row.element)), tick: () => rows.forEach(row => row.tick()), load: () => rows.forEach(row => row.load()) };
  panel.load();
  return panel;
}

$('user-filter').addEventListener('input', drawUsers);

source('users', 'users', showUsers);
source('clock', 'clock', () => { for (const panel of codes.values()) panel.load(); });
source('sign-ins', null, () => { for (const panel of codes.values()) panel.load(); }); // tokens that count show another code once it was used
everySecond(() => { for (const panel of codes.values()) panel.tick(); });
