/* Ways back in: asking for a link or a code, the question, the end of a lock. What is said never depends on whether the account exists. */
import { h } from './dom.js';
import { action, button, codeField, coolDown, field, form, linkOf, links, secretField } from './parts.js';
import { messageScreen } from './screens.js';
import { T } from './texts.js';

const RESEND_MS = 30000;

const KINDS = {
  password: {
    path: 'password', icon: 'password', title: 'Reset Password', question: 'Answer Forgotten Password Challenge', submit: 'Reset Password',
    lead: 'Tell us who you are and how to reach you.',
    ways: { SMS: 'Reset via SMS', CALL: 'Reset via Voice Call', EMAIL: 'Reset via Email' },
    mailed: 'If this account can be reset by mail, a message with a link is on its way to its mailbox.',
  },
  unlock: {
    path: 'unlock', icon: 'unlock', title: 'Unlock account', question: 'Answer Unlock Account Challenge', submit: 'Unlock Account',
    lead: 'Tell us who you are and how to reach you.',
    ways: { SMS: 'Send SMS', CALL: 'Call me', EMAIL: 'Send Email' },
    mailed: 'If this account can be unlocked by mail, a message with a link is on its way to its mailbox.',
  },
};

const R = {
  emailSent: 'Email sent!',
  texted: 'If this account can be reached by text message, a code is on its way.',
  called: 'If this account can be reached by phone, a call is on its way.',
  codeTitle: 'Enter verification code',
  lockedTitle: 'Your account is locked',
  locked: 'You may be able to unlock it yourself. If not, please contact your administrator.',
  unlocked: 'Account successfully unlocked!',
  signInAsBefore: 'You can now sign in with your existing username and password.',
};

const kindOf = tx => KINDS[tx.recoveryType === 'UNLOCK' ? 'unlock' : 'password'];

/** Asks for a name and a way to reach its owner. */
export function askScreen(page, name) {
  const kind = KINDS[name];
  const username = field({
    id: 'username', label: T.username, type: 'text', autocomplete: 'username', required: T.usernameRequired, value: page.username, trim: true,
  });
  const channels = page.options.recovery[name];
  page.draw({
    name: 'recovery',
    kind: name,
    icon: kind.icon,
    title: kind.title,
    lead: kind.lead,
    body: [form(page, {
      fields: [username],
      submit: channels.map((channel, i) => button({
        id: `by-${channel.toLowerCase()}`, label: kind.ways[channel], submit: true, plain: i > 0, value: channel,
      })),
      work: async used => {
        page.username = username.value();
        const factorType = used.value;
        const answer = await page.post(`${page.baseUrl}/api/v1/authn/recovery/${kind.path}`, { username: page.username, factorType });
        page.sentAt.set(factorType, Date.now());
        await page.show(answer);
      },
    }), links(action(page, { id: 'back', label: T.backToSignIn, quiet: true }, () => page.showFirst()))],
  });
}

export function mailedScreen(page, tx) {
  const kind = kindOf(tx);
  page.draw({
    name: 'mailed',
    icon: 'email',
    title: R.emailSent,
    lead: kind.mailed,
    user: page.username,
    body: [links(page.cancelButton(T.backToSignIn))],
  });
  page.say(kind.mailed);
}

export function codeScreen(page, tx) {
  const calls = tx.factorType === 'CALL';
  const again = calls ? T.redial : T.resendCode;
  const code = codeField();
  const rest = () => coolDown(page, resend, (page.sentAt.get(tx.factorType) || 0) + RESEND_MS, again);
  const resend = action(page, { id: 'resend', label: again, quiet: true }, async () => {
    page.accept(await page.post(linkOf(page.tx._links.resend).href, {}));
    page.sentAt.set(tx.factorType, Date.now());
    page.say(calls ? T.calling : T.sent);
    rest();
    code.input.focus();
  });
  page.draw({
    name: 'recovery-code',
    kind: tx.factorType.toLowerCase(),
    icon: calls ? 'call' : 'sms',
    title: R.codeTitle,
    lead: calls ? R.called : R.texted,
    user: page.username,
    body: [form(page, {
      fields: [code],
      submit: button({ id: 'verify', label: T.verify, submit: true }),
      before: [h('div', { class: 'fs-resend' }, resend)],
      work: async () => page.show(await page.post(page.tx._links.next.href, { passCode: code.value() })),
    }), links(page.cancelButton(T.backToSignIn))],
  });
  rest();
}

export function questionScreen(page, tx) {
  const kind = kindOf(tx);
  const { user = {} } = tx._embedded;
  const answer = secretField({
    id: 'answer', label: (user.recovery_question && user.recovery_question.question) || T.answer, placeholder: T.answer, autocomplete: 'off',
    required: T.answerRequired, thing: 'answer',
  });
  page.draw({
    name: 'recovery-question',
    icon: 'question',
    title: kind.question,
    user: page.userName(),
    body: [form(page, {
      fields: [answer],
      submit: button({ id: 'verify', label: kind.submit, submit: true }),
      work: async () => page.show(await page.post(page.tx._links.next.href, { answer: answer.value() })),
    }), links(page.cancelButton(T.backToSignIn))],
  });
}

/** A locked account: its owner may unlock it where the org lets them, or else must ask. */
export function lockedScreen(page) {
  if (page.options.recovery.unlock.length === 0) return messageScreen(page, T.lockedOut);
  page.draw({
    name: 'locked',
    icon: 'password',
    title: R.lockedTitle,
    user: page.username,
    lead: R.locked,
    body: [
      action(page, { id: 'unlock-account', label: KINDS.unlock.title }, () => askScreen(page, 'unlock')),
      links(page.cancelButton(T.backToSignIn)),
    ],
  });
}

export function unlockedScreen(page) {
  page.draw({
    name: 'unlocked',
    icon: 'unlock',
    title: R.unlocked,
    user: page.userName(),
    lead: R.signInAsBefore,
    body: [links(page.cancelButton(T.backToSignIn))],
  });
  page.say(R.unlocked);
}
