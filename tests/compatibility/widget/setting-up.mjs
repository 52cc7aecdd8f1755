// Factors that are set up at sign-in: those that must be, and those that may be.

import assert from 'node:assert/strict';
import { calls, hosted, withBrowser } from './browser.mjs';

const org = () => `
org: { name: setup, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
groups: [ must, may, both ]
users:
  - { login: eli@setup.test, firstName: Eli, lastName: Noor, password: Passw0rd-eli, groups: [ must ] }
  - { login: opal@setup.test, firstName: Opal, lastName: Kerr, password: Passw0rd-opal, groups: [ may ] }
  - { login: bea@setup.test, firstName: Bea, lastName: Wolf, password: Passw0rd-bea, groups: [ both ] }
policies:
  mfaEnroll:
    - { name: Must, groups: [ must ], enroll: login, factors: { okta_email: required, okta_call: required, google_otp: required, okta_question: required } }
    - { name: May, groups: [ may ], enroll: login, factors: { okta_question: optional, okta_sms: optional } }
    - { name: Both, groups: [ both ], enroll: login, factors: { okta_question: required, okta_email: optional, okta_sms: optional } }
`;

withBrowser('setting up', () => hosted({ seed: org }), walk => {
  walk('mail, call, Google Authenticator and question, one after the other', async ({ server, page, widget }) => {
    await widget.open();
    await widget.name('eli@setup.test');
    await widget.password('Passw0rd-eli');
    const names = await widget.listed('Setup required');
    assert.deepEqual([...names].sort(), Object.keys(setUp).sort());
    for (const name of names) {
      await widget.setUpNext();
      await setUp[name](widget, server);
    }
    await widget.isSignedIn('eli@setup.test', ['pwd']);
  });

  const setUp = {
    'Email Authentication': async (widget, server) => {
      await widget.shows('Set up Email Authentication');
      await widget.submit();
      const code = await server.sentCode('eli@setup.test', 'email');
      await widget.settle();
      await widget.refused(() => widget.passCode('000000'));
      await server.clock({ advance: 'PT6S' });
      await widget.waitForResend();
      await widget.resendMail();
      const [newest, first] = await server.messages('eli@setup.test', 'email', 2);
      assert.equal(first, code);
      await widget.passCode(newest);
    },
    'Voice Call Authentication': async (widget, server) => {
      await widget.shows('Follow phone call instructions to authenticate');
      await widget.enrollPhone('4155550124');
      await widget.passCode(await server.sentCode('eli@setup.test', 'call'));
    },
    'Google Authenticator': async (widget, server) => {
      await widget.shows('Setup Google Authenticator');
      await widget.chooseDevice('iPhone');
      await widget.showsCodeToScan();
      const { code } = await server.activation('eli@setup.test');
      await widget.submit();
      await widget.passCode(code);
    },
    'Security Question': async widget => {
      await widget.shows('Setup secret question authentication');
      await widget.chooseQuestion('What is the food you least liked as a child?');
      await widget.answer('mushrooms');
    },
  };

  walk('a number that is none is refused; the next is taken as it is', async ({ server, widget, requests }) => {
    await widget.open();
    await widget.name('opal@setup.test');
    await widget.password('Passw0rd-opal');
    await widget.setUp('SMS Authentication');
    await widget.refused(() => widget.enrollPhone('12'));
    await widget.enrollPhone('4155550125');
    await widget.passCode(await server.sentCode('opal@setup.test', 'sms'));
    assert.deepEqual(await widget.listed('Enrolled factors'), ['SMS Authentication']);
    assert.deepEqual(
      requests.filter(request => request.url().endsWith('/authn/factors')).map(request => request.postDataJSON().profile.validatePhone),
      [undefined, false]);
  });

  walk('of several that may be set up one is, and the rest are left', async ({ widget, requests }) => {
    await widget.open();
    await widget.name('opal@setup.test');
    await widget.password('Passw0rd-opal');
    await widget.setUp('Security Question');
    await widget.answer('mushrooms');
    assert.deepEqual(await widget.listed('Enrolled factors'), ['Security Question']);
    assert.deepEqual(await widget.listed('Additional optional factors'), ['SMS Authentication']);
    await widget.submit();
    await widget.isSignedIn('opal@setup.test', ['pwd']);
    assert.equal(calls(requests).at(-1), '/api/v1/authn/skip');
  });

  walk('after those that must be set up, those that may be, until all are', async ({ server, widget }) => {
    await widget.open();
    await widget.name('bea@setup.test');
    await widget.password('Passw0rd-bea');
    await widget.setUpNext();
    await widget.answer('mushrooms');
    assert.deepEqual(await widget.listed('Enrolled factors'), ['Security Question']);
    await widget.setUp('Email Authentication');
    await widget.submit();
    const code = await server.sentCode('bea@setup.test', 'email');
    await widget.settle();
    await widget.passCode(code);
    assert.deepEqual(await widget.listed('Enrolled factors'), ['Email Authentication', 'Security Question']);
    await widget.setUp('SMS Authentication');
    await widget.enrollPhone('4155550126');
    await widget.passCode(await server.sentCode('bea@setup.test', 'sms'));
    await widget.isSignedIn('bea@setup.test', ['pwd']);
  });
});
