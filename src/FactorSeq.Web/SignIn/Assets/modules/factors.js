/* The factors: what they are called, how they are told apart, and which of them share an entry. */

const TOKEN_NAMES = { RSA: 'RSA SecurID', SYMANTEC: 'Symantec VIP', YUBICO: 'YubiKey' };
const CODE_TOKENS = new Set(['token', 'token:hardware', 'token:hotp']);
const IDENTITY_PROVIDERS = new Set(['assertion:saml2', 'assertion:oidc', 'claims_provider']);

const vendor = f => f.vendorName || f.provider || f.factorType;
const phone = f => f.profile && f.profile.phoneNumber;

/** One row per factor: `name` for headings and menus, `icon`, and `hint`, which tells two of a kind apart. */
export const factorKinds = {
  password: { name: () => 'Password', icon: 'password' },
  push: { name: () => 'Okta Verify', icon: 'push', hint: f => f.profile && f.profile.name },
  totp: { name: () => 'Okta Verify', icon: 'totp' },
  google: { name: () => 'Google Authenticator', icon: 'totp' },
  token: { name: f => TOKEN_NAMES[f.provider] || vendor(f), icon: 'token' },
  sms: { name: () => 'SMS Authentication', icon: 'sms', hint: phone },
  call: { name: () => 'Voice Call Authentication', icon: 'call', hint: phone },
  email: { name: () => 'Email Authentication', icon: 'email', hint: f => f.profile && f.profile.email },
  question: { name: () => 'Security Question', icon: 'question' },
  webauthn: { name: () => 'Security Key or Biometric Authenticator', icon: 'key', hint: f => f.profile && f.profile.authenticatorName },
  duo: { name: () => 'Duo Security', icon: 'shield' },
  idp: { name: vendor, icon: 'away' },
  u2f: { name: () => 'Security Key (U2F)', icon: 'key' },
  other: { name: vendor, icon: 'token' },
};

export function kindOf(factor) {
  const type = factor.factorType;
  if (type === 'token:software:totp') return factor.provider === 'GOOGLE' ? 'google' : 'totp';
  if (CODE_TOKENS.has(type)) return 'token';
  if (IDENTITY_PROVIDERS.has(type)) return 'idp';
  if (type === 'web') return factor.provider === 'DUO' ? 'duo' : 'other';
  return Object.hasOwn(factorKinds, type) ? type : 'other';
}

export const entryOf = factor => ({ factor, kind: kindOf(factor), code: null, byType: null });

/** The menu's entries in the server's order; Okta Verify's code hides behind its push, several keys behind the first. */
export function entriesOf(factors, types = []) {
  let list = factors.map(entryOf);
  const code = list.find(e => e.kind === 'totp');
  const pushes = list.filter(e => e.kind === 'push' && e.factor.provider === 'OKTA');
  if (code && pushes.length > 0) {
    pushes.forEach(e => { e.code = code.factor; });
    list = list.filter(e => e !== code);
  }
  for (const type of types) {
    const [first, ...others] = list.filter(e => e.factor.factorType === type.factorType);
    if (!first || others.length === 0) continue;
    first.byType = type._links.next;
    list = list.filter(e => !others.includes(e));
  }
  return list;
}

export const iconOf = entry => factorKinds[entry.kind].icon;
export const nameOf = entry => factorKinds[entry.kind].name(entry.factor);
/** The short form, for the row of steps. */
export const stepOf = entry => nameOf(entry).replace(/ Authenticat.+$/, '').replace(/ or Biometric$/, '');
export const hintOf = entry => (!entry.byType && (factorKinds[entry.kind].hint || (() => ''))(entry.factor)) || '';
