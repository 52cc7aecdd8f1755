/* Factors that are proved somewhere else: Duo, and identity providers. */
import { h } from './dom.js';
import { nameOf } from './factors.js';
import { button, form } from './parts.js';
import { T } from './texts.js';
import { isRunning, leaveChallenge, rememberDevice, send } from './verify.js';

const F = {
  away: 'You will be asked to prove who you are at {0}, and come back here.',
  go: 'Go to {0}',
  open: 'Open Duo',
  waiting: 'Waiting for Duo…',
  rejected: 'You have chosen to reject this login.',
  timeout: 'Your request has expired.',
  duoLead: 'Confirm the sign-in with Duo.',
};

const named = (text, entry) => text.replace('{0}', () => nameOf(entry));
const isEnrolling = page => page.tx.status === 'MFA_ENROLL_ACTIVATE';
const isOver = tx => Boolean(tx.factorResult) && tx.factorResult !== 'WAITING';
const isAway = tx => Boolean(tx._links.next) && (tx._links.next.name === 'redirect' || tx._links.next.hints.allow[0] === 'GET');

/** An identity provider: the browser goes there and returns with the state token. */
export function identityProviderBody(page, tx, entry) {
  const go = async () => {
    // A visit that has failed leads nowhere any more: another begins from the list.
    if (isOver(page.tx)) await leaveChallenge(page);
    const current = page.entries.find(e => e.factor.id === entry.factor.id) || entry;
    const now = isRunning(page, entry) || isEnrolling(page) ? page.tx : await send(page, current);
    page.accept(now);
    if (isAway(now)) page.go(now._links.next.href);
    else await page.show(now);
  };
  return {
    lead: named(F.away, entry),
    body: [form(page, {
      fields: [], submit: button({ id: 'verify', label: named(F.go, entry), submit: true }), before: [!isEnrolling(page) && rememberDevice(page)], work: go,
    })],
    drawn: () => page.setError(tx.factorResult === 'TIMEOUT' ? F.timeout : ''),
  };
}

/** Duo: confirmed in a window of its own, while this page asks how it went. */
export function duoBody(page, tx, entry) {
  const verification = (tx._embedded.factor && tx._embedded.factor._embedded || {}).verification;
  if (tx.factorResult !== 'WAITING' || !verification) {
    return {
      lead: F.duoLead,
      body: [form(page, {
        fields: [],
        submit: button({ id: 'verify', label: T.verify, submit: true }),
        before: [!isEnrolling(page) && rememberDevice(page)],
        work: async () => page.show(await (isEnrolling(page) ? page.post(page.tx._links.next.href, {}) : send(page, entry))),
      })],
      drawn: () => page.setError({ REJECTED: F.rejected, TIMEOUT: F.timeout }[tx.factorResult]),
    };
  }

  const open = h('a', { id: 'open-far-end', class: 'fs-button', href: farEnd(verification), target: '_blank', rel: 'noopener' }, F.open);
  return {
    lead: F.duoLead,
    body: [open, h('p', { id: 'waiting', class: 'fs-pending', role: 'status' }, h('i', { 'aria-hidden': 'true' }), F.waiting)],
    // Drawn once: the answers of the poll change nothing that can be seen.
    update: now => now.status === tx.status && now.factorResult === 'WAITING' && now._embedded.factor.id === tx._embedded.factor.id,
  };
}

// No frame may stand in this page: the window beside it shows what Duo's script would show in one.
const farEnd = ({ signature, _links }) => new URL(`../../../emulator/duo/${/^TX\|([^:]+)/.exec(signature)[1]}`, _links.script.href).href;
