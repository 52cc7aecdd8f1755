/*
 * FactorSeq sign-in page.
 *
 * Walks the public authentication API by its published links only. On the hosted page it starts by
 * itself from the JSON in #factorseq-config; another host embeds it with
 *
 *   new FactorSeqSignIn({ baseUrl, el, identifierFirst, stateToken, fromURI, username, onSuccess }).render();
 *
 * A new status is one function and one row in `screens`; a new factor is one row in `factorKinds`.
 */
(() => {
'use strict';

const POLL_MS = 2000;
const PUSH_WARNING_MS = 30000;
const RESEND_MS = { sms: 30000, call: 30000, email: 5000 };
const REQUEST_TIMEOUT_MS = 30000;
const POLL_RETRY_MS = [1000, 2000, 4000, 8000, 16000];
const REMEMBER_COOKIE = 'ln';
const REMEMBER_DAYS = 365;
const RELOAD_KEY = 'factorseq.reload';
const OPTIONS = { warnBeforePasswordExpired: true, multiOptionalFactorEnroll: false };

const T = {
  signIn: 'Sign In',
  username: 'Username',
  password: 'Password',
  next: 'Next',
  remember: 'Remember me',
  signOut: 'Sign Out',
  backToSignIn: 'Back to sign in',
  otherFactor: 'Use another factor',
  menu: 'Select an authentication factor',
  menuSelected: 'Select Authentication Factor - {0} Factor Selected',
  verify: 'Verify',
  enterCode: 'Enter Code',
  orEnterCode: 'Or enter code',
  answer: 'Answer',
  passcodeTitle: 'Enter your {0} passcode',
  sendCode: 'Send code',
  sent: 'Sent',
  resendCode: 'Re-send code',
  call: 'Call',
  calling: 'Calling',
  redial: 'Redial',
  sendPush: 'Send Push',
  pushSent: 'Push sent!',
  pushWarning: "Haven't received a push notification yet? Try opening the Okta Verify App on your phone.",
  pushRejected: 'You have chosen to reject this login.',
  pushTimeout: 'Your push notification has expired.',
  pushUpgrade: 'This version of Okta Verify is too old. Update the app on your phone, then try again.',
  numberInstruction: 'On your phone, tap {0} on Okta Verify prompt to continue.',
  numberExplain: "This extra step helps us make sure it's really you signing in.",
  deviceBased: 'Do not challenge me on this device again',
  timeBased: 'Do not challenge me on this device for the next {0}',
  usernameRequired: 'Please enter a username',
  passwordRequired: 'Please enter a password',
  codeRequired: 'Please enter a code',
  answerRequired: 'Please enter an answer',
  reviewForm: 'We found some errors. Please review the form and make corrections.',
  lockedOut: 'Your account is locked. Please contact your administrator.',
  expired: 'Your session has expired. Please try to sign in again.',
  network: 'Unable to connect to the server. Please check your network connection.',
  unexpected: 'Something went wrong. Please try to sign in again.',
  unknownStatus: 'This sign-in needs a step that this page cannot show yet ({0}).',
  unknownFactor: 'This page cannot verify {0} yet. Select another factor or contact your administrator.',
  signedOut: 'You have signed out.',
  signingIn: 'Signing you in…',
  signedIn: 'You are signed in.',
};

// Where a code has a text of its own, that text wins and the causes are dropped.
const ERRORS = {
  E0000004: 'Unable to sign in',
  E0000011: 'Invalid token provided',
  E0000047: 'You exceeded the maximum number of requests. Try again in a while.',
  E0000064: 'Password is expired and must be changed.',
  E0000067: 'Factors Service Error.',
  E0000069: 'Your account is locked because of too many authentication attempts.',
  E0000073: 'User rejected authentication',
  E0000074: 'Factor Service Error',
  E0000079: 'The operation is not allowed. Please refresh the page to proceed.',
  E0000082: 'Each code can only be used once. Please wait for a new code and try again.',
  E0000083: 'PassCode is valid but exceeded time window.',
  E0000085: 'You do not have permission to access your account at this time.',
  E0000109: 'An SMS message was recently sent. Please wait 30 seconds before trying again.',
  E0000119: T.lockedOut,
  E0000133: 'A phone call was recently made. Please wait 30 seconds before trying again.',
};

// ---------------------------------------------------------------- small helpers

const fill = (text, value) => text.replace('{0}', () => String(value));

/** Builds an element; strings become text nodes, so nothing the user or server says is parsed as HTML. */
function h(tag, props, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) el.addEventListener(name.slice(2), value);
    else if (name === 'value') el.value = value;
    else if (name === 'checked') el.checked = true;
    else el.setAttribute(name, value === true ? '' : value);
  }
  el.append(...children.flat().filter(c => c !== null && c !== undefined && c !== false));
  return el;
}

const ICON_PATHS = {
  user: 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.8-3.3 3.8-5 7.5-5s6.7 1.7 7.5 5',
  push: 'M8 3h8a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 8 3Zm1.3 9 2 2 3.6-4',
  totp: 'M12 21a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Zm0-13v4.5l3 2M9.5 2.5h5',
  sms: 'M4.5 5h15A1.5 1.5 0 0 1 21 6.5v9a1.5 1.5 0 0 1-1.5 1.5H11l-4.5 3.5V17h-2A1.5 1.5 0 0 1 3 15.5v-9A1.5 1.5 0 0 1 4.5 5ZM8 11h.01M12 11h.01M16 11h.01',
  call: 'M6.5 3.5h2.7l1.6 4.3-2 1.5a11 11 0 0 0 5.9 5.9l1.5-2 4.3 1.6v2.7a2 2 0 0 1-2.2 2C11.3 19 5 12.7 4.5 5.7a2 2 0 0 1 2-2.2Z',
  email: 'M4.5 5h15A1.5 1.5 0 0 1 21 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5v-11A1.5 1.5 0 0 1 4.5 5ZM3.5 7l8.5 6 8.5-6',
  question: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.3 9.5a2.7 2.7 0 1 1 3.9 2.5c-.8.4-1.2.9-1.2 1.8M12 17h.01',
  password: 'M6.5 10.5h11A1.5 1.5 0 0 1 19 12v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19v-7a1.5 1.5 0 0 1 1.5-1.5Zm1.5 0V8a4 4 0 0 1 8 0v2.5M12 14.5v2',
  token: 'M14.5 14a5 5 0 1 0-4.6-3L3.5 17.4V20.5H7V18h2.5v-2.5l2-2c.9.3 1.9.5 3 .5ZM15.5 8h.01',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  chevron: 'm6.5 9.5 5.5 5.5 5.5-5.5',
};

function icon(name) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'fs-icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', ICON_PATHS[name] || ICON_PATHS.token);
  svg.append(path);
  return svg;
}

function readCookie(name) {
  const row = document.cookie.split('; ').find(c => c.startsWith(name + '='));
  if (!row) return '';
  try { return decodeURIComponent(row.slice(name.length + 1)); } catch { return ''; }
}

function writeCookie(name, value, days) {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${days * 86400}; samesite=lax` +
    (location.protocol === 'https:' ? '; secure' : '');
}

/** One value kept over a reload; false when the browser has no storage (then nothing is reloaded). */
const reloadNote = {
  put(value) { try { sessionStorage.setItem(RELOAD_KEY, value); return true; } catch { return false; } },
  take() {
    try {
      const value = sessionStorage.getItem(RELOAD_KEY);
      sessionStorage.removeItem(RELOAD_KEY);
      return value;
    } catch { return null; }
  },
};

function lifetimeText(minutes) {
  const [count, unit] = minutes % 1440 === 0 ? [minutes / 1440, 'day']
    : minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return count === 1 ? unit : `${count} ${unit}s`;
}

class ApiError extends Error {
  constructor(status, body) {
    super('authn request failed');
    this.status = status;
    this.code = (body && body.errorCode) || '';
    this.body = body || {};
  }

  get text() {
    if (this.status === 0) return T.network;
    if (ERRORS[this.code]) return ERRORS[this.code];
    const cause = (this.body.errorCauses || [])[0];
    if (cause && cause.errorSummary) return cause.errorSummary;
    if (this.status >= 500) return 'Unknown error';
    return this.body.errorSummary || T.unexpected;
  }
}

// ---------------------------------------------------------------- factors

const TOKEN_NAMES = { RSA: 'RSA SecurID', SYMANTEC: 'Symantec VIP', YUBICO: 'YubiKey', GOOGLE: 'Google Authenticator' };

/**
 * One row per factor the page can verify: `name` for headings and the menu, `icon`, `hint` (what tells
 * two factors of a kind apart) and `body`, the function that draws the factor.
 */
const factorKinds = {
  password: { name: () => 'Password', icon: 'password', body: passwordBody },
  push: { name: () => 'Okta Verify', icon: 'push', hint: f => f.profile && f.profile.name, body: pushBody },
  totp: { name: () => 'Okta Verify', icon: 'totp', body: codeBody },
  google: { name: () => 'Google Authenticator', icon: 'totp', body: codeBody },
  token: { name: f => TOKEN_NAMES[f.provider] || f.vendorName || f.provider, icon: 'token', body: codeBody },
  sms: { name: () => 'SMS Authentication', icon: 'sms', hint: f => f.profile && f.profile.phoneNumber, body: sentCodeBody },
  call: { name: () => 'Voice Call Authentication', icon: 'call', hint: f => f.profile && f.profile.phoneNumber, body: sentCodeBody },
  email: { name: () => 'Email Authentication', icon: 'email', hint: f => f.profile && f.profile.email, body: sentCodeBody },
  question: { name: () => 'Security Question', icon: 'question', body: questionBody },
  webauthn: { name: () => 'Security Key or Biometric Authenticator', icon: 'token', body: unknownBody },
  other: { name: f => f.vendorName || f.factorType, icon: 'token', body: unknownBody },
};

function kindOf(factor) {
  const type = factor.factorType;
  if (type === 'token:software:totp') return factor.provider === 'GOOGLE' ? 'google' : 'totp';
  if (type === 'token' || type === 'token:hardware' || type === 'token:hotp') return 'token';
  return Object.hasOwn(factorKinds, type) ? type : 'other';
}

/** The menu's entries in the server's order; Okta Verify's code hides behind its push. */
function entriesOf(factors) {
  const list = (factors || []).map(factor => ({ factor, kind: kindOf(factor), code: null }));
  const code = list.find(e => e.kind === 'totp');
  const pushes = list.filter(e => e.kind === 'push' && e.factor.provider === 'OKTA');
  if (!code || pushes.length === 0) return list;
  pushes.forEach(e => { e.code = code.factor; });
  return list.filter(e => e !== code);
}

const nameOf = entry => factorKinds[entry.kind].name(entry.factor);
/** The short form, for the row of steps. */
const stepOf = name => name.replace(/ Authenticat.+$/, '');
const hintOf = entry => (factorKinds[entry.kind].hint || (() => ''))(entry.factor) || '';
const isPush = tx => tx.status === 'MFA_CHALLENGE' && tx._embedded && tx._embedded.factor && tx._embedded.factor.factorType === 'push';
const isWaiting = tx => isPush(tx) && tx.factorResult === 'WAITING';

// ---------------------------------------------------------------- screens: one row per status

const screens = {
  UNAUTHENTICATED: (page, tx) => (tx._embedded && (tx._embedded.factors || []).length
    ? factorScreen(page, tx) : firstScreen(page)),
  MFA_REQUIRED: factorScreen,
  MFA_CHALLENGE: factorScreen,
  LOCKED_OUT: page => messageScreen(page, T.lockedOut),
  SUCCESS: successScreen,
};

function firstScreen(page) {
  const withPassword = !page.options.identifierFirst;
  const remembered = readCookie(REMEMBER_COOKIE);
  const username = field({
    id: 'username', label: T.username, type: 'text', autocomplete: 'username', required: T.usernameRequired,
    value: page.username || page.options.username || remembered, trim: true,
  });
  const password = withPassword ? secretField({
    id: 'password', label: T.password, autocomplete: 'current-password', required: T.passwordRequired,
  }) : null;
  const remember = checkbox('remember', T.remember, remembered !== '');
  const submit = button({ id: withPassword ? 'signin' : 'next', label: withPassword ? T.signIn : T.next, submit: true });

  page.draw({
    name: 'first',
    title: T.signIn,
    lead: page.orgName ? `Use your ${page.orgName} account` : '',
    body: [form(page, [username, password].filter(Boolean), submit, async () => {
      page.username = username.value();
      if (remember.input.checked) writeCookie(REMEMBER_COOKIE, page.username, REMEMBER_DAYS);
      else if (remembered) writeCookie(REMEMBER_COOKIE, '', 0);
      const body = { username: page.username, options: OPTIONS };
      if (withPassword) body.password = password.value();
      page.steps = [T.username];
      page.show(await page.post(page.authenticateHref(), body));
    }, [remember.el])],
  });
  // With a remembered name the cursor belongs in the first empty field.
  if (withPassword && username.value()) password.input.focus();
}

function factorScreen(page, tx) {
  const embedded = tx._embedded || {};
  if (embedded.factors) page.entries = entriesOf(embedded.factors);
  const active = tx.status === 'MFA_CHALLENGE' ? embedded.factor : null;
  if (!active && page.entries.length === 0) return messageScreen(page, T.unexpected);
  const wanted = active ? active.id : page.selected;
  let entry = page.entries.find(e => e.factor.id === wanted) ||
    (active ? page.entries.find(e => e.code && e.code.id === active.id) : page.entries[0]);
  if (active && !entry) {
    // Loaded in the middle of a challenge: the list is only a "previous" away.
    page.entries = [];
    entry = { factor: active, kind: kindOf(active), code: null };
  }
  page.selected = entry.factor.id;
  const name = nameOf(entry);
  const drawn = factorKinds[entry.kind].body(page, tx, entry);
  page.draw({
    name: 'factor',
    kind: entry.kind,
    title: drawn.title || name,
    step: stepOf(name),
    user: page.userName(),
    lead: drawn.lead,
    menu: page.entries.length > 1 ? factorMenu(page, entry) : null,
    body: [...drawn.body, factorLinks(page, tx)],
    update: drawn.update,
    inlineField: drawn.inlineField,
  });
  if (drawn.drawn) drawn.drawn();
  if (isWaiting(tx)) page.startPolling();
}

function messageScreen(page, text) {
  page.draw({
    name: 'message',
    title: T.signIn,
    error: text,
    body: [h('div', { class: 'fs-links' }, page.cancelButton(T.backToSignIn))],
  });
}

function successScreen(page, tx) {
  page.finished = true;
  const link = tx._links && tx._links.next;
  if (!page.options.onSuccess && !link && !tx.sessionToken) return messageScreen(page, T.unexpected);
  page.draw({
    name: 'success',
    title: page.options.onSuccess ? T.signedIn : T.signingIn,
    body: page.options.onSuccess ? [] : [h('div', { class: 'fs-progress', 'aria-hidden': 'true' })],
  });
  if (page.options.onSuccess) page.options.onSuccess(tx);
  else if (link) page.go(link.href);
  else page.go(`${page.baseUrl}/login/sessionCookieRedirect?${new URLSearchParams({
    checkAccountSetupComplete: 'true', token: tx.sessionToken, redirectUrl: page.targetUrl(),
  })}`);
}

// ---------------------------------------------------------------- factor bodies

function passwordBody(page, tx, entry) {
  const password = secretField({
    id: 'password', label: T.password, autocomplete: 'current-password', required: T.passwordRequired,
  });
  // Lets a password manager see which account the password is for.
  const owner = h('input', { type: 'text', autocomplete: 'username', hidden: true, value: page.userName() });
  return {
    body: [form(page, [password], button({ id: 'verify', label: T.verify, submit: true }),
      () => page.verify(entry.factor, { password: password.value() }), [rememberDevice(page), owner])],
  };
}

function questionBody(page, tx, entry) {
  const profile = entry.factor.profile || {};
  const answer = secretField({
    id: 'answer', label: profile.questionText || T.answer, placeholder: T.answer, autocomplete: 'off',
    required: T.answerRequired, thing: 'answer',
  });
  return {
    body: [form(page, [answer], button({ id: 'verify', label: T.verify, submit: true }),
      () => page.verify(entry.factor, { answer: answer.value() }), [rememberDevice(page)])],
  };
}

function codeBody(page, tx, entry) {
  const code = codeField();
  return {
    lead: fill(T.passcodeTitle, nameOf(entry)),
    body: [form(page, [code], button({ id: 'verify', label: T.verify, submit: true }),
      () => page.verify(entry.factor, { passCode: code.value() }), [rememberDevice(page)])],
  };
}

const SENT_CODE = {
  sms: { before: 'We will text a code to', after: 'We texted a code to', send: T.sendCode, again: T.resendCode, sent: T.sent },
  call: { before: 'We will call', after: 'We are calling', send: T.call, again: T.redial, sent: T.calling },
  email: { before: 'We will send a code to', after: 'We sent a code to', send: T.sendCode, again: T.resendCode, sent: T.sent },
};

function sentCodeBody(page, tx, entry) {
  const words = SENT_CODE[entry.kind];
  const sent = tx.status === 'MFA_CHALLENGE';
  const label = sent ? words.again : words.send;
  const send = button({ id: sent ? 'resend' : 'send', label, quiet: sent, submit: !sent });
  // After a reload the moment of sending is unknown; the server then says when it is too soon.
  const rest = () => coolDown(page, send, (page.sentAt.get(entry.factor.id) || 0) + RESEND_MS[entry.kind], label);
  const note = () => {
    page.sentAt.set(entry.factor.id, Date.now());
    page.say(words.sent);
  };
  const lead = [`${sent ? words.after : words.before} `, h('strong', { id: 'destination' }, hintOf(entry) || 'you')];
  if (!sent) {
    return {
      lead,
      body: [form(page, [], send, async () => {
        const challenge = await page.post(entry.factor._links.verify.href, {}, true);
        note();
        page.show(challenge);
      }, [rememberDevice(page)])],
      drawn: rest,
    };
  }

  const code = codeField();
  const resend = linkOf(tx._links.resend);
  send.addEventListener('click', () => page.act(send, async () => {
    page.accept(await page.post(resend.href, {}));
    note();
    rest();
    code.input.focus();
  }));
  return {
    lead,
    body: [form(page, [code], button({ id: 'verify', label: T.verify, submit: true }),
      () => page.verify(entry.factor, { passCode: code.value() }),
      [resend && h('div', { class: 'fs-resend' }, send), rememberDevice(page)])],
    drawn: rest,
  };
}

function pushBody(page, tx, entry) {
  const send = button({ id: 'send', label: T.sendPush, submit: true });
  const number = h('p', { id: 'number', class: 'fs-number' });
  const instruction = h('p', { id: 'number-instruction' });
  const numberBox = h('div', { class: 'fs-number-box', hidden: true },
    number, instruction, h('p', { class: 'fs-quiet' }, T.numberExplain));
  const waiting = h('div', { class: 'fs-waiting', 'aria-hidden': 'true', hidden: true }, h('i'), icon('push'));
  const warning = h('p', { id: 'warning', class: 'fs-warning', role: 'status', hidden: true });
  let warningTimer = 0;

  const start = async () => {
    const running = isPush(page.tx) && page.tx._embedded.factor.id === entry.factor.id;
    if (!running) await page.leaveChallenge();
    const again = running && page.tx._links.resend;
    const href = again ? linkOf(again).href : running ? page.tx._links.next.href : entry.factor._links.verify.href;
    page.show(await page.post(href, {}, !again));
  };

  const update = now => {
    const mine = isPush(now) && now._embedded.factor.id === entry.factor.id;
    const pending = mine && now.factorResult === 'WAITING';
    const challenge = pending && now._embedded.factor._embedded && now._embedded.factor._embedded.challenge;
    const answer = challenge && challenge.correctAnswer;
    const asksNumber = answer !== undefined && answer !== null && answer !== false;
    const wasPending = send.classList.contains('fs-done');

    send.querySelector('span').textContent = pending ? T.pushSent : T.sendPush;
    send.classList.toggle('fs-done', Boolean(pending));
    send.dataset.off = pending ? '1' : '';
    send.disabled = pending || page.busy;
    send.hidden = asksNumber;
    waiting.hidden = !pending || asksNumber;
    numberBox.hidden = !asksNumber;
    if (asksNumber && number.textContent !== String(answer)) {
      number.textContent = String(answer);
      instruction.textContent = fill(T.numberInstruction, answer);
      page.say(instruction.textContent);
    }
    if (pending && !wasPending) {
      if (!asksNumber) page.say(T.pushSent);
      warningTimer = page.later(PUSH_WARNING_MS, () => {
        warning.textContent = T.pushWarning;
        warning.hidden = numberBox.hidden === false;
      });
    }
    if (asksNumber || !pending) {
      page.forget(warningTimer);
      warning.hidden = true;
    }
    if (mine && !pending) page.setError(pushFailure(now));
  };

  let inline = null;
  const code = entry.code && codeField();
  if (code) {
    inline = form(page, [code], button({ id: 'verify', label: T.verify, submit: true, plain: true }), async () => {
      const body = { passCode: code.value() };
      await page.leaveChallenge();
      // The list may just have been published anew: take the link from there.
      const current = page.entries.find(e => e.factor.id === entry.factor.id) || entry;
      await page.verify(current.code || entry.code, body, nameOf(entry));
    });
    inline.classList.add('fs-inline');
  }
  return {
    lead: ['Approve the sign-in on ', hintOf(entry) ? h('strong', { id: 'destination' }, hintOf(entry)) : 'your phone', '.'],
    body: [
      form(page, [], send, start, [waiting, numberBox], [warning]),
      inline && h('div', { class: 'fs-or' }, h('span', {}, T.orEnterCode)),
      inline,
      rememberDevice(page),
    ],
    drawn: () => update(tx),
    inlineField: code,
    update: now => {
      if (!isPush(now) || now._embedded.factor.id !== entry.factor.id) return false;
      update(now);
      if (isWaiting(now)) page.startPolling();
      return true;
    },
  };
}

function pushFailure(tx) {
  if (tx.factorResultMessage === 'OKTA_VERIFY_UPGRADE_REQUIRED') return T.pushUpgrade;
  if (tx.factorResult === 'REJECTED') return T.pushRejected;
  if (tx.factorResult === 'TIMEOUT') return T.pushTimeout;
  return tx.factorResultMessage || T.unexpected;
}

function unknownBody(page, tx, entry) {
  return { body: [h('p', { class: 'fs-warning' }, fill(T.unknownFactor, nameOf(entry)))] };
}

// ---------------------------------------------------------------- parts

const linkOf = link => (Array.isArray(link) ? link[0] : link);

function button({ id, label, submit, quiet, plain }) {
  return h('button', {
    id, type: submit ? 'submit' : 'button', class: quiet ? 'fs-link' : plain ? 'fs-button fs-plain' : 'fs-button',
  }, h('span', {}, label));
}

function checkbox(id, label, checked, onchange) {
  const input = h('input', { id, type: 'checkbox', checked, onchange });
  return { input, el: h('label', { class: 'fs-check', for: id }, input, h('span', {}, label)) };
}

function field({ id, label, required, trim, after, ...attributes }) {
  const input = h('input', {
    id, name: id, class: 'fs-input', 'aria-required': 'true', autocapitalize: 'none', spellcheck: 'false', ...attributes,
  });
  const error = h('p', { id: `${id}-error`, class: 'fs-field-error', hidden: true });
  const el = h('div', { class: 'fs-field' }, h('label', { for: id }, label),
    h('div', { class: 'fs-box' }, input, after && after(input)), error);
  const mark = (text, describedBy) => {
    error.textContent = text;
    error.hidden = !text;
    if (describedBy) {
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-describedby', describedBy);
    } else {
      input.removeAttribute('aria-invalid');
      input.removeAttribute('aria-describedby');
    }
  };
  return {
    el, input, value: () => (trim ? input.value.trim() : input.value),
    /** Says what is missing and returns false, or clears the mark. */
    check() {
      const missing = this.value() === '';
      mark(missing ? required : '', missing ? error.id : '');
      return !missing;
    },
    /** The server refused the form: the banner describes the field. */
    refuse(clear) {
      if (clear) input.value = '';
      mark('', 'error');
      input.focus();
    },
  };
}

function secretField({ thing = 'password', ...options }) {
  return Object.assign(field({
    type: 'password', ...options,
    after: input => {
      const toggle = h('button', {
        id: `${options.id}-toggle`, type: 'button', class: 'fs-toggle', 'aria-controls': options.id,
        'aria-pressed': 'false', 'aria-label': `Show ${thing}`,
      }, 'Show');
      toggle.addEventListener('click', () => {
        const show = input.type === 'password';
        input.type = show ? 'text' : 'password';
        toggle.textContent = show ? 'Hide' : 'Show';
        toggle.setAttribute('aria-label', `${toggle.textContent} ${thing}`);
        toggle.setAttribute('aria-pressed', String(show));
      });
      return toggle;
    },
  }), { secret: true });
}

function codeField() {
  return Object.assign(field({
    id: 'passcode', label: T.enterCode, type: 'text', inputmode: 'numeric', autocomplete: 'one-time-code',
    maxlength: '64', required: T.codeRequired, trim: true,
  }), { secret: true });
}

function form(page, fields, submit, work, beforeSubmit = [], afterSubmit = []) {
  const el = h('form', { class: 'fs-form', novalidate: true, autocomplete: 'on' },
    fields.map(f => f.el), beforeSubmit, submit, afterSubmit);
  el.addEventListener('submit', event => {
    event.preventDefault();
    if (page.busy || submit.disabled) return;
    const wrong = fields.filter(f => !f.check());
    if (wrong.length) {
      page.setError(T.reviewForm);
      wrong[0].input.focus();
      return;
    }
    page.act(submit, work, fields[fields.length - 1]);
  });
  return el;
}

function factorMenu(page, current) {
  const names = page.entries.map(nameOf);
  const items = page.entries.map((entry, i) => {
    const twin = names.filter(n => n === names[i]).length > 1;
    const hint = hintOf(entry) || (twin ? (entry.factor.profile || {}).credentialId : '');
    return h('li', { role: 'none' }, h('button', {
      type: 'button', role: 'menuitemradio', tabindex: '-1', class: 'fs-item', 'aria-checked': String(entry === current),
      'data-factor': entry.kind, 'data-factor-id': entry.factor.id, onclick: () => choose(entry),
    }, icon(factorKinds[entry.kind].icon),
    h('span', { class: 'fs-item-text' }, h('span', {}, names[i]), hint && h('small', {}, hint)),
    entry === current && icon('check')));
  });
  const list = h('ul', { id: 'factor-menu-list', class: 'fs-menu', role: 'menu', 'aria-label': T.menu, hidden: true }, items);
  const opener = h('button', {
    id: 'factor-menu', type: 'button', class: 'fs-menu-button', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
    'aria-controls': 'factor-menu-list',
  }, h('span', {}, T.menu, h('span', { class: 'fs-vh' }, ` - ${nameOf(current)} Factor Selected`)), icon('chevron'));
  const all = items.map(li => li.firstChild);
  const root = h('div', { class: 'fs-menu-root' }, opener, list);

  const outside = event => { if (!root.contains(event.target)) close(false); };
  function open(index) {
    list.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    document.addEventListener('pointerdown', outside);
    all[index].focus();
  }
  function close(refocus) {
    list.hidden = true;
    opener.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside);
    if (refocus) opener.focus();
  }
  function choose(entry) {
    close(true);
    if (entry !== current) page.switchTo(entry, opener);
  }
  opener.addEventListener('click', () => (list.hidden ? open(Math.max(0, page.entries.indexOf(current))) : close(true)));
  opener.addEventListener('keydown', event => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    open(event.key === 'ArrowDown' ? 0 : all.length - 1);
  });
  list.addEventListener('keydown', event => {
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all[(to + all.length) % all.length].focus();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      close(true);
    } else if (event.key === 'Tab') {
      close(true);
    } else if (/^\S$/.test(event.key)) {
      const order = [...all.slice(at + 1), ...all.slice(0, at + 1)];
      const hit = order.find(b => b.textContent.toLowerCase().startsWith(event.key.toLowerCase()));
      if (hit) hit.focus();
    }
  });
  return root;
}

function factorLinks(page, tx) {
  const links = [];
  if (tx.status === 'MFA_CHALLENGE' && page.entries.length === 0 && tx._links.prev) {
    const other = button({ id: 'other-factor', label: T.otherFactor, quiet: true });
    other.addEventListener('click', () => page.act(other, async () => {
      page.selected = '';
      page.show(await page.post(page.tx._links.prev.href, {}));
    }));
    links.push(other);
  }
  links.push(page.cancelButton(tx._embedded && tx._embedded.user ? T.signOut : T.backToSignIn));
  return h('div', { class: 'fs-links' }, links);
}

function rememberDevice(page) {
  const policy = page.policy;
  if (!policy || !policy.allowRememberDevice) return null;
  if (page.remembersDevice === null) page.remembersDevice = Boolean(policy.rememberDeviceByDefault);
  const minutes = policy.rememberDeviceLifetimeInMinutes;
  return checkbox('remember-device', minutes > 0 ? fill(T.timeBased, lifetimeText(minutes)) : T.deviceBased,
    page.remembersDevice, event => { page.remembersDevice = event.target.checked; }).el;
}

/** Keeps a send button off until the given time and counts the seconds down. */
function coolDown(page, el, until, label) {
  const text = el.querySelector('span');
  const left = Math.ceil((until - Date.now()) / 1000);
  if (left <= 0) {
    text.textContent = label;
    el.dataset.off = '';
    el.disabled = page.busy;
    return;
  }
  text.textContent = `${label} (${left} s)`;
  el.dataset.off = '1';
  el.disabled = true;
  page.later(250, () => coolDown(page, el, until, label));
}

// ---------------------------------------------------------------- the page

class FactorSeqSignIn {
  constructor(options) {
    this.options = { identifierFirst: true, ...options };
    this.baseUrl = String(this.options.baseUrl || location.origin).replace(/\/+$/, '');
    this.host = typeof this.options.el === 'string' ? document.querySelector(this.options.el) : this.options.el;
    if (!this.host) throw new Error('FactorSeqSignIn: the element `el` was not found.');
    this.orgName = this.options.orgName || '';
    this.stateToken = this.options.stateToken || '';
    this.timers = new Set();
    this.reset();
  }

  reset() {
    this.tx = {};
    this.username = '';
    this.entries = [];
    this.selected = '';
    this.steps = [];
    this.sentAt = new Map();
    this.policy = null;
    this.remembersDevice = null;
    this.busy = false;
    this.finished = false;
    this.view = null;
  }

  /** Draws the page; resolves when the first screen stands. */
  async render() {
    this.parts = {
      head: h('div', { class: 'fs-head' }),
      error: h('div', { id: 'error', class: 'fs-error', role: 'alert', hidden: true }),
      body: h('div', { class: 'fs-body' }),
      status: h('p', { id: 'status', class: 'fs-vh', role: 'status', 'aria-live': 'polite' }),
    };
    this.card = h('section', { class: 'fs-card', 'data-se': 'factorseq', 'data-screen': 'loading', 'aria-busy': 'true' },
      this.parts.head, this.parts.error, this.parts.body, this.parts.status);
    this.host.replaceChildren(this.card);
    this.onHide = () => this.stopPolling();
    this.onShow = event => {
      if (!event.persisted) return;
      if (this.finished && this.options.hosted) location.reload();
      else if (isWaiting(this.tx)) this.startPolling();
    };
    addEventListener('pagehide', this.onHide);
    addEventListener('pageshow', this.onShow);

    const note = this.options.hosted ? reloadNote.take() : null;
    this.reloaded = note !== null;
    const notice = note === 'expired' ? T.expired : '';
    if (!this.stateToken) return this.showFirst(notice, this.options.message);
    this.parts.body.replaceChildren(h('div', { class: 'fs-progress', role: 'img', 'aria-label': 'Loading' }));
    try {
      const tx = await this.post(`${this.baseUrl}/api/v1/authn/introspect`, {});
      this.reloaded = false;
      this.steps = [T.username];
      this.show(tx);
      if (notice) this.setError(notice);
      else if (this.view.name === 'first') this.setNotice(this.options.message);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Takes the page off the host's document. */
  remove() {
    this.stopPolling();
    this.clearTimers();
    removeEventListener('pagehide', this.onHide);
    removeEventListener('pageshow', this.onShow);
    this.host.replaceChildren();
  }

  // ---- drawing

  show(tx) {
    this.accept(tx);
    if (this.view && this.view.update && this.view.update(tx)) return;
    this.clearTimers();
    const screen = Object.hasOwn(screens, tx.status) ? screens[tx.status] : null;
    if (screen) screen(this, tx);
    else messageScreen(this, fill(T.unknownStatus, tx.status || 'no status'));
  }

  showFirst(error, message) {
    this.stopPolling();
    this.clearTimers();
    this.reset();
    firstScreen(this);
    if (error) this.setError(error);
    else this.setNotice(message);
  }

  draw(view) {
    const { head, body } = this.parts;
    const title = h('h1', { id: 'title', tabindex: '-1' }, view.title);
    const steps = view.step ? this.stepList(view.step) : null;
    head.replaceChildren(...[
      steps,
      view.kind
        ? h('div', { class: 'fs-title-row' }, h('span', { class: 'fs-emblem' }, icon(factorKinds[view.kind].icon)),
          h('div', {}, title, view.user && h('p', { id: 'user', class: 'fs-user' }, view.user)))
        : title,
      view.menu,
      view.lead && h('p', { id: 'lead', class: 'fs-lead' }, view.lead),
    ].filter(Boolean));
    body.replaceChildren(...view.body.filter(Boolean));
    this.view = view;
    this.card.dataset.screen = view.name;
    this.card.dataset.factor = view.kind || '';
    this.card.removeAttribute('aria-busy');
    this.setError(view.error || '');
    const firstField = body.querySelector('.fs-form:first-child .fs-input');
    (firstField || title).focus();
  }

  stepList(current) {
    return h('ol', { class: 'fs-steps', 'aria-label': 'Sign-in steps' },
      this.steps.map(name => h('li', { class: 'fs-step-done' }, h('i', {}, icon('check')), name, h('span', { class: 'fs-vh' }, ' done'))),
      h('li', { 'aria-current': 'step' }, h('i'), current));
  }

  setError(text) {
    const box = this.parts.error;
    box.className = 'fs-error';
    box.setAttribute('role', 'alert');
    box.hidden = !text;
    box.textContent = text || '';
  }

  setNotice(message) {
    if (message !== 'signedOut') return;
    this.setError(T.signedOut);
    this.parts.error.className = 'fs-error fs-info';
    this.parts.error.setAttribute('role', 'status');
  }

  say(text) { this.parts.status.textContent = text; }

  userName() {
    const user = this.tx._embedded && this.tx._embedded.user;
    return (user && user.profile && user.profile.login) || this.username || '';
  }

  cancelButton(label) {
    const el = button({ id: 'cancel', label, quiet: true });
    el.addEventListener('click', () => this.act(el, () => this.cancel()));
    return el;
  }

  // ---- acting

  /** Runs one user action at a time; the poll rests meanwhile, and a poll that has already moved on wins. */
  async act(el, work, mainField) {
    if (this.busy || this.finished && el.id !== 'cancel') return;
    this.setBusy(el, true);
    this.setError('');
    this.stopPolling();
    try {
      const late = this.polling && await this.polling.catch(() => null);
      if (late && !isWaiting(late)) this.moveOn(this.view.step, late);
      else await work();
    } catch (error) {
      this.setBusy(el, false);
      this.fail(error, mainField);
    } finally {
      if (!this.reloading) {
        this.setBusy(el, false);
        if (isWaiting(this.tx)) this.startPolling();
      }
    }
  }

  setBusy(el, busy) {
    if (this.busy === busy) return;
    this.busy = busy;
    const had = busy ? document.activeElement : null;
    el.classList.toggle('fs-busy', busy);
    el.setAttribute('aria-busy', String(busy));
    this.card.querySelectorAll('button').forEach(b => { b.disabled = busy || b.dataset.off === '1'; });
    if (busy) this.focusBack = had;
    else if (document.activeElement === document.body && this.focusBack && this.focusBack.isConnected) {
      (this.focusBack.disabled ? this.parts.head.querySelector('h1') : this.focusBack).focus();
    }
  }

  /** Verifies a factor: through the running challenge's own link, else through the factor's. */
  async verify(factor, body, stepName) {
    const running = this.tx.status === 'MFA_CHALLENGE' && this.tx._embedded.factor.id === factor.id;
    const link = running && this.tx._links.next ? this.tx._links.next : factor._links.verify;
    const name = stepName || factorKinds[kindOf(factor)].name(factor);
    this.moveOn(name, await this.post(link.href, body, true));
  }

  /** Goes back to the list of factors, where a challenge runs. */
  async leaveChallenge() {
    if (this.tx.status === 'MFA_CHALLENGE') this.accept(await this.post(this.tx._links.prev.href, {}));
  }

  /** Shows the answer to a factor; once that factor is done it is listed, and what belonged to it forgotten. */
  moveOn(name, tx) {
    if (tx.status !== 'MFA_CHALLENGE') {
      this.steps.push(stepOf(name));
      this.selected = '';
      this.view = null;
    }
    this.show(tx);
  }

  async switchTo(entry, el) {
    await this.act(el, async () => {
      await this.leaveChallenge();
      this.selected = entry.factor.id;
      this.view = null;
      this.show(this.tx);
      this.say(fill(T.menuSelected, nameOf(entry)));
    });
  }

  async cancel() {
    const link = this.tx._links && this.tx._links.cancel;
    if (link && this.stateToken) {
      try { await this.post(link.href, {}); } catch (error) { if (error.status === 0) throw error; }
    }
    this.startAnew('cancelled', '');
  }

  /** Back to the first page. The hosted page is loaded again when its state token is used up. */
  startAnew(note, error) {
    const booted = this.options.hosted && this.options.stateToken;
    if (booted && !this.reloaded && reloadNote.put(note)) {
      this.reloading = true;
      this.stopPolling();
      location.reload();
      return;
    }
    this.stateToken = '';
    this.showFirst(error);
  }

  fail(error, mainField) {
    if (!(error instanceof ApiError)) {
      this.setError(T.unexpected);
      throw error;
    }
    if (error.code === 'E0000011') return this.startAnew('expired', T.expired);
    if (!this.view) return messageScreen(this, error.text);
    let input = mainField;
    if (mainField && this.view.update) {
      // The push's challenge may have been left for the code's: draw where we are now.
      factorScreen(this, this.tx);
      input = this.view.inlineField;
    }
    this.setError(error.text);
    if (input) input.refuse(input.secret && error.status !== 0);
  }

  // ---- polling a push

  startPolling() {
    this.stopPolling();
    this.pollFailures = 0;
    this.pollTimer = setTimeout(() => this.poll(), POLL_MS);
  }

  stopPolling() {
    clearTimeout(this.pollTimer);
    this.pollTimer = 0;
  }

  async poll() {
    const link = this.tx._links && this.tx._links.next;
    if (!isWaiting(this.tx) || !link || link.name !== 'poll' || this.busy) return;
    const asked = this.post(link.href, {}, true);
    this.polling = asked;
    try {
      const tx = await asked;
      // While the user acts, the answer is taken by act().
      if (this.busy || !this.pollTimer) return;
      this.moveOn(this.view.step, tx);
    } catch (error) {
      if (this.busy || !this.pollTimer) return;
      const again = error.status === 0 || error.status === 429 ? POLL_RETRY_MS[this.pollFailures++] : undefined;
      if (again) this.pollTimer = setTimeout(() => this.poll(), again);
      else this.fail(error);
    } finally {
      if (this.polling === asked) this.polling = null;
    }
  }

  // ---- the wire

  /** Posts to a published link; the newest state token goes along. `verifies` adds the remember-device flag. */
  async post(href, body, verifies) {
    const url = new URL(href, location.href);
    if (verifies && this.policy && this.policy.allowRememberDevice) {
      url.searchParams.set('rememberDevice', String(Boolean(this.remembersDevice)));
    }
    let status = 0;
    let answer = null;
    try {
      const response = await fetch(url, {
        method: 'POST', credentials: 'include', cache: 'no-store', signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
        body: JSON.stringify(this.stateToken ? { stateToken: this.stateToken, ...body } : body),
      });
      const text = await response.text();
      status = response.status;
      answer = text ? JSON.parse(text) : {};
    } catch {
      if (status === 0) throw new ApiError(0);
    }
    if (status < 200 || status > 299 || !answer) throw new ApiError(status || 500, answer);
    return answer;
  }

  accept(tx) {
    this.tx = tx;
    if (tx.stateToken) this.stateToken = tx.stateToken;
    const embedded = tx._embedded || {};
    if (embedded.factors) this.entries = entriesOf(embedded.factors);
    if (embedded.policy) this.policy = embedded.policy;
  }

  authenticateHref() {
    const next = this.tx._links && this.tx._links.next;
    return this.stateToken && next ? next.href : `${this.baseUrl}/api/v1/authn`;
  }

  /** Where the browser goes with its new session. */
  targetUrl() {
    const from = this.options.fromURI;
    if (!from) return `${this.baseUrl}/app/UserHome`;
    const base = new URL(this.baseUrl, location.href);
    const prefix = base.pathname.replace(/\/$/, '');
    const rooted = from.startsWith('/') && !from.startsWith('//') && prefix && !from.startsWith(`${prefix}/`);
    return new URL(rooted ? prefix + from : from, base).href;
  }

  go(href) {
    const url = new URL(href, location.href);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return this.setError(T.unexpected);
    location.assign(url);
  }

  // ---- timers that belong to the screen

  later(ms, work) {
    const id = setTimeout(() => { this.timers.delete(id); work(); }, ms);
    this.timers.add(id);
    return id;
  }

  forget(id) {
    clearTimeout(id);
    this.timers.delete(id);
  }

  clearTimers() {
    this.timers.forEach(clearTimeout);
    this.timers.clear();
  }
}

window.FactorSeqSignIn = FactorSeqSignIn;

function boot() {
  const source = document.getElementById('factorseq-config');
  const el = document.getElementById('factorseq-signin');
  if (!source || !el) return;
  const config = JSON.parse(source.textContent);
  if (config.orgName) {
    document.title = `${T.signIn} · ${config.orgName}`;
    const org = document.getElementById('factorseq-org');
    if (org) org.textContent = `org ${config.orgName}`;
  }
  new FactorSeqSignIn({ ...config, el, hosted: true }).render();
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', boot);
else boot();
})();
