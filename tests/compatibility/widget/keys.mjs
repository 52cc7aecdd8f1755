// Security keys: a virtual authenticator stands for them, in the browser itself.

import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { calls, hosted, withBrowser } from './browser.mjs';

const title = 'Security Key or Biometric Authenticator';

/** A key as its owner has it, and as the org knows it. */
function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    credentialId: randomBytes(32).toString('base64'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}

const [ofKay, firstOfSky, secondOfSky] = [newKey(), newKey(), newKey()];
const seeded = key => `{ credentialId: "${key.credentialId}", publicKey: "${key.publicKey}" }`;

const org = () => `
org: { name: keys, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
groups: [ newcomers, careful, keyed ]
users:
  - { login: wes@keys.test, firstName: Wes, lastName: Hall, password: Passw0rd-wes, groups: [ newcomers ] }
  - login: kay@keys.test
    firstName: Kay
    lastName: Lund
    password: Passw0rd-kay
    groups: [ careful ]
    factors: { webauthn: ${seeded(ofKay)} }
  - login: sky@keys.test
    firstName: Sky
    lastName: Moor
    groups: [ keyed ]
    factors: { webauthn: [ ${seeded(firstOfSky)}, ${seeded(secondOfSky)} ] }
policies:
  signOn:
    - { name: Newcomers, groups: [ newcomers ], rules: [ { name: Key or password, chains: [ webauthn, password ] } ] }
    - { name: Careful, groups: [ careful ], rules: [ { name: Password and key, chains: [ password -> webauthn ] } ] }
    - { name: Keyed, groups: [ keyed ], rules: [ { name: Key, chains: [ webauthn ] } ] }
  mfaEnroll:
    - { name: Newcomers, groups: [ newcomers ], enroll: login, factors: { fido_webauthn: required } }
`;

/** Plugs an authenticator in that holds these keys, and touches it whenever it is asked. */
async function plugIn(page, ...keys) {
  const browser = await page.context().newCDPSession(page);
  await browser.send('WebAuthn.enable');
  const { authenticatorId } = await browser.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'usb', hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  for (const { credentialId, privateKey } of keys) {
    await browser.send('WebAuthn.addCredential', {
      authenticatorId, credential: { credentialId, privateKey, rpId: 'localhost', isResidentCredential: false, signCount: 0 },
    });
  }
  return {
    /** Whether it signs as it should. */
    signs: rightly => browser.send('WebAuthn.setResponseOverrideBits', { authenticatorId, isBogusSignature: !rightly }),
    keys: async () => (await browser.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  };
}

withBrowser('security keys', () => hosted({ seed: org }), walk => {
  walk('a key is set up at sign-in, and signs in the next time', async ({ server, page, widget, requests }) => {
    const authenticator = await plugIn(page);
    await widget.open();
    await widget.name('wes@keys.test');
    await widget.password('Passw0rd-wes');
    await widget.setUpNext();
    await widget.shows('Set up security key or biometric authenticator');
    await widget.submit();
    await widget.isSignedIn('wes@keys.test', ['pwd']);
    const [{ credentialId }, ...others] = await authenticator.keys();
    assert.deepEqual(others, []);
    const activation = requests.find(request => request.url().endsWith('/lifecycle/activate')).postDataJSON();
    assert.deepEqual(Object.keys(activation).sort(), ['attestation', 'clientData', 'clientExtensions', 'stateToken', 'transports']);

    await page.goto(`${server.baseUrl}/login/signout`);
    await widget.name('wes@keys.test');
    await widget.isSignedIn('wes@keys.test', ['hwk', 'mfa']);
    assert.match(calls(requests).at(-1), /\/factors\/fwf\w+\/verify\?rememberDevice=false$/);
    assert.equal((await authenticator.keys())[0].credentialId, credentialId);
  });

  walk('one key of one: asked for by its own id, after the password', async ({ page, widget, requests }) => {
    await plugIn(page, ofKay);
    await widget.open();
    await widget.name('kay@keys.test');
    await widget.password('Passw0rd-kay');
    await widget.isSignedIn('kay@keys.test', ['pwd', 'hwk', 'mfa']);
    assert.match(calls(requests).at(-1), /\/factors\/fwf\w+\/verify\?rememberDevice=false$/);
  });

  walk('one key of several: asked for by type, and any of them will do', async ({ page, widget, requests }) => {
    await plugIn(page, secondOfSky);
    await widget.open();
    await widget.name('sky@keys.test');
    await widget.isSignedIn('sky@keys.test', ['hwk', 'mfa']);
    assert.deepEqual(calls(requests).slice(-2), ['/api/v1/authn/factors/webauthn/verify', '/api/v1/authn/factors/webauthn/verify?rememberDevice=false']);
  });

  walk('a key that signs wrongly is refused, and may try again', async ({ page, widget }) => {
    const key = await plugIn(page, ofKay);
    await key.signs(false);
    await widget.open();
    await widget.name('kay@keys.test');
    await widget.refused(() => widget.password('Passw0rd-kay'));
    await widget.shows(title);
    await key.signs(true);
    await widget.submit();
    await widget.isSignedIn('kay@keys.test', ['pwd', 'hwk', 'mfa']);
  });

  walk('a key of somebody else is no answer, which the page says', async ({ page, widget }) => {
    await plugIn(page, ofKay);
    await widget.open();
    await widget.name('sky@keys.test');
    assert.match(await widget.error(), /timed out or was not allowed/);
    await widget.shows(title);
  });

  walk('the page is loaded again while a key is awaited', async ({ page, widget }) => {
    await widget.open();
    await widget.name('kay@keys.test');
    await widget.password('Passw0rd-kay');
    await widget.shows(title);
    await plugIn(page, ofKay);
    await page.reload();
    await widget.isSignedIn('kay@keys.test', ['pwd', 'hwk', 'mfa']);
  });
});
