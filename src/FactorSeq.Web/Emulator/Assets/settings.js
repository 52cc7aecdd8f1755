// The org's named settings.

import { $, fill, h, toast } from './dom.js';
import { source } from './live.js';
import { act, ask } from './server.js';

// What a setting means, and its choices where it has named ones. A name that is not here is shown all the same.
const meanings = {
  userEnumerationPrevention: ['Unknown logins get a decoy that never succeeds, instead of 401'],
  acceptPasswordInPrimary: ['A password sent with the username counts under a factor sequence'],
  passwordFactorError: ['Error code of a wrong password as a factor', ['E0000068', 'E0000004']],
  directoryRefusal: ['What a right password gets when the directory refuses it', ['asWrongPassword', 'E0000004']],
  fsePoint: ['Where Factor Service Error appears', ['verify', 'identify']],
  fseAppliesToOktaSourced: ['Factor Service Error also for users whose source is Okta'],
  importCopiesLock: ['An import copies a directory lock to the Okta status'],
  mfaLockWindowMinutes: ['Minutes in which five wrong codes lock a user'],
  missingSecondFactor: ['When the second step is not enrolled', ['enroll', 'deny']],
  stateTokenMinutes: ['Life of a state token, renewed by each step, in minutes'],
  stateTokenMaxMinutes: ['Whole life of a sign-in, in minutes'],
  sessionTokenMinutes: ['Life of a session token, in minutes'],
  codeMinutes: ['Life of a code sent by SMS, call or e-mail, in minutes'],
  pushMinutes: ['Life of a push, in minutes'],
  resendSmsSeconds: ['Seconds until another SMS may be sent'],
  resendCallSeconds: ['Seconds until another call may be made'],
  resendEmailSeconds: ['Seconds until another e-mail may be sent'],
  totpWindowSteps: ['Steps of 30 s by which a software token may be off'],
  maxChains: ['Chains per rule'],
  maxAlternatives: ['Alternatives per step'],
  lastUsedFactorFirst: ['Offer first what the user last succeeded with'],
  selfServiceRegistration: ['Anybody may make an account for themselves'],
  securityImage: ['The sign-in page may show each username a picture'],
  rememberUserOnSignIn: ['Remember user on sign in (Identity Engine)'],
  rateLimits: ['Rate limits', ['off', 'okta']],
  delauthTimeoutAsFactor: ['An agent time-out counts as a failed factor'],
  logFirstFactor: ['First factors write auth_via_mfa too'],
  previousInFirstStep: ['Status after stepping back from a first factor', ['MFA_REQUIRED', 'UNAUTHENTICATED']],
  numberChallenge: ['Number challenge on push', ['never', 'always']],
  strictLogWindow: ['Refuse log queries older than the retention'],
};

function showSettings(values) {
  fill($('setting-list'), Object.entries(values).map(([name, value]) => settingRow(name, value)));
}

function settingRow(name, value) {
  const [meaning, choices] = meanings[name] ?? [];
  const id = `setting-${name}`;
  const common = { id, 'data-setting': name, 'data-key': id, 'aria-describedby': meaning ? `${id}-help` : null };
  const change = next => act(null, async () => {
    try {
      await ask('settings', 'PATCH', { [name]: next });
      toast(`${name} is now ${typeof next === 'object' ? JSON.stringify(next) : next}`);
    } finally {
      showSettings(await ask('settings'));
    }
  });
  let input;
  if (typeof value === 'boolean') {
    input = h('input', { ...common, type: 'checkbox', role: 'switch', class: 'switch', onchange: () => change(input.checked) });
    input.checked = value;
  } else if (typeof value === 'number') {
    input = h('input', { ...common, type: 'number', step: 'any', required: true, value, onchange: () => input.reportValidity() && change(input.valueAsNumber) });
  } else if (choices && typeof value === 'string') {
    input = h('select', { ...common, onchange: () => change(input.value) }, [...new Set([...choices, value])].map(choice => h('option', { value: choice }, choice)));
    input.value = value;
  } else {
    const plain = typeof value === 'string';
    input = h('input', { ...common, type: 'text', spellcheck: 'false', value: plain ? value : JSON.stringify(value), onchange: () => {
      if (plain) return void change(input.value);
      try { change(JSON.parse(input.value)); } catch { toast(`${name} must be JSON`, true); }
    } });
  }
  return h('div', { class: 'setting' }, h('div', null, h('label', { for: id }, name), meaning && h('span', { class: 'hint', id: `${id}-help` }, meaning)), input);
}

source('settings', 'settings', showSettings, () => !$('panel-settings').hidden);
