// The hosted page with the widget, chain by chain.

import assert from 'node:assert/strict';
import { calls, hosted, withBrowser } from './browser.mjs';
import { withoutSequencing } from './orgs.mjs';

withBrowser('the hosted page', hosted, walk => {
  walk('asks for the name alone, with all that a page of Okta\'s has', async ({ page, widget, requests, server }) => {
    await widget.open();
    assert.equal(await widget.field('password').count(), 0);
    const { token, config, context } = await page.evaluate(() => ({
      token: window.stateToken, config: OktaUtil.getSignInWidgetConfig(), context: OktaUtil.getRequestContext(),
    }));
    assert.match(token, /^00[\w-]{40}$/);
    assert.equal(config.stateToken, token);
    assert.equal(config.baseUrl, server.baseUrl);
    assert.equal(context, undefined);
    for (const request of requests) {
      assert.equal(new URL(request.url()).origin, server.baseUrl, 'nothing comes from anywhere else');
    }
    assert.deepEqual(calls(requests), ['/api/v1/authn/introspect']);
  });

  walk('a push and nothing else', async ({ server, widget }) => {
    await widget.open();
    await widget.name('ana@demo.test');
    assert.deepEqual(await widget.menu(), ['Okta Verify', 'SMS Authentication', 'Password']);
    await widget.sendPush();
    await server.approve('ana@demo.test');
    await widget.nextPoll();
    await widget.isSignedIn('ana@demo.test', ['swk', 'mfa']);
  });

  walk('a text message, then a question', async ({ server, widget }) => {
    await widget.open();
    await widget.name('carla@demo.test');
    await widget.shows('SMS Authentication');
    assert.match(await widget.text(), /\(\+1 XXX-XXX-0101\)/);
    await widget.sendCode();
    await widget.answer(await server.sentCode('carla@demo.test', 'sms'));
    await widget.shows('Security Question');
    await widget.answer('swimming');
    await widget.isSignedIn('carla@demo.test', ['sms', 'mca', 'kba', 'mfa']);
  });

  walk('the password, then a push', async ({ server, widget }) => {
    await widget.open();
    await widget.name('dave@demo.test');
    await widget.password('Passw0rd-dave');
    await widget.shows("Okta Verify (Dave's phone)");
    await widget.sendPush();
    await server.approve('dave@demo.test');
    await widget.nextPoll();
    await widget.isSignedIn('dave@demo.test', ['pwd', 'swk', 'mfa']);
  });

  walk('the password, then a code, typed on the screen of the push', async ({ server, widget }) => {
    await widget.open();
    await widget.name('dave@demo.test');
    await widget.password('Passw0rd-dave');
    await widget.shows("Okta Verify (Dave's phone)");
    await widget.enterCodeInstead(await server.otp('dave@demo.test', 'totp'));
    await widget.isSignedIn('dave@demo.test', ['pwd', 'otp', 'mfa']);
  });

  walk('a mail, then Google Authenticator', async ({ server, widget }) => {
    await widget.open();
    await widget.name('erin@demo.test');
    await widget.shows('Email Authentication');
    await widget.sendCode();
    await widget.answer(await server.sentCode('erin@demo.test', 'email'));
    await widget.shows('Google Authenticator');
    await widget.answer(await server.otp('erin@demo.test', 'google_totp'));
    await widget.isSignedIn('erin@demo.test', ['otp', 'mfa']);
  });

  walk('a call, then a question', async ({ server, widget }) => {
    await widget.open();
    await widget.name('erin@demo.test');
    await widget.choose('Voice Call Authentication');
    await widget.sendCode();
    await widget.answer(await server.sentCode('erin@demo.test', 'call'));
    await widget.shows('Security Question');
    await widget.answer('astronaut');
    await widget.isSignedIn('erin@demo.test', ['tel', 'mca', 'kba', 'mfa']);
  });

  walk('the password and nothing else', async ({ widget }) => {
    await widget.open();
    await widget.name('finn@demo.test');
    await widget.password('Passw0rd-finn');
    await widget.isSignedIn('finn@demo.test', ['pwd']);
  });

  walk('a device that is remembered is asked for the password only', async ({ server, widget }) => {
    await widget.open();
    await widget.name('gina@demo.test');
    await widget.password('Passw0rd-gina');
    await widget.shows("Okta Verify (Gina's phone)");
    await widget.rememberDevice();
    await widget.enterCodeInstead(await server.otp('gina@demo.test', 'totp'));
    await widget.isSignedIn('gina@demo.test', ['pwd', 'otp', 'mfa']);

    await widget.page.goto(`${server.baseUrl}/login/signout`);
    await widget.name('gina@demo.test');
    await widget.password('Passw0rd-gina');
    await widget.isSignedIn('gina@demo.test', ['pwd']);
  });

  walk('a name that is remembered stands in the field the next time', async ({ widget }) => {
    await widget.open();
    await widget.name('finn@demo.test', { remember: true });
    await widget.password('Passw0rd-finn');
    await widget.isSignedIn('finn@demo.test', ['pwd']);
    await widget.page.goto(`${widget.baseUrl}/login/signout`);
    await widget.showsFirstScreen();
    assert.equal(await widget.field('username').inputValue(), 'finn@demo.test');
  });

  walk('an app sends its user here and gets the answer', async ({ server, page, widget }) => {
    const query = new URLSearchParams({
      client_id: 'sample-spa', redirect_uri: 'http://localhost:5002/callback.html', response_type: 'code', scope: 'openid profile',
      state: 'of-the-app', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256', login_hint: 'finn@demo.test',
    });
    await page.goto(`${server.baseUrl}/oauth2/default/v1/authorize?${query}`);
    await widget.showsFirstScreen();
    const context = await page.evaluate(() => OktaUtil.getRequestContext());
    assert.deepEqual(context.target, { clientId: 'sample-spa', label: 'Sample SPA' });
    assert.equal(context.authentication.request.scope, 'openid profile');
    assert.equal(await widget.field('username').inputValue(), 'finn@demo.test');
    await widget.submit();
    const answer = page.waitForRequest(/^http:\/\/localhost:5002\/callback\.html/);
    await widget.password('Passw0rd-finn');
    const { searchParams } = new URL((await answer).url());
    assert.equal(searchParams.get('state'), 'of-the-app');
    assert.ok(searchParams.get('code'));
  });
});

withBrowser('the hosted page of an org without factor sequencing', () => hosted({ seed: withoutSequencing }), walk => {
  walk('asks for name and password at once', async ({ widget }) => {
    await widget.open();
    await widget.nameAndPassword('finn@demo.test', 'Passw0rd-finn');
    await widget.isSignedIn('finn@demo.test', ['pwd']);
  });

  walk('a wrong password is not said to be wrong', async ({ widget }) => {
    await widget.open();
    await widget.nameAndPassword('finn@demo.test', 'wrong');
    assert.equal(await widget.error(), 'Unable to sign in');
  });

  walk('asks for another factor after the password', async ({ server, widget }) => {
    await widget.open();
    await widget.nameAndPassword('gina@demo.test', 'Passw0rd-gina');
    await widget.shows("Okta Verify (Gina's phone)");
    assert.deepEqual(await widget.menu(), ["Okta Verify (Gina's phone)", 'SMS Authentication']);
    await widget.sendPush();
    await server.approve('gina@demo.test');
    await widget.nextPoll();
    await widget.isSignedIn('gina@demo.test', ['pwd', 'swk', 'mfa']);
  });
});
