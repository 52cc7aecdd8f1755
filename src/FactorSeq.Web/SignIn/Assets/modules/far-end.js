/* Factors that are proved somewhere else: Duo, and identity providers. */
import { h } from './dom.js';
import { nameOf } from './factors.js';
import { action, button, form } from './parts.js';
import { T } from './texts.js';
import { isRunning, rememberDevice, send } from './verify.js';

const F = {
  away: 'You will be asked to prove who you are at {0}, and come back here.',
  go: 'Go to {0}',
  open: 'Open Duo',
  waiting: 'Waiting for Duo…',
  duoLead: 'Confirm the sign-in with Duo.',
};

const named = (text, entry) => text.replace('{0}', () => nameOf(entry));
const isEnrolling = page => page.tx.status === 'MFA_ENROLL_ACTIVATE';
const isAway = tx => Boolean(tx._links.next) && (tx._links.next.name === 'redirect' || tx._links.next.hints.allow[0] === 'GET');

/** An identity provider: the browser goes there and returns with the state token. */
export function identityProviderBody(page, tx, entry) {
  const go = async () => {
    const now = isRunning(page, entry) || isEnrolling(page) ? page.tx : await send(page, entry);
    if (isAway(now)) page.go(now._links.next.href);
    else await page.show(now.status === 'MFA_CHALLENGE' ? await page.post(now._links.next.href, {}) : now);
  };
  return {
    lead: named(F.away, entry),
    body: [form(page, {
      fields: [], submit: button({ id: 'verify', label: named(F.go, entry), submit: true }), before: [!isEnrolling(page) && rememberDevice(page)], work: go,
    })],
  };
}

/** Duo: confirmed in a window of its own, while this page asks how it went. */
export function duoBody(page, tx, entry) {
  const verification = (tx._embedded.factor && tx._embedded.factor._embedded || {}).verification;
  const pending = tx.factorResult === 'WAITING' && verification;
  if (!pending) {
    return {
      lead: F.duoLead,
      body: [form(page, {
        fields: [],
        submit: button({ id: 'verify', label: T.verify, submit: true }),
        before: [!isEnrolling(page) && rememberDevice(page)],
        work: async () => page.show(await (isEnrolling(page) ? page.post(page.tx._links.next.href, {}) : send(page, entry))),
      })],
    };
  }

  const open = action(page, { id: 'open-far-end', label: F.open }, () => {
    window.open(farEnd(page, verification), '_blank', 'noopener');
  });
  return {
    lead: F.duoLead,
    body: [open, h('p', { id: 'waiting', class: 'fs-pending', role: 'status' }, h('i', { 'aria-hidden': 'true' }), F.waiting)],
    // Drawn once: the answers of the poll change nothing that can be seen.
    update: now => now.status === tx.status && now.factorResult === 'WAITING' && now._embedded.factor.id === tx._embedded.factor.id,
  };
}

const farEnd = (page, { host, signature }) => {
  const [request] = String(signature).split(':APP');
  const url = new URL(/^https?:/.test(host) ? host : `${new URL(page.baseUrl, location.href).protocol}//${host}`);
  if (url.pathname === '/') url.pathname = '/frame/web/v1/auth';
  url.searchParams.set('tx', request);
  return url;
};
