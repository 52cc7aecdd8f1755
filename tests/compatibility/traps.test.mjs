// What okta-auth-js and the Sign-In Widget take for granted in an answer, without a word where it is not so: every trap, on every answer.

import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startServer } from './server.mjs';

const page = 'http://page.test';

const publicKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const securityKey = () => `{ credentialId: "${randomBytes(32).toString('base64')}", publicKey: "${publicKey()}" }`;

const everyFactor = login => `
      push: { device: Phone, numberChallenge: true }
      totp: { secret: JBSWY3DPEHPK3PXP }
      google_totp: { secret: MFRGGZDFMZTWQ2LK }
      sms: { phone: "+14155550100" }
      call: { phone: "+14155550101" }
      email: {}
      question: { question: disliked_food, answer: mushrooms }
      webauthn: [ ${securityKey()}, ${securityKey()} ]
      u2f: { credentialId: "${randomBytes(32).toString('base64')}", publicKey: "${publicKey()}", appId: "${page}" }
      rsa: { userId: ${login} }
      symantec: { credentialId: VSMT-${login} }
      hotp: { secret: MFRGGZDFMZTWQ2LK }
      duo: {}
      saml_idp: {}
      oidc_idp: {}`;

const org = () => `
org: { name: traps, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
trustedOrigins: [ ${page} ]
groups: [ sequence, anything, newcomers, choosers, hurried, recovering ]
users:
  - login: seq@traps.test
    firstName: Seq
    lastName: Uence
    password: Passw0rd-seq
    groups: [ sequence ]
    factors:${everyFactor('seq')}
  - login: any@traps.test
    firstName: Any
    lastName: Thing
    password: Passw0rd-any
    groups: [ anything ]
    factors:${everyFactor('any')}
  - { login: one@traps.test, firstName: One, lastName: Key, password: Passw0rd-one, groups: [ anything ], factors: { webauthn: ${securityKey()} } }
  - { login: plain@traps.test, firstName: Plain, lastName: Word, password: Passw0rd-plain }
  - { login: old@traps.test, firstName: Old, lastName: Word, password: Passw0rd-old, status: PASSWORD_EXPIRED }
  - { login: hurried@traps.test, firstName: Hurry, lastName: Up, password: Passw0rd-hurried, groups: [ hurried ] }
  - { login: new@traps.test, firstName: New, lastName: Comer, password: Passw0rd-new, groups: [ newcomers ] }
  - { login: may@traps.test, firstName: May, lastName: Choose, password: Passw0rd-may, groups: [ choosers ] }
  - login: kit@traps.test
    firstName: Kit
    lastName: Ray
    password: Passw0rd-kit
    groups: [ recovering ]
    recoveryQuestion: { question: disliked_food, answer: mushrooms }
    factors: { sms: { phone: "+14155550199" } }
  - login: lou@traps.test
    firstName: Lou
    lastName: Tran
    password: Passw0rd-lou
    status: LOCKED_OUT
    groups: [ recovering ]
    recoveryQuestion: { question: disliked_food, answer: mushrooms }
policies:
  signOn:
    - name: Sequence
      groups: [ sequence ]
      rules:
        - name: Everything first
          chains: [ push, totp, google_totp, sms, call, email, question, webauthn, password -> push ]
    - { name: Anything, groups: [ anything ], rules: [ { name: Any factor, authenticate: password + any, prompt: device } ] }
  mfaEnroll:
    - name: Newcomers
      groups: [ newcomers ]
      enroll: login
      factors: { okta_push: required, okta_otp: required, google_otp: required, okta_sms: required, okta_call: required, okta_email: required, okta_question: required, fido_webauthn: required, fido_u2f: required, yubikey_token: required, rsa_token: required, symantec_vip: required }
    - { name: Choosers, groups: [ choosers ], enroll: login, factors: { okta_question: optional, okta_sms: optional } }
  password:
    - name: Hurried
      groups: [ hurried ]
      age: { maxAgeDays: 5, expireWarnDays: 10, historyCount: 3 }
      complexity: { minLength: 10, minSymbol: 1, excludeAttributes: [ firstName, lastName ] }
    - name: Recovering
      groups: [ recovering ]
      lockout: { showLockoutFailures: true }
      recovery: { email: true, sms: true, call: true, question: true }
      selfServiceUnlock: allow
`;

/** Walks through every status once and keeps every answer: `{ what, status, headers, body, text }`. */
async function walk(server, answers) {
  async function call(what, path, body, { method = 'POST', type = 'application/json' } = {}) {
    const response = await fetch(new URL(path, server.baseUrl), {
      method, headers: { 'Content-Type': type, Accept: 'application/json', Origin: page }, body: typeof body === 'string' ? body : body && JSON.stringify(body),
    });
    const text = await response.text();
    let parsed;
    try { parsed = JSON.parse(text); } catch { /* Then it is for the trap of the content type. */ }
    answers.push({ what, status: response.status, headers: response.headers, body: parsed, text });
    return parsed;
  }
  const follow = (what, at, link, body) => call(what, link.href, { stateToken: at.stateToken, ...body });
  const signIn = (name, options) => call(`sign-in of ${name}`, '/api/v1/authn', {
    username: `${name}@traps.test`, password: `Passw0rd-${name}`, relayState: '/deep', options: { warnBeforePasswordExpired: true, ...options },
  });
  const back = (what, at) => follow(`back from ${what}`, at, at._links.prev);
  const label = factor => `${factor.factorType} of ${factor.provider}`;

  // Every factor asked for and given up again.
  async function challengeEach(name, at) {
    for (const factor of at._embedded.factors) {
      // A password has nothing that could be asked for.
      const waiting = await follow(`${label(factor)} for ${name}`, at, factor._links.verify);
      if (waiting.status === 'MFA_CHALLENGE') {
        await call(`a look at ${label(factor)} for ${name}`, '/api/v1/authn/introspect', { stateToken: at.stateToken });
        await follow(`too early a second ${label(factor)} for ${name}`, at, waiting._links.resend?.[0] ?? waiting._links.next, {});
        await back(`${label(factor)} for ${name}`, waiting);
      }
    }
    for (const type of at._embedded.factorTypes ?? []) {
      await back(`any ${type.factorType} for ${name}`, await follow(`any ${type.factorType} for ${name}`, at, type._links.next));
    }
  }

  const hosted = /00[\w-]{40}/.exec(await (await fetch(`${server.baseUrl}/login/login.htm`)).text())[0];
  await call('the hosted page', '/api/v1/authn/introspect', { stateToken: hosted });
  await call('the end of the hosted page', '/api/v1/authn', { stateToken: hosted, username: 'plain@traps.test', password: 'Passw0rd-plain' });

  const sequence = await call('a name alone', '/api/v1/authn', { username: 'seq@traps.test' });
  await challengeEach('a first step', sequence);
  await follow('a wrong first factor', sequence, sequence._embedded.factors.find(factor => factor.factorType === 'password')._links.verify, { password: 'wrong' });
  await follow('a second step', sequence, sequence._embedded.factors.find(factor => factor.factorType === 'password')._links.verify, { password: 'Passw0rd-seq' });
  await call('giving up', '/api/v1/authn/cancel', { stateToken: sequence.stateToken });
  await call('after giving up', '/api/v1/authn', { stateToken: sequence.stateToken });

  const any = await signIn('any');
  await challengeEach('any factor', any);
  const push = any._embedded.factors.find(factor => factor.factorType === 'push');
  for (const number of [decision => decision, undefined]) {
    const before = await server.pushes();
    await follow('a push', any, push._links.verify);
    const sent = (await server.pushes()).find(waiting => !before.some(({ id }) => id === waiting.id));
    await follow('a push with a number', any, push._links.verify);
    await server.decide(sent, number ? 'deny' : 'approve', number ? undefined : answers.at(-1).body._embedded.factor._embedded.challenge.correctAnswer);
    await follow('a push that was decided', any, push._links.verify);
  }
  const late = await signIn('any');
  await follow('a push', late, push._links.verify);
  for (let i = 0; i < 2; i++) {
    await server.clock({ advance: 'PT3M' });
    await follow('a push that runs out', late, push._links.verify);
  }
  await challengeEach('one key', await signIn('one'));

  const profiles = { sms: { phoneNumber: '+14155550111' }, call: { phoneNumber: '+14155550112' } };
  const enrolling = await signIn('new');
  for (const factor of enrolling._embedded.factors) {
    const { factorType, provider } = factor;
    const begun = await follow(`setting up ${label(factor)}`, enrolling, factor._links.enroll, { factorType, provider, profile: profiles[factorType] });
    if (begun.status === 'MFA_ENROLL_ACTIVATE') {
      // Five would lock the account.
      if (['push', 'sms', 'webauthn'].includes(factorType)) {
        await follow(`no right answer of ${label(factor)}`, enrolling, begun._links.next, factorType === 'push' ? {} : { passCode: '000000' });
      }
      if (begun._links.resend) await follow(`too early a second code for ${label(factor)}`, enrolling, begun._links.resend[0]);
      await back(`setting up ${label(factor)}`, begun);
    }
  }
  const choosing = await signIn('may', { multiOptionalFactorEnroll: true });
  const question = choosing._embedded.factors.find(factor => factor.factorType === 'question');
  await follow('one of several set up', choosing, question._links.enroll, {
    factorType: 'question', provider: 'OKTA', profile: { question: 'disliked_food', answer: 'mushrooms' },
  });
  await follow('the rest skipped', choosing, answers.at(-1).body._links.skip);

  const old = await signIn('old');
  await follow('a wrong old password', old, old._links.next, { oldPassword: 'wrong', newPassword: 'Passw0rd-afresh' });
  await follow('a weak new password', old, old._links.next, { oldPassword: 'Passw0rd-old', newPassword: 'weak' });
  await follow('a new password', old, old._links.next, { oldPassword: 'Passw0rd-old', newPassword: 'Passw0rd-afresh' });
  await follow('a warning skipped', await signIn('hurried'), answers.at(-1).body._links.skip);

  for (const channel of ['CALL', 'SMS']) {
    for (const name of ['kit', 'nobody']) {
      await call(`${channel} for a forgotten password of ${name}`, '/api/v1/authn/recovery/password', { username: `${name}@traps.test`, factorType: channel });
    }
  }
  const sent = answers.at(-2).body;
  await follow('a wrong code for a forgotten password', sent, sent._links.next, { passCode: '000000' });
  const asked = await follow('the code for a forgotten password', sent, sent._links.next, { passCode: await server.code('kit@traps.test', 'sms') });
  await follow('a wrong answer', sent, asked._links.next, { answer: 'truffles' });
  const reset = await follow('the answer', sent, asked._links.next, { answer: 'mushrooms' });
  await follow('a weak new password after that', sent, reset._links.next, { newPassword: 'weak' });
  await follow('a new password after that', sent, reset._links.next, { newPassword: 'Passw0rd-afresh' });
  await call('mail for a forgotten password', '/api/v1/authn/recovery/password', { username: 'kit@traps.test', factorType: 'EMAIL' });

  const locked = await signIn('lou');
  await call('mail for a locked account', locked._links.next.href, { username: 'lou@traps.test', factorType: 'EMAIL' });
  const recoveryToken = (await server.sentLink('lou@traps.test', 'email')).split('/').at(-1);
  const unlocking = await call('the link of that mail', '/api/v1/authn/recovery/token', { recoveryToken });
  await follow('an account unlocked', unlocking, unlocking._links.next, { answer: 'mushrooms' });

  await call('a wrong password', '/api/v1/authn', { username: 'plain@traps.test', password: 'wrong' });
  await call('a token of nobody', '/api/v1/authn/introspect', { stateToken: `00${'x'.repeat(40)}` });
  await call('a step out of turn', '/api/v1/authn/skip', { stateToken: (await signIn('any')).stateToken });
  await call('no JSON', '/api/v1/authn', '{');
  await call('another method', '/api/v1/authn', undefined, { method: 'GET' });
  await call('no such path', '/api/v1/authn/nothing', {});
  await call('another content type', '/api/v1/authn', 'username=plain', { type: 'text/plain' });
}

/** The links of an object that are to be called: arrays and single ones, wherever they are in it. */
function* links(value, path = []) {
  if (value === null || typeof value !== 'object') {
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (name === '_links') {
      for (const [rel, given] of Object.entries(inner)) {
        for (const link of [given].flat()) yield { rel, link, path: [...path, rel].join('.') };
      }
    } else {
      yield* links(inner, [...path, name]);
    }
  }
}

function* instants(value) {
  for (const [name, inner] of Object.entries(value ?? {})) {
    if (/^(expiresAt|passwordChanged|expires|endDate)$/.test(name) && inner !== null) yield inner;
    if (inner && typeof inner === 'object') yield* instants(inner);
  }
}

/** Every member of this name, wherever it is. */
function* members(value, wanted) {
  for (const [name, inner] of Object.entries(value ?? {})) {
    if (name === wanted) yield inner;
    if (inner && typeof inner === 'object') yield* members(inner, wanted);
  }
}

const data = new Set(['qrcode', 'script']);
const offers = ({ body }) => body._embedded?.factors ?? [];
const ok = answer => answer.status === 200;
const failed = answer => answer.status >= 400;
const at = (...statuses) => answer => ok(answer) && statuses.includes(answer.body.status);
const during = at('UNAUTHENTICATED', 'MFA_REQUIRED', 'MFA_CHALLENGE', 'MFA_ENROLL', 'MFA_ENROLL_ACTIVATE', 'PASSWORD_WARN', 'PASSWORD_EXPIRED', 'RECOVERY', 'PASSWORD_RESET');
const byMail = answer => at('RECOVERY_CHALLENGE')(answer) && answer.body.factorType === 'EMAIL';
const byCode = answer => at('RECOVERY_CHALLENGE')(answer) && answer.body.factorType !== 'EMAIL';
const bytes = text => Buffer.from(text, 'base64url');
const knownStatuses = [
  'UNAUTHENTICATED', 'PASSWORD_WARN', 'PASSWORD_EXPIRED', 'RECOVERY', 'RECOVERY_CHALLENGE', 'PASSWORD_RESET', 'LOCKED_OUT',
  'MFA_ENROLL', 'MFA_ENROLL_ACTIVATE', 'MFA_REQUIRED', 'MFA_CHALLENGE', 'SUCCESS',
];
const complexity = {
  minLength: 'number', minLowerCase: 'number', minUpperCase: 'number', minNumber: 'number', minSymbol: 'number', excludeUsername: 'boolean',
  excludeAttributes: 'object', useADComplexityRequirements: 'boolean', maxConsecutiveRepeatingCharacters: 'number',
};

// What is so, of which answers, and how it shows.
const traps = [
  ['a body is JSON and says so, or the client takes it for text', () => true, ({ headers, body }) => {
    assert.match(headers.get('content-type'), /^application\/json\b/);
    assert.ok(body);
  }],
  ['a page of a trusted origin may read every answer, refusals too', () => true, ({ headers }) => {
    assert.equal(headers.get('access-control-allow-origin'), page);
    assert.equal(headers.get('access-control-allow-credentials'), 'true');
    assert.match(headers.get('vary'), /\bOrigin\b/i);
    assert.match(headers.get('access-control-expose-headers'), /X-Rate-Limit-Remaining/i);
  }],
  ['no answer has a member `error`, which is a failure to okta-auth-js', () => true, ({ body }) => assert.equal(body.error, undefined)],
  ['a refusal has its code twice, an id, and an array of causes', failed, ({ body }) => {
    assert.match(body.errorCode, /^E\d{7}$/);
    assert.equal(body.errorLink, body.errorCode);
    assert.match(body.errorId, /^oae[\w-]+$/);
    assert.ok(body.errorSummary);
    assert.ok(Array.isArray(body.errorCauses) && body.errorCauses.every(cause => cause.errorSummary));
    assert.equal(body.status, undefined);
  }],
  ['a status is one that the clients know', ok, ({ what, body }) =>
    assert.ok(what === 'giving up' ? !('status' in body) : knownStatuses.includes(body.status))],
  ['a state token begins with 00 and is 42 long: 01 is Identity Engine to the widget', answer => ok(answer) && answer.body.stateToken, ({ body }) =>
    assert.match(body.stateToken, /^00[\w-]{40}$/)],
  ['a sign-in under way has its token, and its end: without either the page cannot be loaded again', during, ({ body }) => {
    assert.ok(body.stateToken);
    assert.ok(Date.parse(body.expiresAt));
  }],
  ['points in time have milliseconds and a Z', ok, ({ body }) => {
    for (const instant of instants(body)) assert.match(instant, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }],
  ['a link has one method, or the client makes no function of it', ok, ({ body }) => {
    for (const { rel, link, path } of links(body)) {
      if (!data.has(rel)) assert.deepEqual(link.hints?.allow?.length, 1, path);
    }
  }],
  ['a link that is to be called has no `type`, a link that is only data has', ok, ({ body }) => {
    for (const { rel, link, path } of links(body)) assert.equal('type' in link, data.has(rel), path);
  }],
  ['links are absolute, and to the host that was called', ok, ({ body, server }) => {
    for (const { link, path } of links(body)) assert.ok(link.href.startsWith(`${server.baseUrl}/`), `${path}: ${link.href}`);
  }],
  ['`next` has a name, which is what the client calls it', answer => ok(answer) && answer.body._links?.next, ({ body }) =>
    assert.match(body._links.next.name, /^(authenticate|verify|poll|activate|redirect|changePassword|resetPassword|unlock|answer|recovery|original)$/)],
  ['whatever can be given up has `cancel`: the page calls it unguarded', answer => during(answer) && answer.what !== 'the hosted page', ({ body }) =>
    assert.ok(body._links.cancel)],
  ['a challenge and a setting-up have `prev`: a page that is loaded again calls it unguarded', at('MFA_CHALLENGE', 'MFA_ENROLL_ACTIVATE'), ({ body }) =>
    assert.ok(body._links.prev)],
  ['`prev` is nowhere else', at('UNAUTHENTICATED', 'MFA_REQUIRED', 'MFA_ENROLL'), ({ body }) => assert.equal(body._links.prev, undefined)],
  ['factors in a list are `factors`, one chosen is `factor`', ok, ({ body }) => {
    assert.ok(!Array.isArray(body._embedded?.factor));
    assert.ok(body._embedded?.factors === undefined || Array.isArray(body._embedded.factors));
    if (['MFA_REQUIRED', 'MFA_ENROLL'].includes(body.status)) assert.ok(body._embedded.factors.length);
    if (['MFA_CHALLENGE', 'MFA_ENROLL_ACTIVATE'].includes(body.status)) assert.ok(body._embedded.factor ?? body._embedded.challenge);
  }],
  ['a factor has its type, provider and vendor', ok, answer => {
    for (const factor of [...offers(answer), answer.body._embedded?.factor].filter(Boolean)) {
      for (const name of ['factorType', 'provider', 'vendorName']) assert.ok(factor[name], name);
    }
  }],
  ['a factor that can be verified has no `status`: the widget would hide a push beside its code', at('UNAUTHENTICATED', 'MFA_REQUIRED', 'MFA_CHALLENGE'), answer => {
    for (const factor of offers(answer)) {
      assert.ok(!('status' in factor) && !('enrollment' in factor));
      assert.ok(factor.id && factor._links.verify);
    }
  }],
  ['a factor that can be set up says whether it must be and whether it is', at('MFA_ENROLL'), answer => {
    for (const factor of offers(answer)) {
      assert.match(factor.status, /^(NOT_SETUP|ACTIVE)$/);
      assert.match(factor.enrollment, /^(REQUIRED|OPTIONAL)$/);
      assert.ok(factor.status === 'ACTIVE' || factor._links.enroll);
      assert.equal(factor.factorType === 'question', 'questions' in factor._links);
    }
  }],
  ['several security keys have an address for all of them', at('MFA_REQUIRED'), answer => {
    const several = offers(answer).filter(factor => factor.factorType === 'webauthn').length > 1;
    assert.equal(several, answer.body._embedded.factorTypes?.some(type => type.factorType === 'webauthn' && type._links.next.name === 'verify') ?? false);
  }],
  ['`resend` is a list where factors are concerned', answer => at('MFA_CHALLENGE', 'MFA_ENROLL_ACTIVATE')(answer) && answer.body._links.resend, ({ body }) => {
    assert.ok(Array.isArray(body._links.resend));
    assert.equal(body._links.resend[0].name, body._embedded.factor.factorType);
  }],
  ['`resend` is one link where a password is recovered', byCode, ({ body }) => assert.ok(!Array.isArray(body._links.resend) && body._links.resend.href)],
  ['recovery by mail has neither token nor links', byMail, ({ body }) => {
    assert.deepEqual(Object.keys(body).sort(), ['factorResult', 'factorType', 'recoveryType', 'status']);
    assert.equal(body.factorResult, 'WAITING');
  }],
  ['recovery by a code has both, whoever is named', byCode, ({ body }) => {
    assert.deepEqual(Object.keys(body._links).sort(), ['cancel', 'next', 'resend']);
    assert.ok(body.stateToken && body.expiresAt);
  }],
  ['the demands on a password have no key that the widget does not know', ok, ({ body }) => {
    for (const demands of members(body, 'complexity')) {
      for (const [name, value] of Object.entries(demands)) assert.equal(typeof value, complexity[name], name);
    }
  }],
  ['a state that wants a new password says what it must be made of', at('PASSWORD_WARN', 'PASSWORD_EXPIRED', 'PASSWORD_RESET'), ({ body }) =>
    assert.ok(body._embedded.policy.complexity.minLength)],
  ['a warning says how many days are left', at('PASSWORD_WARN'), ({ body }) => {
    assert.ok(Number.isInteger(body._embedded.policy.expiration.passwordExpireDays));
    assert.ok(body._links.skip);
  }],
  ['what is remembered of a device is told wherever a factor is asked for', at('MFA_REQUIRED', 'MFA_CHALLENGE'), ({ body }) => {
    const { policy } = body._embedded;
    assert.deepEqual(['allowRememberDevice', 'rememberDeviceByDefault'].map(name => typeof policy[name]), ['boolean', 'boolean']);
    assert.equal(typeof policy.rememberDeviceLifetimeInMinutes, 'number');
    assert.equal(typeof policy.factorsPolicyInfo, 'object');
  }],
  ['a number to tap is an integer', answer => ok(answer) && answer.body._embedded?.factor?.factorType === 'push' && answer.body._embedded.factor._embedded?.challenge, ({ body }) => {
    assert.equal(body.factorResult, 'WAITING');
    assert.ok(Number.isInteger(body._embedded.factor._embedded.challenge.correctAnswer));
  }],
  ['no challenge is empty: its mere presence shows a page', at('MFA_CHALLENGE'), ({ body }) => {
    const challenge = body._embedded.factor?._embedded?.challenge;
    assert.ok(challenge === undefined || Object.keys(challenge).length > 0);
  }],
  ['polling goes on only while `factorResult` is WAITING', at('MFA_CHALLENGE', 'MFA_ENROLL_ACTIVATE'), ({ body }) =>
    assert.equal(body._links.next.name === 'poll', body.factorResult === 'WAITING')],
  ['challenges of keys are base64url, and never one character too many', ok, ({ body }) => {
    for (const { challenge } of [...members(body, 'challenge'), ...members(body, 'activation')].filter(face => face?.challenge)) {
      assert.match(challenge, /^[\w-]{16,}$/);
      assert.notEqual(challenge.length % 4, 1);
    }
  }],
  ['a key that is asked for by its id has its challenge beside its id', answer => ok(answer) && answer.body.challengeType === 'FACTOR', ({ body }) => {
    assert.equal(body._embedded.factors, undefined);
    assert.ok(bytes(body._embedded.factor.profile.credentialId).length);
    assert.ok(body._embedded.factor._embedded.challenge);
  }],
  ['keys that are asked for by type have it beside the list of them', answer => ok(answer) && answer.body.challengeType === 'FACTOR_TYPE', ({ body }) => {
    assert.ok(body._embedded.challenge.challenge);
    assert.equal(body.factorType, 'webauthn');
    assert.match(body._links.next.href, /\/factors\/webauthn\/verify$/);
    for (const factor of body._embedded.factors) assert.match(factor.profile.credentialId, /^[\w-]+$/);
  }],
  ['a new key is told whose it will be, and which keys it must not be', answer => at('MFA_ENROLL_ACTIVATE')(answer) && answer.body._embedded.factor.factorType === 'webauthn', ({ body }) => {
    const { activation } = body._embedded.factor._embedded;
    assert.match(activation.user.id, /^[\w-]+$/);
    assert.notEqual(activation.user.id.length % 4, 1);
    assert.ok(activation.user.name && activation.user.displayName && activation.rp.name);
    assert.ok(Array.isArray(activation.excludeCredentials));
    assert.ok(activation.pubKeyCredParams.some(({ alg }) => alg === -7));
  }],
  ['a new U2F key is told where it is registered', answer => at('MFA_ENROLL_ACTIVATE')(answer) && answer.body._embedded.factor.factorType === 'u2f', ({ body, server }) => {
    const { version, appId, nonce } = body._embedded.factor._embedded.activation;
    assert.deepEqual([version, appId], ['U2F_V2', server.baseUrl]);
    assert.match(nonce, /^[\w-]{16,}$/);
  }],
  ['a picture to scan is a PNG', answer => ok(answer) && [...members(answer.body, 'qrcode')].length, async ({ body }) => {
    for (const { href, type } of members(body, 'qrcode')) {
      assert.equal(type, 'image/png');
      assert.equal((await fetch(href)).headers.get('content-type'), 'image/png');
    }
  }],
  ['a success has `_embedded`, and its user', at('SUCCESS'), ({ body }) => assert.ok(body._embedded.user.profile.login)],
  ['a success has a token to trade, or a page to go on to', answer => at('SUCCESS')(answer) && answer.body.recoveryType !== 'UNLOCK', ({ body }) => {
    assert.ok(body.expiresAt);
    assert.equal(Boolean(body.sessionToken), !body._links?.next);
    if (body._links?.next) assert.deepEqual([body._links.next.name, body._links.next.hints.allow], ['original', ['GET']]);
  }],
  ['an account that was unlocked is not signed in', answer => answer.what === 'an account unlocked', ({ body }) => {
    assert.deepEqual([body.status, body.recoveryType], ['SUCCESS', 'UNLOCK']);
    assert.equal(body.sessionToken, undefined);
  }],
  ['a locked account has `unlock` and no token', at('LOCKED_OUT'), ({ body }) => {
    assert.equal(body._links.next.name, 'unlock');
    assert.equal(body.stateToken, undefined);
  }],
  ['what was given up has no status, and its relayState', answer => answer.what === 'giving up', ({ body }) => assert.equal(body.status, undefined)],
  ['relayState comes back', answer => ok(answer) && answer.what.startsWith('sign-in of '), ({ body }) => assert.equal(body.relayState, '/deep')],
  ['nobody is told of a person before a first factor is proved', answer => / for a first step$|^a name alone$/.test(answer.what) && ok(answer), ({ body, text }) => {
    assert.equal(body._embedded?.user, undefined);
    assert.doesNotMatch(text, /Uence/);
    for (const factor of [...offers({ body }), body._embedded?.factor].filter(Boolean)) {
      if (factor.factorType === 'push') assert.deepEqual(factor.profile, {});
    }
  }],
  ['no member of Identity Engine is there', ok, ({ body }) => {
    for (const name of ['stateHandle', 'remediation', 'interactionHandle', 'intent']) assert.equal(body[name], undefined);
    assert.doesNotMatch(body.status ?? '', /^FACTOR_/);
  }],
];

describe('traps', () => {
  let server;
  const answers = [];

  before(async () => {
    server = await startServer({ seed: org });
    await walk(server, answers);
    for (const answer of answers) answer.server = server;
  });
  after(() => server?.stop());

  test('every status was seen', () => {
    assert.deepEqual(new Set(answers.filter(ok).map(answer => answer.body.status).filter(Boolean)), new Set(knownStatuses));
  });

  for (const [name, applies, holds] of traps) {
    test(name, async () => {
      const caught = answers.filter(applies);
      assert.ok(caught.length, 'no answer was of this kind');
      for (const answer of caught) {
        try {
          await holds(answer);
        } catch (error) {
          error.message += `\n${answer.what}: ${answer.status} ${answer.text}`;
          throw error;
        }
      }
    });
  }
});
