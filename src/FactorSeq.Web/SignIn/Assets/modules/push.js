/* Okta Verify: a push, the number that goes with it, and the app's code beside. */
import { fill, h, icon } from './dom.js';
import { hintOf } from './factors.js';
import { button, checkbox, codeField, form, linkOf } from './parts.js';
import { T } from './texts.js';
import { isRunning, leaveChallenge, prove, rememberDevice, send } from './verify.js';

const PUSH_WARNING_MS = 30000;

const P = {
  sendPush: 'Send Push',
  pushSent: 'Push sent!',
  autoPush: 'Send push automatically',
  orEnterCode: 'Or enter code',
  warning: "Haven't received a push notification yet? Try opening the Okta Verify App on your phone.",
  rejected: 'You have chosen to reject this login.',
  timeout: 'Your push notification has expired.',
  upgrade: 'This version of Okta Verify is too old. Update the app on your phone, then try again.',
  numberInstruction: 'On your phone, tap {0} on Okta Verify prompt to continue.',
  numberExplain: "This extra step helps us make sure it's really you signing in.",
};

export function pushBody(page, tx, entry) {
  const sender = button({ id: 'send', label: P.sendPush, submit: true });
  const number = h('p', { id: 'number', class: 'fs-number' });
  const instruction = h('p', { id: 'number-instruction' });
  const numberBox = h('div', { class: 'fs-number-box', hidden: true },
    number, instruction, h('p', { class: 'fs-quiet' }, P.numberExplain));
  const waiting = h('div', { class: 'fs-waiting', 'aria-hidden': 'true', hidden: true }, h('i'), icon('push'));
  const warning = h('p', { id: 'warning', class: 'fs-warning', role: 'status', hidden: true });
  let warningTimer = 0;

  const start = async () => {
    const running = isRunning(page, entry);
    if (!running) await leaveChallenge(page);
    const again = running && page.tx._links.resend;
    await page.show(await (again ? page.post(linkOf(again).href, {}) : send(page, entry)));
  };

  const update = now => {
    const mine = isRunning(page, entry);
    const pending = mine && now.factorResult === 'WAITING';
    const challenge = pending && now._embedded.factor._embedded && now._embedded.factor._embedded.challenge;
    const answer = challenge && challenge.correctAnswer;
    const asksNumber = answer !== undefined && answer !== null && answer !== false;
    const wasPending = sender.classList.contains('fs-done');

    sender.querySelector('span').textContent = pending ? P.pushSent : P.sendPush;
    sender.classList.toggle('fs-done', Boolean(pending));
    sender.dataset.off = pending ? '1' : '';
    sender.disabled = pending || page.busy;
    sender.hidden = asksNumber;
    waiting.hidden = !pending || asksNumber;
    numberBox.hidden = !asksNumber;
    if (asksNumber && number.textContent !== String(answer)) {
      number.textContent = String(answer);
      instruction.textContent = fill(P.numberInstruction, answer);
      page.say(instruction.textContent);
    }
    if (pending && !wasPending) {
      if (!asksNumber) page.say(P.pushSent);
      warningTimer = page.later(PUSH_WARNING_MS, () => {
        warning.textContent = P.warning;
        warning.hidden = numberBox.hidden === false;
      });
    }
    if (asksNumber || !pending) {
      page.forget(warningTimer);
      warning.hidden = true;
    }
    if (mine && !pending) page.setError(failure(now));
  };

  let inline = null;
  const code = entry.code && codeField();
  if (code) {
    inline = form(page, {
      fields: [code],
      submit: button({ id: 'verify', label: T.verify, submit: true, plain: true }),
      work: async () => {
        const body = { passCode: code.value() };
        await leaveChallenge(page);
        // The list may just have been published anew: take the link from there.
        const current = page.entries.find(e => e.factor.id === entry.factor.id) || entry;
        await prove(page, { ...entry, factor: current.code || entry.code }, body);
      },
    });
    inline.classList.add('fs-inline');
  }
  const pusher = form(page, { fields: [], submit: sender, work: start, before: [waiting, numberBox], after: [warning] });
  return {
    lead: ['Approve the sign-in on ', hintOf(entry) ? h('strong', { id: 'destination' }, hintOf(entry)) : 'your phone', '.'],
    body: [
      pusher,
      inline && h('div', { class: 'fs-or' }, h('span', {}, P.orEnterCode)),
      inline,
      automatic(page, entry),
      rememberDevice(page),
    ],
    drawn: () => {
      update(tx);
      // Whoever asked for it has the push sent as soon as its turn comes, once: after a refusal they decide.
      if (page.autoPush.get(entry.factor.id) && tx.status === 'MFA_REQUIRED' && !page.pushedUnasked) {
        page.pushedUnasked = true;
        page.later(0, () => pusher.requestSubmit());
      }
    },
    inlineField: code,
    update: now => {
      if (!isRunning(page, entry)) return false;
      update(now);
      return true;
    },
  };
}

function automatic(page, entry) {
  const { id } = entry.factor;
  const info = page.policy && page.policy.factorsPolicyInfo && page.policy.factorsPolicyInfo[id];
  if (!info) return null;
  if (!page.autoPush.has(id)) page.autoPush.set(id, Boolean(info.autoPushEnabled));
  return checkbox('auto-push', P.autoPush, page.autoPush.get(id), event => { page.autoPush.set(id, event.target.checked); }).el;
}

function failure(tx) {
  if (tx.factorResultMessage === 'OKTA_VERIFY_UPGRADE_REQUIRED') return P.upgrade;
  if (tx.factorResult === 'REJECTED') return P.rejected;
  if (tx.factorResult === 'TIMEOUT') return P.timeout;
  return tx.factorResultMessage || T.unexpected;
}
