// What an admin does to an account: its status, its factors, its activation.

import { copyButton, h, toast } from './dom.js';
import { refresh } from './live.js';
import { act, ask } from './server.js';

const moves = {
  ACTIVE: 'Activate', LOCKED_OUT: 'Lock', PASSWORD_EXPIRED: 'Expire password', SUSPENDED: 'Suspend', DEPROVISIONED: 'Deactivate', STAGED: 'Stage',
};
const backToActive = { LOCKED_OUT: 'Unlock', SUSPENDED: 'Unsuspend', DEPROVISIONED: 'Reactivate' };
const done = {
  ACTIVE: 'is active', LOCKED_OUT: 'is locked', PASSWORD_EXPIRED: 'must change the password', SUSPENDED: 'is suspended', DEPROVISIONED: 'is deactivated', STAGED: 'waits to be activated',
};
const activations = new Map(); // login -> { activationToken, link }, the last one of each

/** The panel of one user; `again` draws the list anew. */
export function accountPanel(user, again) {
  const { login, status } = user;
  const path = `users/${encodeURIComponent(login)}`;
  const change = (body, text) => event => act(event.currentTarget, async () => {
    await ask(path, 'PATCH', body);
    toast(text);
    await refresh('users');
  });
  const button = (name, key, onclick, kind = '') =>
    h('button', { type: 'button', class: `button small ${kind}`, 'data-do': key, 'data-key': `${key}-${login}`, 'aria-label': `${name}: ${login}`, onclick }, name);
  const activate = event => act(event.currentTarget, async () => {
    activations.set(login, await ask(`${path}/activation`, 'POST'));
    again();
  });
  if (status !== 'STAGED' && status !== 'PROVISIONED') activations.delete(login);
  const issued = activations.get(login);
  const factors = (user.factors ?? []).filter(factor => factor !== 'password');
  return h('div', { class: 'account-panel', role: 'group', 'aria-label': `Account of ${login}`, 'data-account': login },
    h('div', { class: 'row' },
      Object.entries(moves).filter(([to]) => to !== status).map(([to, name]) =>
        button(to === 'ACTIVE' ? backToActive[status] ?? name : name, `status-${to}`, change({ status: to }, `${login} ${done[to]}.`), to === 'ACTIVE' ? 'primary' : '')),
      factors.length > 0 && button('Reset factors', 'reset-factors', change({ resetFactors: true }, `${login} has no factor left.`), 'danger'),
      (status === 'STAGED' || status === 'PROVISIONED') && button('Activation link', 'activation', activate)),
    issued && h('p', { class: 'code-line' },
      h('a', { class: 'link activation-link', href: issued.link, target: '_blank', rel: 'noopener', 'data-key': `activation-link-${login}` }, issued.link),
      copyButton(issued.link, `the activation link of ${login}`, `copy-activation-${login}`)));
}

/** Has the server behind a token ask for the next code too, or no longer. */
export const nextTokenButton = (user, factor) => {
  const on = (user.nextToken ?? []).includes(factor);
  return h('button', {
    type: 'button', class: on ? 'button small next-token on' : 'button small next-token', 'aria-pressed': String(on), 'data-key': `next-${factor}-${user.login}`,
    onclick: event => act(event.currentTarget, async () => {
      await ask(`users/${encodeURIComponent(user.login)}/token-mode`, 'POST', { factor, nextToken: !on });
      toast(on ? 'One code is enough again.' : 'The next sign-in is asked for two codes.');
      await refresh('users');
    }),
  }, 'Next-token mode');
};
