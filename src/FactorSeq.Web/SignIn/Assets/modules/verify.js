/* Proving a factor: the screen around it, the menu of others, and the factors that are typed. */
import { load } from './authn.js';
import { fill, h } from './dom.js';
import { entriesOf, entryOf, hintOf, iconOf, nameOf, stepOf } from './factors.js';
import { factorMenu } from './menu.js';
import { methodsScreen } from './methods.js';
import { action, button, checkbox, codeField, coolDown, form, helpLink, linkOf, links, owner, secretField } from './parts.js';
import { messageScreen } from './screens.js';
import { T } from './texts.js';

const RESEND_MS = { sms: 30000, call: 30000, email: 5000 };

const V = {
  otherFactor: 'Use another factor',
  menuSelected: 'Select Authentication Factor - {0} Factor Selected',
  passcodeTitle: 'Enter your {0} passcode',
  deviceBased: 'Do not challenge me on this device again',
  timeBased: 'Do not challenge me on this device for the next {0}',
  unknownFactor: 'This page cannot verify {0}. Select another factor or contact your administrator.',
};

/** One row per factor: the function that draws it. */
const bodies = {
  password: () => passwordBody,
  question: () => questionBody,
  totp: () => codeBody,
  google: () => codeBody,
  token: () => codeBody,
  sms: () => sentCodeBody,
  call: () => sentCodeBody,
  email: () => sentCodeBody,
  push: async () => (await load(import('./push.js'))).pushBody,
  webauthn: async () => (await load(import('./webauthn.js'))).assertionBody,
  duo: async () => (await load(import('./far-end.js'))).duoBody,
  idp: async () => (await load(import('./far-end.js'))).identityProviderBody,
  u2f: () => unknownBody,
  other: () => unknownBody,
};

export async function factorScreen(page, tx) {
  const embedded = tx._embedded || {};
  adopt(page, tx);
  const active = tx.status === 'MFA_CHALLENGE' ? embedded.factor : null;
  if (!active && page.entries.length === 0) return messageScreen(page, T.unexpected);
  const wanted = active ? active.id : page.selected;
  const lists = Boolean(page.options.identityEngine) && page.entries.length > 1;
  if (lists && !active && !page.entries.some(e => e.factor.id === wanted)) {
    return methodsScreen(page, page.entries, to => {
      page.selected = to.factor.id;
      page.view = null;
      return page.show(page.tx);
    });
  }
  let entry = page.entries.find(e => e.factor.id === wanted) || (active
    ? page.entries.find(e => (e.code && e.code.id === active.id) || (e.byType && e.factor.factorType === active.factorType))
    : page.entries[0]);
  if (active && !entry) {
    // Loaded in the middle of a challenge: the list is only a "previous" away.
    page.entries = [];
    entry = entryOf(active);
  }
  page.selected = entry.factor.id;
  const body = await bodies[entry.kind]();
  const drawn = body(page, tx, entry);
  page.draw({
    name: 'factor',
    kind: entry.kind,
    icon: iconOf(entry),
    title: nameOf(entry),
    step: stepOf(entry),
    user: page.userName(),
    lead: drawn.lead,
    menu: page.entries.length > 1 && !lists ? factorMenu(page.entries, entry, (to, el) => switchTo(page, to, el)) : null,
    body: [...drawn.body, factorLinks(page, tx)],
    update: drawn.update,
    redraw: drawn.inlineField && (async () => {
      await factorScreen(page, page.tx);
      return page.view.inlineField;
    }),
    inlineField: drawn.inlineField,
  });
  if (drawn.drawn) drawn.drawn();
  if (tx.factorResult === 'FAILED') page.setError(tx.factorResultMessage || T.unexpected);
}

/** Takes over the list of factors that an answer publishes; the keys in a challenge of several are no such list. */
function adopt(page, tx) {
  const { factors, factorTypes } = tx._embedded || {};
  if (factors && tx.status !== 'MFA_CHALLENGE') page.entries = entriesOf(factors, factorTypes);
}

// ---- what the factors' own modules need

/** Whether this entry's challenge is the one that is out. */
export const isRunning = (page, entry) => page.tx.status === 'MFA_CHALLENGE' && (page.tx._embedded.factor.id === entry.factor.id ||
  Boolean(entry.byType) && page.tx._embedded.factor.factorType === entry.factor.factorType);

/** Asks for a challenge, or answers one: through the running challenge's own link, else through the factor's. */
export function send(page, entry, body = {}) {
  const link = isRunning(page, entry) && page.tx._links.next || entry.byType || entry.factor._links.verify;
  return page.post(link.href, body, page.flags(entry.factor));
}

/** Sends the proof and goes on. */
export const prove = async (page, entry, body) => page.moveOn(stepOf(entry), await send(page, entry, body));

/** Goes back to the list of factors, where a challenge runs. */
export async function leaveChallenge(page) {
  if (page.tx.status !== 'MFA_CHALLENGE') return;
  page.accept(await page.post(page.tx._links.prev.href, {}));
  adopt(page, page.tx);
}

export function rememberDevice(page) {
  const policy = page.policy;
  if (!policy || !policy.allowRememberDevice || page.options.identityEngine) return null;
  if (page.remembersDevice === null) page.remembersDevice = Boolean(policy.rememberDeviceByDefault);
  const minutes = policy.rememberDeviceLifetimeInMinutes;
  return checkbox('remember-device', minutes > 0 ? fill(V.timeBased, lifetimeText(minutes)) : V.deviceBased,
    page.remembersDevice, event => { page.remembersDevice = event.target.checked; }).el;
}

function lifetimeText(minutes) {
  const [count, unit] = minutes % 1440 === 0 ? [minutes / 1440, 'day']
    : minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return count === 1 ? unit : `${count} ${unit}s`;
}

// ---- bodies

const verifyButton = () => button({ id: 'verify', label: T.verify, submit: true });

function passwordBody(page, tx, entry) {
  const password = secretField({
    id: 'password', label: T.password, autocomplete: 'current-password', required: T.passwordRequired,
  });
  return {
    body: [form(page, {
      fields: [password],
      submit: verifyButton(),
      work: () => prove(page, entry, { password: password.value() }),
      before: [rememberDevice(page), owner(page.userName())],
    })],
  };
}

function questionBody(page, tx, entry) {
  const profile = entry.factor.profile || {};
  const answer = secretField({
    id: 'answer', label: profile.questionText || T.answer, placeholder: T.answer, autocomplete: 'off',
    required: T.answerRequired, thing: 'answer',
  });
  return {
    body: [form(page, {
      fields: [answer],
      submit: verifyButton(),
      work: () => prove(page, entry, { answer: answer.value() }),
      before: [rememberDevice(page)],
    })],
  };
}

function codeBody(page, tx, entry) {
  // A YubiKey types letters.
  const code = codeField(entry.factor.factorType === 'token:hardware' ? { inputmode: 'text', autocomplete: 'off' } : {});
  return {
    lead: fill(V.passcodeTitle, nameOf(entry)),
    body: [form(page, {
      fields: [code],
      submit: verifyButton(),
      work: () => prove(page, entry, { passCode: code.value() }),
      before: [rememberDevice(page)],
    })],
  };
}

/** How a code travels, and when another may be asked for. */
export const SENT_CODE = {
  sms: { before: 'We will text a code to', after: 'We texted a code to', send: T.sendCode, again: T.resendCode, sent: T.sent, rest: RESEND_MS.sms },
  call: { before: 'We will call', after: 'We are calling', send: T.call, again: T.redial, sent: T.calling, rest: RESEND_MS.call },
  email: { before: 'We will send a code to', after: 'We sent a code to', send: T.sendCode, again: T.resendCode, sent: T.sent, rest: RESEND_MS.email },
};

function sentCodeBody(page, tx, entry) {
  const words = SENT_CODE[entry.kind];
  const sent = tx.status === 'MFA_CHALLENGE';
  const label = sent ? words.again : words.send;
  const sender = button({ id: sent ? 'resend' : 'send', label, quiet: sent, submit: !sent });
  // After a reload the moment of sending is unknown; the server then says when it is too soon.
  const rest = () => coolDown(page, sender, (page.sentAt.get(entry.factor.id) || 0) + words.rest, label);
  const note = () => {
    page.sentAt.set(entry.factor.id, Date.now());
    page.say(words.sent);
  };
  const lead = [`${sent ? words.after : words.before} `, h('strong', { id: 'destination' }, hintOf(entry) || 'you')];
  if (!sent) {
    return {
      lead,
      body: [form(page, {
        fields: [],
        submit: sender,
        work: async () => {
          const challenge = await send(page, entry);
          note();
          await page.show(challenge);
        },
        before: [rememberDevice(page)],
      })],
      drawn: rest,
    };
  }

  const code = codeField();
  const resend = linkOf(tx._links.resend);
  sender.addEventListener('click', () => page.act(sender, async () => {
    page.accept(await page.post(resend.href, {}));
    note();
    rest();
    code.input.focus();
  }));
  return {
    lead,
    body: [form(page, {
      fields: [code],
      submit: verifyButton(),
      work: () => prove(page, entry, { passCode: code.value() }),
      before: [resend && h('div', { class: 'fs-resend' }, sender), rememberDevice(page)],
    })],
    drawn: rest,
  };
}

function unknownBody(page, tx, entry) {
  return { body: [h('p', { class: 'fs-warning' }, fill(V.unknownFactor, nameOf(entry)))] };
}

// ---- around the factor

function factorLinks(page, tx) {
  return links(
    page.options.identityEngine && page.entries.length > 1 &&
      action(page, { id: 'other-method', label: T.otherMethod, quiet: true }, async () => {
        await leaveChallenge(page);
        page.selected = '';
        page.view = null;
        await page.show(page.tx);
      }),
    tx.status === 'MFA_CHALLENGE' && page.entries.length === 0 && tx._links.prev &&
      action(page, { id: 'other-factor', label: V.otherFactor, quiet: true }, async () => {
        page.selected = '';
        await page.show(await page.post(page.tx._links.prev.href, {}));
      }),
    page.cancelButton(), helpLink(page));
}

async function switchTo(page, entry, el) {
  await page.act(el, async () => {
    await leaveChallenge(page);
    page.selected = entry.factor.id;
    page.view = null;
    await page.show(page.tx);
    page.say(fill(V.menuSelected, nameOf(entry)));
  });
}
