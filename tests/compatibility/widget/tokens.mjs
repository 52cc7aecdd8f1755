// Tokens that people carry: set up by a code of theirs, and asked for the next time.

import assert from 'node:assert/strict';
import { hosted, withBrowser } from './browser.mjs';

const org = () => `
org: { name: tokens, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
groups: [ carriers, holders ]
yubikeys:
  - { publicId: vvvvvvvvvvvv, aesKey: 000102030405060708090a0b0c0d0e0f, privateId: 010203040506 }
users:
  - { login: yve@tokens.test, firstName: Yve, lastName: Stone, password: Passw0rd-yve, groups: [ carriers ] }
  - login: rob@tokens.test
    firstName: Rob
    lastName: Fox
    password: Passw0rd-rob
    groups: [ holders ]
    factors:
      rsa: { userId: rob }
      yubikey: { publicId: cccccccccccc, aesKey: 0f0e0d0c0b0a09080706050403020100, privateId: 060504030201 }
      symantec: { credentialId: VSMT00000001 }
      hotp: { secret: MFRGGZDFMZTWQ2LK }
policies:
  signOn:
    - { name: Holders, groups: [ holders ], rules: [ { name: Password and any factor, authenticate: password + any } ] }
  mfaEnroll:
    - { name: Carriers, groups: [ carriers ], enroll: login, factors: { yubikey_token: required, rsa_token: required, symantec_vip: required } }
    - { name: Holders, groups: [ holders ], factors: {} }
`;

withBrowser('tokens', () => hosted({ seed: org }), walk => {
  walk('YubiKey, RSA SecurID and Symantec VIP are set up', async ({ server, page, widget }) => {
    await widget.open();
    await widget.name('yve@tokens.test');
    await widget.password('Passw0rd-yve');
    const names = await widget.listed('Setup required');
    assert.deepEqual([...names].sort(), Object.keys(setUp).sort());
    for (const name of names) {
      await widget.setUpNext();
      await setUp[name](widget, server);
    }
    await widget.isSignedIn('yve@tokens.test', ['pwd']);
  });

  const of = 'yve@tokens.test';
  const setUp = {
    'YubiKey': async (widget, server) => {
      await widget.shows('Setup YubiKey');
      await widget.refused(() => widget.passCode('not what a key types'));
      await widget.passCode((await server.token(of, 'yubikey', 'vvvvvvvvvvvv')).code);
    },
    'RSA SecurID': async (widget, server) => {
      await widget.shows('RSA SecurID');
      await widget.field('credentialId').fill('yve');
      await widget.passCode((await server.token(of, 'rsa', 'yve')).code);
    },
    'Symantec VIP': async (widget, server) => {
      await widget.shows('Symantec VIP');
      const { code, nextCode } = await server.token(of, 'symantec', 'VSMT00000002');
      await widget.field('credentialId').fill('VSMT00000002');
      await widget.field('nextPassCode').fill(code);
      await widget.refused(() => widget.passCode(code));
      await widget.field('nextPassCode').fill(nextCode);
      await widget.passCode(code);
    },
  };

  for (const [name, factor, amr] of [
    ['YubiKey', 'yubikey', ['pwd', 'hwk', 'mfa']],
    ['RSA SecurID', 'rsa', ['pwd', 'otp', 'mfa']],
    ['Symantec VIP', 'symantec', ['pwd', 'otp', 'mfa']],
    ['CUSTOM', 'hotp', ['pwd', 'otp', 'mfa']],
  ]) {
    walk(`${name} after the password: wrong, then right`, async ({ server, widget }) => {
      await widget.open();
      await widget.name('rob@tokens.test');
      await widget.password('Passw0rd-rob');
      await widget.settle();
      await widget.choose(name);
      await widget.refused(() => widget.answer('000000'));
      await widget.answer(await server.otp('rob@tokens.test', factor));
      await widget.isSignedIn('rob@tokens.test', amr);
    });
  }

  walk('RSA SecurID wants the next code too: the page stays and empties its field', async ({ server, widget }) => {
    await widget.open();
    await widget.name('rob@tokens.test');
    await widget.password('Passw0rd-rob');
    await widget.settle();
    await widget.choose('RSA SecurID');
    await server.ask('users/rob@tokens.test/token-mode', { factor: 'rsa', nextToken: true });
    await widget.refused(async () => widget.answer(await server.otp('rob@tokens.test', 'rsa')));
    assert.match(await widget.error(), /^Wait for the tokencode to change/);
    assert.equal(await widget.field('answer').inputValue(), '');
    await server.clock({ advance: 'PT60S' });
    await widget.answer(await server.otp('rob@tokens.test', 'rsa'));
    await widget.isSignedIn('rob@tokens.test', ['pwd', 'otp', 'mfa']);
  });
});
