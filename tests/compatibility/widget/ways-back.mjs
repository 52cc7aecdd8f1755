// Another factor, the page loaded again, the sign-in given up.

import assert from 'node:assert/strict';
import { calls, hosted, withBrowser } from './browser.mjs';

withBrowser('ways back', hosted, walk => {
  walk('another factor from the menu', async ({ server, widget }) => {
    await widget.open();
    await widget.name('ana@demo.test');
    await widget.choose('SMS Authentication');
    await widget.sendCode();
    await widget.answer(await server.sentCode('ana@demo.test', 'sms'));
    await widget.shows('Security Question');
    await widget.answer('mushrooms');
    await widget.isSignedIn('ana@demo.test', ['sms', 'mca', 'kba', 'mfa']);
  });

  walk('a text message was sent; the push is taken instead', async ({ server, widget }) => {
    await widget.open();
    await widget.name('ana@demo.test');
    await widget.choose('SMS Authentication');
    await widget.sendCode();
    await server.sentCode('ana@demo.test', 'sms');
    await widget.choose('Okta Verify');
    await widget.sendPush();
    await server.approve('ana@demo.test');
    await widget.nextPoll();
    await widget.isSignedIn('ana@demo.test', ['swk', 'mfa']);
  });

  // The widget calls `previous`, and swallows one answer that is MFA_REQUIRED: the one to that call. Here it is, and so the second step,
  // whose answer is MFA_REQUIRED too, is shown.
  walk('a push waits; the password is taken instead, which is judged at once', async ({ server, widget, requests }) => {
    await widget.open();
    await widget.name('ana@demo.test');
    await widget.sendPush();
    await widget.choose('Password');
    assert.equal(calls(requests).at(-1), '/api/v1/authn/previous');
    await widget.password('Passw0rd-ana');
    await widget.shows("Okta Verify (Ana's phone)");
    await widget.enterCodeInstead(await server.otp('ana@demo.test', 'totp'));
    await widget.isSignedIn('ana@demo.test', ['pwd', 'otp', 'mfa']);
  });

  // The same with the other answer to `previous`: the swallowing waits for the second step, and the page stands still until it is loaded again.
  walk('with previousInFirstStep UNAUTHENTICATED the widget does not notice the second step', async ({ server, page, widget }) => {
    await server.settings({ previousInFirstStep: 'UNAUTHENTICATED' });
    await widget.open();
    await widget.name('ana@demo.test');
    await widget.sendPush();
    await widget.choose('Password');
    const answer = page.waitForResponse(/\/factors\/password\/verify/);
    await widget.password('Passw0rd-ana');
    assert.equal((await (await answer).json()).status, 'MFA_REQUIRED');
    await widget.settle();
    await widget.shows('Password');
    await page.reload();
    await widget.shows("Okta Verify (Ana's phone)");
  });

  walk('the page is loaded again before the first factor', async ({ page, widget }) => {
    await widget.open();
    await widget.name('dave@demo.test');
    await widget.shows('Password');
    await page.reload();
    await widget.password('Passw0rd-dave');
    await widget.shows("Okta Verify (Dave's phone)");
  });

  walk('the page is loaded again while a push waits: it is to be sent once more, and the first is void', async ({ server, page, widget, requests }) => {
    await widget.open();
    await widget.name('ana@demo.test');
    await widget.sendPush();
    const first = await server.push('ana@demo.test');
    await page.reload();
    await widget.shows('Okta Verify');
    assert.deepEqual(calls(requests).slice(-2), ['/api/v1/authn', '/api/v1/authn/previous']);
    await widget.sendPush();
    const second = await server.pushOtherThan('ana@demo.test', first);
    await assert.rejects(server.decide(first, 'approve'), /404/);
    await widget.nextPoll();
    await widget.shows('Okta Verify');
    await server.decide(second, 'approve');
    await widget.nextPoll();
    await widget.isSignedIn('ana@demo.test', ['swk', 'mfa']);
  });

  walk('the page is loaded again between two steps', async ({ server, page, widget }) => {
    await widget.open();
    await widget.name('carla@demo.test');
    await widget.sendCode();
    await widget.answer(await server.sentCode('carla@demo.test', 'sms'));
    await widget.shows('Security Question');
    await page.reload();
    await widget.shows('Security Question');
    await widget.answer('swimming');
    await widget.isSignedIn('carla@demo.test', ['sms', 'mca', 'kba', 'mfa']);
  });

  walk('back to sign in gives the sign-in up', async ({ server, widget, requests }) => {
    await widget.open();
    await widget.name('ana@demo.test');
    await widget.sendPush();
    await widget.backToSignIn();
    await widget.showsFirstScreen();
    assert.equal(calls(requests).at(-1), '/api/v1/authn/cancel');
    assert.deepEqual(await server.pushes(), []);
    await widget.nextPoll();
    await widget.showsFirstScreen();
    await widget.name('finn@demo.test');
    await widget.password('Passw0rd-finn');
    await widget.isSignedIn('finn@demo.test', ['pwd']);
  });
});
