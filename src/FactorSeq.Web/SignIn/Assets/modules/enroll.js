/* Setting factors up: the choice, and what must be asked before a factor can be. */
import { fill, h, icon } from './dom.js';
import { entryOf, iconOf, nameOf } from './factors.js';
import { action, button, codeField, field, form, links, secretField } from './parts.js';
import { T } from './texts.js';

const SHORTEST_ANSWER = 4;

const E = {
  title: 'Set up multifactor authentication',
  lead: 'Factors prove that it is you who signs in.',
  required: 'Setup required',
  optional: 'Optional factors',
  enrolled: 'Enrolled factors',
  setUp: 'Set up',
  add: 'Add',
  another: 'Add another',
  done: 'is set up.',
  finish: 'Finish',
  skip: 'Skip for now',
  back: 'Back to factor list',
  step: 'Set up factors',
  setUpTitle: 'Set up {0}',
  phone: 'Phone number',
  phoneHint: 'With the country code, for example +1\u00a0415\u00a0555\u00a00100.',
  phoneRequired: 'Please enter a phone number',
  phoneShort: 'This phone number is too short',
  extension: 'Extension (optional)',
  question: 'Security Question',
  answerHint: 'At least 4 characters. Capital letters make no difference.',
  answerShort: 'The answer must have at least 4 characters',
  credential: 'Credential ID',
  credentialRequired: 'Please enter your credential ID',
  nextCode: 'Second code',
};

/** What each factor asks of its owner, and the form that comes before it can be set up, if there is one. */
const ways = {
  push: { about: 'Tap a notification on your phone.' },
  totp: { about: 'Type the code that the Okta Verify app shows.' },
  google: { about: 'Type the code that the Google Authenticator app shows.' },
  sms: { about: 'Get a code by text message.', ask: phoneForm },
  call: { about: 'Get a code by phone call.', ask: phoneForm },
  email: { about: 'Get a code by mail.' },
  question: { about: 'Answer a question that only you can.', ask: questionForm },
  webauthn: { about: 'Use a security key, your fingerprint or your face.' },
  token: { about: 'Type the code of your token.', ask: tokenForm },
  duo: { about: 'Confirm with Duo.' },
  idp: { about: 'Sign in at another website.' },
};

const wayOf = entry => ways[entry.kind] || { about: '' };
const isMissing = e => e.factor.enrollment === 'REQUIRED' && e.factor.status !== 'ACTIVE';

export function choicesScreen(page, tx) {
  const entries = ((tx._embedded && tx._embedded.factors) || []).map(entryOf);
  const missing = entries.filter(isMissing);
  const done = entries.filter(e => e.factor.status === 'ACTIVE');
  const optional = entries.filter(e => !missing.includes(e) && !done.includes(e) && e.factor._links.enroll);
  const { skip } = tx._links;
  page.draw({
    name: 'enroll',
    icon: 'shield',
    title: E.title,
    step: E.step,
    user: page.userName(),
    lead: E.lead,
    body: [
      group(page, 'required', E.required, missing),
      group(page, 'optional', E.optional, optional),
      group(page, 'enrolled', E.enrolled, done),
      skip && action(page, { id: 'finish', label: done.length ? E.finish : E.skip, plain: missing.length + optional.length > 0 },
        async () => page.show(await page.post(page.tx._links.skip.href, {}))),
      links(page.cancelButton()),
    ],
  });
  if (page.settingUp && done.some(e => nameOf(e) === page.settingUp)) page.setNotice(`${page.settingUp} ${E.done}`);
  page.settingUp = '';
}

function group(page, id, title, entries) {
  if (entries.length === 0) return null;
  return h('section', { id: `${id}-factors`, class: 'fs-group', 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    h('ul', { class: 'fs-choices' }, entries.map(entry => choice(page, entry))));
}

function choice(page, entry) {
  const name = nameOf(entry);
  const active = entry.factor.status === 'ACTIVE';
  const label = active ? E.another : E.setUp;
  const setUp = entry.factor._links.enroll && action(page, {
    label: active ? E.add : label, plain: true, 'data-enroll': entry.kind, 'data-provider': entry.factor.provider, 'aria-label': `${label}: ${name}. ${wayOf(entry).about}`,
  }, () => begin(page, entry));
  return h('li', { 'data-factor': entry.kind, 'data-status': entry.factor.status }, icon(iconOf(entry)),
    h('div', { class: 'fs-choice-text' }, h('strong', {}, name), h('p', { class: 'fs-quiet' }, wayOf(entry).about)),
    setUp || (active && h('span', { class: 'fs-set' }, icon('check'), h('span', { class: 'fs-vh' }, 'done'))));
}

/** Sets a factor up: asks what must be known first, or begins at once. */
export async function begin(page, entry) {
  page.settingUp = nameOf(entry);
  const { ask } = wayOf(entry);
  if (!ask) return page.show(await enroll(page, entry));
  await ask(page, entry);
}

/** Begins, with what the factor asked for. */
function enroll(page, entry, body = {}, flags = {}) {
  const { factorType, provider } = entry.factor;
  return page.post(entry.factor._links.enroll.href, { factorType, provider, ...body }, flags);
}

/** Goes back to the list, from wherever a factor is being set up. */
export const backToList = page => action(page, { id: 'factor-list', label: E.back, quiet: true }, async () => {
  page.settingUp = '';
  page.view = null;
  await page.show(page.tx.status === 'MFA_ENROLL' ? page.tx : await page.post(page.tx._links.prev.href, {}));
});

function formScreen(page, entry, fields, make) {
  page.draw({
    name: 'enroll-form',
    kind: entry.kind,
    icon: iconOf(entry),
    title: fill(E.setUpTitle, nameOf(entry)),
    step: E.step,
    user: page.userName(),
    body: [form(page, {
      fields,
      main: fields[0],
      submit: button({ id: 'enroll', label: entry.kind === 'call' ? T.call : entry.kind === 'sms' ? T.sendCode : E.setUp, submit: true }),
      work: async () => page.show(await make()),
    }), links(backToList(page), page.cancelButton())],
  });
}

export function phoneForm(page, entry) {
  const phone = field({
    id: 'phone-number', label: E.phone, type: 'tel', autocomplete: 'tel', required: E.phoneRequired, hint: E.phoneHint, trim: true,
    rule: value => (value.replace(/\D/g, '').length < 5 ? E.phoneShort : ''),
  });
  const extension = entry.kind === 'call' && field({
    id: 'extension', label: E.extension, type: 'text', inputmode: 'numeric', autocomplete: 'tel-extension', trim: true,
  });
  formScreen(page, entry, [phone, extension].filter(Boolean), async () => {
    const profile = { phoneNumber: phone.value() };
    if (extension && extension.value()) profile.phoneExtension = extension.value();
    const known = entry.factor._embedded && (entry.factor._embedded.phones || []).length > 0;
    const tx = await enroll(page, entry, { profile }, known ? { updatePhone: true } : {});
    page.sentAt.set(tx._embedded.factor ? tx._embedded.factor.id : '', Date.now());
    return tx;
  });
}

async function questionForm(page, entry) {
  const questions = await page.get(entry.factor._links.questions.href);
  const select = h('select', {}, questions.map(q => h('option', { value: q.question }, q.questionText)));
  const question = field({ id: 'question', label: E.question, input: select });
  const answer = secretField({
    id: 'answer', label: T.answer, autocomplete: 'off', required: T.answerRequired, thing: 'answer', hint: E.answerHint,
    rule: value => (value.trim().length < SHORTEST_ANSWER ? E.answerShort : ''),
  });
  formScreen(page, entry, [question, answer], () =>
    enroll(page, entry, { profile: { question: question.value(), answer: answer.value() } }));
}

/** YubiKey, RSA SecurID, Symantec VIP: a serial number, one code, or two in a row. */
function tokenForm(page, entry) {
  const { provider } = entry.factor;
  const letters = provider === 'YUBICO' ? { inputmode: 'text', autocomplete: 'off' } : {};
  const credential = provider !== 'YUBICO' && field({
    id: 'credential-id', label: E.credential, type: 'text', autocomplete: 'off', required: E.credentialRequired, trim: true,
  });
  const code = codeField(letters);
  const next = provider === 'SYMANTEC' && codeField({ id: 'next-passcode', label: E.nextCode });
  formScreen(page, entry, [credential, code, next].filter(Boolean), () => {
    const body = { passCode: code.value() };
    if (credential) body.profile = { credentialId: credential.value() };
    if (next) body.nextPassCode = next.value();
    return enroll(page, entry, body);
  });
}

/** What a number that turns out to be wrong is changed with. */
export async function changeNumber(page) {
  const kind = page.tx._embedded.factor.factorType;
  const tx = await page.post(page.tx._links.prev.href, {});
  page.accept(tx);
  const entry = ((tx._embedded && tx._embedded.factors) || []).map(entryOf).find(e => e.kind === kind);
  if (!entry || !entry.factor._links.enroll) return page.show(tx);
  page.settingUp = nameOf(entry);
  phoneForm(page, entry);
}
