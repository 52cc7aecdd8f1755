// What can become of a challenge: a push that is denied or forgotten, a number, a code that is wrong, late or used.

import assert from 'node:assert/strict';
import { hosted, withBrowser } from './browser.mjs';

const wrongCode = "Your passcode doesn't match our records. Please try again.";

withBrowser('challenges', hosted, walk => {
  walk('a push with a number: the page shows it, the phone wants it', async ({ server, widget }) => {
    await widget.open();
    await widget.name('ben@demo.test');
    await widget.sendPush();
    await widget.nextPoll();
    const shown = await widget.challengeNumber();
    const { numbers } = await server.push('ben@demo.test');
    assert.ok(numbers.includes(shown));
    await server.approve('ben@demo.test', shown);
    await widget.nextPoll();
    await widget.isSignedIn('ben@demo.test', ['swk', 'mfa']);
  });

  walk('a push with a number: another number on the phone is a refusal', async ({ server, widget }) => {
    await widget.open();
    await widget.name('ben@demo.test');
    await widget.sendPush();
    await widget.nextPoll();
    const shown = await widget.challengeNumber();
    const { numbers } = await server.push('ben@demo.test');
    await server.approve('ben@demo.test', numbers.find(number => number !== shown));
    await widget.nextPoll();
    assert.equal(await widget.error(), 'You have chosen to reject this login.');
  });

  walk('a push that is denied can be sent again', async ({ server, widget }) => {
    await widget.open();
    await widget.name('ana@demo.test');
    await widget.sendPush();
    await server.deny('ana@demo.test');
    await widget.nextPoll();
    assert.equal(await widget.error(), 'You have chosen to reject this login.');
    await widget.sendPushAgain();
    await server.approve('ana@demo.test');
    await widget.nextPoll();
    await widget.isSignedIn('ana@demo.test', ['swk', 'mfa']);
  });

  walk('a push that nobody answers runs out and can be sent again', async ({ server, widget }) => {
    await server.settings({ pushMinutes: 1 });
    await widget.open();
    await widget.name('ana@demo.test');
    await widget.sendPush();
    await server.clock({ advance: 'PT61S' });
    await widget.nextPoll();
    assert.equal(await widget.error(), 'Your push notification has expired.');
    await widget.sendPushAgain();
    await server.approve('ana@demo.test');
    await widget.nextPoll();
    await widget.isSignedIn('ana@demo.test', ['swk', 'mfa']);
  });

  walk('a push that waits is said to wait, and never sent twice', async ({ server, widget }) => {
    await widget.open();
    await widget.name('ana@demo.test');
    await widget.sendPush();
    for (let i = 0; i < 9; i++) await widget.nextPoll();
    assert.match(await widget.warning(), /^Haven't received a push notification yet\?/);
    assert.equal((await server.pushes()).length, 1);
  });

  walk('a push that is to be sent by itself the next time', async ({ server, page, widget }) => {
    await widget.open();
    await widget.name('dave@demo.test');
    await widget.password('Passw0rd-dave');
    await widget.shows("Okta Verify (Dave's phone)");
    await widget.sendPushAutomatically();
    await widget.sendPush();
    const first = await server.push('dave@demo.test');
    await server.approve('dave@demo.test');
    await widget.nextPoll();
    await widget.isSignedIn('dave@demo.test', ['pwd', 'swk', 'mfa']);

    await page.goto(`${server.baseUrl}/login/signout`);
    await widget.name('dave@demo.test');
    await widget.password('Passw0rd-dave');
    await server.decide(await server.pushOtherThan('dave@demo.test', first), 'approve');
    await widget.nextPoll();
    await widget.isSignedIn('dave@demo.test', ['pwd', 'swk', 'mfa']);
  });

  walk('a code of the software token: wrong, then right', async ({ server, widget }) => {
    await widget.open();
    await widget.name('dave@demo.test');
    await widget.password('Passw0rd-dave');
    await widget.enterCodeInstead('000000');
    assert.equal(await widget.error(), wrongCode);
    await widget.enterCodeInstead(await server.otp('dave@demo.test', 'totp'));
    await widget.isSignedIn('dave@demo.test', ['pwd', 'otp', 'mfa']);
  });

  walk('a code of the software token counts once', async ({ server, page, widget }) => {
    await server.clock({ freeze: true });
    const code = await server.otp('dave@demo.test', 'totp');
    await widget.open();
    await widget.name('dave@demo.test');
    await widget.password('Passw0rd-dave');
    await widget.enterCodeInstead(code);
    await widget.isSignedIn('dave@demo.test', ['pwd', 'otp', 'mfa']);

    await page.goto(`${server.baseUrl}/login/signout`);
    await widget.name('dave@demo.test');
    await widget.password('Passw0rd-dave');
    await widget.enterCodeInstead(code);
    assert.equal(await widget.error(), 'Each code can only be used once. Please wait for a new code and try again.');
  });

  walk('a text message: wrong code, too soon for another, another', async ({ server, widget }) => {
    await widget.open();
    await widget.name('carla@demo.test');
    await widget.sendCode();
    await server.sentCode('carla@demo.test', 'sms');
    await widget.answer('000000');
    assert.equal(await widget.error(), wrongCode);

    // The button wakes up after half a minute of the page's time; the server's own clock has not moved.
    await widget.waitForResend();
    await widget.sendCode();
    assert.equal(await widget.error(), 'An SMS message was recently sent. Please wait 30 seconds before trying again.');
    await server.clock({ advance: 'PT31S' });
    await widget.waitForResend();
    await widget.sendCode();
    const codes = await server.messages('carla@demo.test', 'sms', 2);
    await widget.answer(codes[0]);
    await widget.shows('Security Question');
  });

  walk('a code that was sent too long ago', async ({ server, widget }) => {
    await server.settings({ codeMinutes: 1 });
    await widget.open();
    await widget.name('carla@demo.test');
    await widget.sendCode();
    const code = await server.sentCode('carla@demo.test', 'sms');
    await server.clock({ advance: 'PT61S' });
    await widget.answer(code);
    assert.equal(await widget.error(), wrongCode);
  });

  walk('a mail: wrong code, then another mail', async ({ server, widget }) => {
    await widget.open();
    await widget.name('erin@demo.test');
    await widget.sendCode();
    await server.sentCode('erin@demo.test', 'email');
    await widget.answer('000000');
    assert.equal(await widget.error(), wrongCode);
    await server.clock({ advance: 'PT6S' });
    await widget.waitForResend();
    await widget.resendMail();
    const codes = await server.messages('erin@demo.test', 'email', 2);
    await widget.answer(codes[0]);
    await widget.shows('Google Authenticator');
  });

  walk('a question: wrong answer, then right', async ({ server, widget }) => {
    await widget.open();
    await widget.name('carla@demo.test');
    await widget.sendCode();
    await widget.answer(await server.sentCode('carla@demo.test', 'sms'));
    await widget.shows('Security Question');
    await widget.answer('diving');
    assert.equal(await widget.error(), "Your answer doesn't match our records. Please try again.");
    await widget.answer('swimming');
    await widget.isSignedIn('carla@demo.test', ['sms', 'mca', 'kba', 'mfa']);
  });
});
