// A SAML app made with node-saml, unmodified, against the org as its identity provider.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { startServer } from './server.mjs';

const issuer = 'http://sp.test/metadata';
const acs = 'http://sp.test/acs';
const ana = 'ana@saml.test';

const { privateKey, certificate } = keyPair();

const org = () => `
org: { name: saml }
users: [ { login: ${ana}, firstName: Ana, lastName: Ruiz, password: Passw0rd-ana, profile: { department: "R&D <x>" } } ]
apps:
  - label: Plain
    type: saml
    ssoAcsUrl: ${acs}
    audience: ${issuer}
    attributeStatements:
      - { name: email, values: [ user.email ] }
      - { name: department, values: [ user.department ] }
      - { name: groups, type: GROUP, filterType: REGEX, filterValue: ".*" }
    assign: [ Everyone ]
  - label: Signed
    type: saml
    ssoAcsUrl: ${acs}
    audience: ${issuer}
    subjectNameIdFormat: urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress
    spCertificate: "${certificate.replaceAll('\n', '\\n')}"
    slo: { issuer: "${issuer}", logoutUrl: http://sp.test/bye }
    assign: [ Everyone ]
${['AES256_CBC', 'AES128_CBC', 'AES256_GCM', 'AES128_GCM'].map(algorithm => `
  - label: Encrypted ${algorithm}
    type: saml
    ssoAcsUrl: ${acs}
    audience: ${issuer}
    encryptionCertificate: "${certificate.replaceAll('\n', '\\n')}"
    encryptionAlgorithm: ${algorithm}
    assign: [ Everyone ]`).join('')}
`;

let server;
let apps;
before(async () => {
  server = await startServer({ seed: org });
  apps = await server.ask('saml-apps');
});
after(() => server.stop());

let sid;
beforeEach(async () => {
  await server.reset();
  sid = undefined;
});

describe('node-saml', () => {
  for (const [binding, ask] of Object.entries({ redirect, post })) {
    test(`a user who has no session signs in and comes back to the app, by ${binding}`, async () => {
      const { sp } = app('Plain', { binding });
      const sent = await ask(sp, 'st&te"');
      assert.equal(sent.status, 302);
      const login = new URL(sent.headers.get('location'), server.baseUrl);
      assert.equal(login.pathname, '/login/login.htm');
      await signIn();
      const form = await read(await visit(login.searchParams.get('fromURI')));
      assert.equal(form.action, acs);
      assert.equal(form.RelayState, 'st&te"');
      const { profile } = await sp.validatePostResponseAsync(form);
      assert.equal(profile.nameID, ana);
      assert.equal(profile.email, ana);
      assert.equal(profile.department, 'R&D <x>');
      assert.equal(profile.groups, 'Everyone');
      assert.ok(profile.inResponseTo);
      assert.match(profile.sessionIndex, /^id/);
    });

    test(`a request that is signed, by ${binding}`, async () => {
      const { sp } = app('Signed', { binding, privateKey });
      await signIn();
      const { profile } = await sp.validatePostResponseAsync(await read(await ask(sp, '')));
      assert.equal(profile.nameID, ana);
      assert.equal(profile.nameIDFormat, 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress');
    });

    test(`a request that should be signed and is not, by ${binding}`, async () => {
      await signIn();
      const refused = await ask(app('Signed', { binding }).sp, '');
      assert.equal(refused.status, 400);
      assert.match(await refused.text(), /missing_signature/);
    });
  }

  test('a sign-in that begins at the org', async () => {
    const { sp, listed } = app('Plain', { validateInResponseTo: ValidateInResponseTo.ifPresent });
    await signIn();
    const form = await read(await fetch(`${listed.ssoUrl}?RelayState=%2Fdeep`, { headers: cookie(), redirect: 'manual' }));
    assert.equal(form.RelayState, '/deep');
    const { profile } = await sp.validatePostResponseAsync(form);
    assert.equal(profile.nameID, ana);
    assert.equal(profile.inResponseTo, undefined);
  });

  test('a one-time token on the link, as command-line clients send it', async () => {
    const { sp, listed } = app('Plain', { validateInResponseTo: ValidateInResponseTo.ifPresent });
    const url = `${listed.ssoUrl}?RelayState=%2Fsome%2Fdeep%2Flink&onetimetoken=${await sessionToken()}`;
    const answer = await fetch(url, { redirect: 'manual' });
    const html = await answer.text();
    // How Snowflake's driver looks for the address: the first form, then the first action in double quotes.
    const from = html.indexOf('action="', html.indexOf('<form')) + 'action="'.length;
    assert.equal(html.slice(from, html.indexOf('"', from)), acs);
    assert.equal((await sp.validatePostResponseAsync(fields(html))).profile.nameID, ana);
    assert.equal((await fetch(url, { redirect: 'manual' })).status, 302);
  });

  for (const algorithm of ['AES256_CBC', 'AES128_CBC', 'AES256_GCM', 'AES128_GCM']) {
    test(`an assertion encrypted with ${algorithm}`, async () => {
      const { sp } = app(`Encrypted ${algorithm}`, { decryptionPvk: privateKey });
      await signIn();
      const form = await read(await redirect(sp, ''));
      assert.ok(!decode(form.SAMLResponse).includes(ana));
      assert.equal((await sp.validatePostResponseAsync(form)).profile.nameID, ana);
    });
  }

  test('a user who must sign in again, and an app that must not ask', async () => {
    await signIn();
    const forced = await redirect(app('Plain', { forceAuthn: true }).sp, '');
    assert.equal(forced.status, 302);
    assert.match(forced.headers.get('location'), /prompt=login/);

    sid = undefined;
    const { sp } = app('Plain', { passive: true });
    // node-saml reads NoPassive as "nobody is signed in".
    const { profile } = await sp.validatePostResponseAsync(await read(await redirect(sp, '')));
    assert.equal(profile, null);
  });

  test('a response that was tampered with is not believed', async () => {
    const { sp } = app('Plain', { validateInResponseTo: ValidateInResponseTo.never });
    await signIn();
    const form = await read(await redirect(sp, ''));
    const response = decode(form.SAMLResponse);
    await sp.validatePostResponseAsync(form);
    for (const [from, to] of [
      [`>${ana}<`, '>admin@saml.test<'],
      [`<saml2:Audience>${issuer}<`, '<saml2:Audience>http://other.test<'],
      ['NotOnOrAfter="2', 'NotOnOrAfter="3'],
      [/<Signature .*?<\/Signature>/gs, ''],
    ]) {
      const tampered = response.replace(from, to);
      assert.notEqual(tampered, response);
      await assert.rejects(sp.validatePostResponseAsync({ ...form, SAMLResponse: Buffer.from(tampered).toString('base64') }), /signature/i);
    }
  });

  test('a response counts for five minutes and for its audience', async () => {
    const { sp } = app('Plain', { validateInResponseTo: ValidateInResponseTo.never });
    await signIn();
    await server.clock({ set: new Date(Date.now() - 600_000).toISOString() });
    await assert.rejects(sp.validatePostResponseAsync(await read(await redirect(sp, ''))), /expired/i);
    await server.clock({ reset: true });
    const other = app('Plain', { audience: 'http://other.test', validateInResponseTo: ValidateInResponseTo.never }).sp;
    await assert.rejects(other.validatePostResponseAsync(await read(await redirect(sp, ''))), /audience/i);
  });

  test('single logout ends the session and is answered', async () => {
    const { sp, listed } = app('Signed', { privateKey, validateInResponseTo: ValidateInResponseTo.never, logoutUrl: apps.find(found => found.label === 'Signed').sloUrl });
    await signIn();
    const { profile } = await sp.validatePostResponseAsync(await read(await redirect(sp, '')));
    assert.equal(profile.nameID, ana);
    assert.ok(listed.sloUrl);
    const url = await sp.getLogoutUrlAsync(profile, 'bye', {});
    const form = await read(await fetch(url, { headers: cookie(), redirect: 'manual' }));
    assert.equal(form.action, 'http://sp.test/bye');
    assert.equal(form.RelayState, 'bye');
    const { loggedOut } = await sp.validatePostResponseAsync(form);
    assert.equal(loggedOut, true);
    assert.equal((await fetch(`${server.baseUrl}/api/v1/sessions/me`, { headers: cookie() })).status, 404);
  });

  test('metadata tell an app all that it needs', async () => {
    const listed = apps.find(found => found.label === 'Signed');
    const metadata = await (await fetch(listed.metadataUrl)).text();
    assert.ok(metadata.includes(`entityID="${listed.issuer}"`));
    assert.ok(metadata.includes(listed.certificate));
    assert.equal(metadata.split(`Location="${listed.ssoUrl}"`).length, 3);
    assert.equal(metadata.split(`Location="${listed.sloUrl}"`).length, 3);
  });
});

/** An app of the org, and node-saml set up for it by what the org says. */
function app(label, { binding, ...options } = {}) {
  const listed = apps.find(found => found.label === label);
  const sp = new SAML({
    issuer,
    callbackUrl: acs,
    entryPoint: listed.ssoUrl,
    idpCert: listed.certificate,
    idpIssuer: listed.issuer,
    audience: issuer,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: true,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    validateInResponseTo: ValidateInResponseTo.always,
    acceptedClockSkewMs: 0,
    // The post binding does not deflate, though node-saml does unless it is told not to.
    skipRequestCompression: binding === 'post',
    ...options,
  });
  return { sp, listed };
}

async function redirect(sp, relayState) {
  return fetch(await sp.getAuthorizeUrlAsync(relayState, undefined, {}), { headers: cookie(), redirect: 'manual' });
}

async function post(sp, relayState) {
  const { action, ...form } = await read(new Response(await sp.getAuthorizeFormAsync(relayState)));
  return fetch(action, { method: 'POST', body: new URLSearchParams(form), headers: cookie(), redirect: 'manual' });
}

async function sessionToken() {
  const answer = await fetch(`${server.baseUrl}/api/v1/authn`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: ana, password: 'Passw0rd-ana' }),
  });
  return (await answer.json()).sessionToken;
}

async function signIn() {
  const answer = await fetch(`${server.baseUrl}/login/sessionCookieRedirect?token=${await sessionToken()}&redirectUrl=${encodeURIComponent(server.baseUrl)}/`, { redirect: 'manual' });
  sid = /sid=([^;]+)/.exec(answer.headers.getSetCookie().join())[1];
}

function cookie() { return sid ? { Cookie: `sid=${sid}` } : {}; }
function visit(path) { return fetch(server.baseUrl + path, { headers: cookie(), redirect: 'manual' }); }
function decode(base64) { return Buffer.from(base64, 'base64').toString(); }

async function read(answer) {
  const html = await answer.text();
  assert.equal(answer.status, 200, html);
  return { action: unescape(/<form [^>]*action="([^"]*)"/.exec(html)[1]), ...fields(html) };
}

function fields(html) {
  return Object.fromEntries([...html.matchAll(/<input [^>]*name="(\w+)"[^>]* value="([^"]*)"/g)].map(([, name, value]) => [name, unescape(value)]));
}

function unescape(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

function keyPair() {
  const folder = mkdtempSync(join(tmpdir(), 'factorseq-saml-'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=sp', '-days', '30', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')], { stdio: 'ignore' });
  const pair = { privateKey: readFileSync(join(folder, 'key.pem'), 'utf8'), certificate: readFileSync(join(folder, 'cert.pem'), 'utf8') };
  rmSync(folder, { recursive: true });
  return pair;
}
