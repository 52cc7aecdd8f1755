/* New passwords: one that expires, one that has, one that is lost, the first of a new account. */
import { fill, h, icon } from './dom.js';
import { action, button, checkbox, form, links, owner, secretField } from './parts.js';
import { T } from './texts.js';

// Parts of a login or name shorter than this may stand in a password.
const SHORTEST_PART = 4;

const P = {
  warn: 'Your password will expire in {0} days',
  warnTomorrow: 'Your password will expire in 1 day',
  warnToday: 'Your password will expire later today',
  expired: 'Your Okta password has expired',
  elsewhere: 'This password is changed at another website.',
  reset: 'Reset your Okta password',
  activate: 'Choose your password',
  oldPassword: 'Old password',
  newPassword: 'New password',
  repeat: 'Repeat password',
  mismatch: 'New passwords must match',
  changePassword: 'Change Password',
  resetPassword: 'Reset Password',
  later: 'Remind me later',
  revoke: 'Sign me out on all other devices',
  demands: 'Your password needs',
  met: '{0} of {1} requirements met',
  step: 'New password',
};

const count = (text, pattern) => (text.match(pattern) || []).length;
const has = (text, ...parts) => parts.some(p => p && p.length >= SHORTEST_PART && text.toLowerCase().includes(p.toLowerCase()));
const some = (n, one, many) => (n === 1 ? one : fill(many, n));

/** What the policy asks for: the words, and whether a password has it. The server judges; this only shows it while typing. */
function demandsOf(policy, user) {
  const c = policy.complexity || {};
  const { login = '', firstName, lastName } = user.profile || {};
  const without = c.excludeAttributes || [];
  return [
    c.minLength > 0 && [some(c.minLength, 'at least 1 character', 'at least {0} characters'), p => p.length >= c.minLength],
    c.minLowerCase > 0 && [some(c.minLowerCase, 'a lowercase letter', '{0} lowercase letters'), p => count(p, /\p{Ll}/gu) >= c.minLowerCase],
    c.minUpperCase > 0 && [some(c.minUpperCase, 'an uppercase letter', '{0} uppercase letters'), p => count(p, /\p{Lu}/gu) >= c.minUpperCase],
    c.minNumber > 0 && [some(c.minNumber, 'a number', '{0} numbers'), p => count(p, /\p{Nd}/gu) >= c.minNumber],
    c.minSymbol > 0 && [some(c.minSymbol, 'a symbol', '{0} symbols'), p => count(p, /[^\p{L}\p{Nd}]/gu) >= c.minSymbol],
    c.excludeUsername && ['no parts of your username', p => p !== '' && !has(p, ...login.split(/[@._\- ]/))],
    without.includes('firstName') && ['not your first name', p => p !== '' && !has(p, firstName)],
    without.includes('lastName') && ['not your last name', p => p !== '' && !has(p, lastName)],
  ].filter(Boolean);
}

/** The demands as a list that is ticked off while somebody types. */
function checklist(page, policy, user) {
  const demands = demandsOf(policy, user);
  const items = demands.map(([text]) => {
    const state = h('span', { class: 'fs-vh' });
    return { el: h('li', {}, h('i', {}, icon('check')), h('span', {}, text, state)), state };
  });
  const history = policy.age && policy.age.historyCount;
  let met = -1;
  const show = password => {
    const results = demands.map(([, test]) => test(password));
    items.forEach((item, i) => {
      item.el.classList.toggle('fs-met', results[i]);
      item.state.textContent = results[i] ? ', met' : ', not met';
    });
    const now = results.filter(Boolean).length;
    if (now !== met && met !== -1) page.say(fill(P.met, now).replace('{1}', String(demands.length)));
    met = now;
  };
  show('');
  const el = h('div', { id: 'demands', class: 'fs-demands' }, h('p', {}, P.demands), h('ul', {}, items.map(item => item.el)),
    history > 0 && h('p', { class: 'fs-hint' }, some(history, 'It may not be your last password.', 'It may not be one of your last {0} passwords.')));
  return { el, show };
}

const KINDS = {
  PASSWORD_WARN: { icon: 'password', submit: P.changePassword, title: tx => warning((tx._embedded.policy.expiration || {}).passwordExpireDays) },
  PASSWORD_EXPIRED: { icon: 'password', submit: P.changePassword, title: () => P.expired },
  PASSWORD_RESET: {
    icon: 'password', submit: P.resetPassword, title: tx => (tx.recoveryType === 'ACCOUNT_ACTIVATION' ? P.activate : P.reset),
  },
};

function warning(days) {
  if (!(days >= 0)) return P.changePassword;
  return days === 0 ? P.warnToday : days === 1 ? P.warnTomorrow : fill(P.warn, days);
}

export function passwordScreen(page, tx) {
  const kind = KINDS[tx.status];
  const { next, skip } = tx._links;
  const { policy = {}, user = {} } = tx._embedded || {};
  const view = { name: 'password', kind: tx.status, icon: kind.icon, title: kind.title(tx), step: P.step, user: page.userName() };
  const around = links(
    skip && action(page, { id: 'skip', label: P.later, quiet: true }, async () => page.show(await page.post(page.tx._links.skip.href, {}))),
    page.cancelButton(tx.recoveryType ? T.backToSignIn : undefined));
  if (next.hints.allow[0] === 'GET') {
    // Mastered elsewhere: there is nothing to type here.
    const away = action(page, { id: 'change-elsewhere', label: next.title || P.changePassword }, () => page.go(next.href));
    page.draw({ ...view, lead: P.elsewhere, body: [away, around] });
    return;
  }

  const list = checklist(page, policy, user);
  const changes = next.name === 'changePassword';
  const old = changes && secretField({
    id: 'old-password', label: P.oldPassword, autocomplete: 'current-password', required: T.passwordRequired, thing: 'old password',
  });
  const chosen = secretField({
    id: 'new-password', label: P.newPassword, autocomplete: 'new-password', required: T.passwordRequired, describedBy: 'demands',
    thing: 'new password',
  });
  const repeated = secretField({
    id: 'confirm-password', label: P.repeat, autocomplete: 'new-password', required: T.passwordRequired, thing: 'repeated password',
    rule: value => (value === chosen.value() ? '' : P.mismatch),
  });
  // A password that is refused is mended, not typed anew.
  chosen.secret = false;
  chosen.input.addEventListener('input', () => list.show(chosen.input.value));
  const revoke = checkbox('revoke-sessions', P.revoke, false);
  page.draw({
    ...view,
    body: [form(page, {
      fields: [old, chosen, repeated].filter(Boolean),
      submit: button({ id: 'change', label: kind.submit, submit: true }),
      main: error => (old && /^oldPassword/.test(((error.body.errorCauses || [])[0] || {}).errorSummary) ? old : chosen),
      before: [list.el, revoke.el, owner(page.userName())],
      work: async () => {
        const body = { newPassword: chosen.value() };
        if (old) body.oldPassword = old.value();
        if (revoke.input.checked) body.revokeSessions = true;
        await page.show(await page.post(next.href, body));
      },
    }), around],
  });
}
