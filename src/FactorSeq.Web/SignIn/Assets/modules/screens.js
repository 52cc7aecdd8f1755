/* One row per status: the screen that shows it, fetched with the others of its kind. */
import { load } from './authn.js';
import { fill, h } from './dom.js';
import { firstScreen } from './first.js';
import { action, links } from './parts.js';
import { T } from './texts.js';

const verify = async () => (await load(import('./verify.js'))).factorScreen;
const passwords = async () => (await load(import('./passwords.js'))).passwordScreen;
const recovery = async name => (await load(import('./recovery.js')))[name];

const screens = {
  UNAUTHENTICATED: tx => (((tx._embedded && tx._embedded.factors) || []).length ? verify() : firstScreen),
  MFA_REQUIRED: verify,
  MFA_CHALLENGE: verify,
  MFA_ENROLL: async () => (await load(import('./enroll.js'))).choicesScreen,
  MFA_ENROLL_ACTIVATE: async () => (await load(import('./activate.js'))).activateScreen,
  PASSWORD_WARN: passwords,
  PASSWORD_EXPIRED: passwords,
  PASSWORD_RESET: passwords,
  RECOVERY: () => recovery('questionScreen'),
  RECOVERY_CHALLENGE: tx => recovery(tx.factorType === 'EMAIL' ? 'mailedScreen' : 'codeScreen'),
  LOCKED_OUT: () => recovery('lockedScreen'),
  SUCCESS: tx => (tx.recoveryType === 'UNLOCK' ? recovery('unlockedScreen') : successScreen),
};

/** The function that draws an answer. */
export async function screenOf(tx) {
  return Object.hasOwn(screens, tx.status) ? screens[tx.status](tx)
    : page => messageScreen(page, fill(T.unknownStatus, tx.status || 'no status'));
}

/** Says what is wrong, and offers to start anew or, where that can help, to try again. */
export function messageScreen(page, text, again) {
  page.draw({
    name: 'message',
    title: T.signIn,
    error: text,
    body: [links(again && action(page, { id: 'try-again', label: T.tryAgain, quiet: true }, again), page.cancelButton(T.backToSignIn))],
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
