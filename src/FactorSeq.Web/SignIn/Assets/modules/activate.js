/* A factor that is being set up: the QR code, the code that was sent, the key that is touched. */
import { load } from './authn.js';
import { fill, h } from './dom.js';
import { backToList, changeNumber } from './enroll.js';
import { entryOf, hintOf, iconOf, nameOf } from './factors.js';
import { action, button, codeField, coolDown, field, form, linkOf, links } from './parts.js';
import { SENT_CODE } from './verify.js';
import { T } from './texts.js';

const A = {
  title: 'Set up {0}',
  step: 'Set up factors',
  install: 'Install {0} on your phone, if you have not.',
  addPush: 'In the app, add an account and scan this code.',
  scan: 'Scan this code with the app.',
  then: 'Type the code that the app shows.',
  qrCode: 'QR code to scan with {0}',
  waiting: 'Waiting for your phone…',
  cannotScan: "Can't scan?",
  nothingCame: 'Nothing arrived?',
  byMail: 'Email me a link',
  bySms: 'Text me a link',
  phone: 'Phone number',
  phoneRequired: 'Please enter a phone number',
  phoneHint: 'With the country code, for example +1\u00a0415\u00a0555\u00a00100.',
  linkMailed: 'We mailed you a link. Open it on your phone.',
  linkTexted: 'We texted you a link. Open it on your phone.',
  expired: 'This code has expired.',
  newCode: 'New code',
  secret: 'Or type this key into the app',
  copy: 'Copy',
  copied: 'Copied',
  changeNumber: 'Change number',
  unknown: 'This page cannot set up {0}. Choose another factor or contact your administrator.',
};

/** One row per factor: the function that draws its activation. */
const bodies = {
  push: () => pushBody,
  totp: () => tokenBody,
  google: () => tokenBody,
  sms: () => sentCodeBody,
  call: () => sentCodeBody,
  email: () => sentCodeBody,
  token: () => codeBody,
  webauthn: async () => (await load(import('./webauthn.js'))).registrationBody,
  duo: async () => (await load(import('./far-end.js'))).duoBody,
  idp: async () => (await load(import('./far-end.js'))).identityProviderBody,
};

export async function activateScreen(page, tx) {
  const entry = entryOf(tx._embedded.factor);
  const body = await (bodies[entry.kind] || (() => unknownBody))();
  const drawn = body(page, tx, entry);
  page.settingUp = nameOf(entry);
  page.draw({
    name: 'activate',
    kind: entry.kind,
    icon: iconOf(entry),
    title: fill(A.title, nameOf(entry)),
    step: A.step,
    user: page.userName(),
    lead: drawn.lead,
    body: [...drawn.body, links(tx._links.prev && backToList(page), page.cancelButton())],
    error: drawn.error,
    update: drawn.update,
  });
  if (drawn.drawn) drawn.drawn();
  if (tx.factorResult === 'FAILED') page.setError(tx.factorResultMessage || T.unexpected);
}

/** Sends what activates the factor, and goes on. */
export const activate = async (page, body = {}) => page.show(await page.post(page.tx._links.next.href, body));

const activationOf = tx => (tx._embedded.factor._embedded || {}).activation || {};
const qrOf = tx => ((activationOf(tx)._links || {}).qrcode || {}).href;
const code = (name, href) => h('img', { class: 'fs-qr', src: href, width: 200, height: 200, alt: fill(A.qrCode, name) });
const steps = (...texts) => h('ol', { class: 'fs-how' }, texts.map(text => h('li', {}, text)));

// ---- Okta Verify: scanned by the phone, which then tells the server

function pushBody(page, tx, entry) {
  const same = now => now.status === tx.status && now._embedded.factor.id === tx._embedded.factor.id && now.factorResult === tx.factorResult &&
    qrOf(now) === qrOf(tx);
  if (tx.factorResult === 'TIMEOUT') {
    return { error: A.expired, body: [action(page, { id: 'new-code', label: A.newCode }, () => activate(page))] };
  }

  const qr = qrOf(tx);
  const send = (activationOf(tx)._links || {}).send || [];
  const waiting = h('p', { id: 'waiting', class: 'fs-pending', role: 'status' }, h('i', { 'aria-hidden': 'true' }), A.waiting);
  return {
    lead: qr ? '' : page.sentLink === 'sms' ? A.linkTexted : A.linkMailed,
    body: [
      qr && steps(fill(A.install, nameOf(entry)), A.addPush),
      qr && code(nameOf(entry), qr),
      waiting,
      send.length > 0 && cannotScan(page, send, Boolean(qr)),
    ],
    update: same,
  };
}

function cannotScan(page, send, scans) {
  const href = name => (send.find(link => link.name === name) || {}).href;
  const sendLink = async (name, body) => {
    const tx = await page.post(href(name), body);
    page.sentLink = name;
    page.view = null;
    await page.show(tx);
    page.say(name === 'sms' ? A.linkTexted : A.linkMailed);
  };
  const phone = field({
    id: 'phone-number', label: A.phone, type: 'tel', autocomplete: 'tel', required: A.phoneRequired, hint: A.phoneHint, trim: true,
  });
  return h('details', { id: 'cannot-scan', class: 'fs-details' },
    h('summary', {}, scans ? A.cannotScan : A.nothingCame),
    h('div', { class: 'fs-details-body' },
      href('email') && action(page, { id: 'link-by-email', label: A.byMail, plain: true }, () => sendLink('email', {})),
      href('sms') && form(page, {
        fields: [phone],
        submit: button({ id: 'link-by-sms', label: A.bySms, submit: true, plain: true }),
        work: () => sendLink('sms', { profile: { phoneNumber: phone.value() } }),
      })));
}

// ---- software tokens: scanned or typed, proved by a code

function tokenBody(page, tx, entry) {
  const { sharedSecret } = activationOf(tx);
  const qr = qrOf(tx);
  return {
    body: [
      steps(fill(A.install, nameOf(entry)), A.scan, A.then),
      qr && code(nameOf(entry), qr),
      sharedSecret && secretText(page, sharedSecret),
      codeForm(page),
    ],
  };
}

// In groups of four, for those who copy by eye; copied whole by the button.
function secretText(page, secret) {
  const copy = action(page, { id: 'copy-secret', label: A.copy, quiet: true }, async () => {
    try {
      await navigator.clipboard.writeText(secret);
      page.say(A.copied);
      copy.querySelector('span').textContent = A.copied;
    } catch {
      getSelection().selectAllChildren(text);
    }
  });
  const text = h('code', { id: 'secret' }, secret.match(/.{1,4}/g).map(group => h('span', {}, group)));
  return h('div', { class: 'fs-secret' }, h('p', {}, A.secret), text, copy);
}

function codeForm(page, before) {
  const passCode = codeField();
  return form(page, {
    fields: [passCode],
    submit: button({ id: 'verify', label: T.verify, submit: true }),
    before: before && before(passCode),
    work: () => activate(page, { passCode: passCode.value() }),
  });
}

const codeBody = page => ({ body: [codeForm(page)] });

// ---- codes that are sent

function sentCodeBody(page, tx, entry) {
  const words = SENT_CODE[entry.kind];
  const { id } = entry.factor;
  if (!page.sentAt.has(id) && entry.kind === 'email') page.sentAt.set(id, Date.now());
  const resends = linkOf(tx._links.resend);
  let input = null;
  const resend = action(page, { id: 'resend', label: words.again, quiet: true }, async () => {
    page.accept(await page.post(linkOf(page.tx._links.resend).href, {}));
    page.sentAt.set(id, Date.now());
    page.say(words.sent);
    rest();
    input.focus();
  });
  const rest = () => coolDown(page, resend, (page.sentAt.get(id) || 0) + words.rest, words.again);
  return {
    lead: [`${words.after} `, h('strong', { id: 'destination' }, hintOf(entry) || 'you')],
    body: [codeForm(page, passCode => {
      ({ input } = passCode);
      return [h('div', { class: 'fs-resend fs-spread' }, resends && resend, entry.kind !== 'email' &&
        action(page, { id: 'change-number', label: A.changeNumber, quiet: true }, () => changeNumber(page)))];
    })],
    drawn: rest,
  };
}

function unknownBody(page, tx, entry) {
  return { body: [h('p', { class: 'fs-warning' }, fill(A.unknown, nameOf(entry)))] };
}
