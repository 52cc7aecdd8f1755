// The page loaded again in every state of a sign-in.

import assert from 'node:assert/strict';
import { calls, hosted, withBrowser } from './browser.mjs';
import { withWorkToDo } from './orgs.mjs';

withBrowser('the page loaded again', () => hosted({ seed: withWorkToDo }), walk => {
  walk('PASSWORD_EXPIRED', async ({ page, widget }) => {
    await widget.open();
    await widget.name('pat@work.test');
    await widget.password('Passw0rd-pat');
    await widget.shows('Your password has expired');
    await page.reload();
    await widget.shows('Your password has expired');
    await widget.changePassword('Passw0rd-pat', 'Passw0rd-new');
    await widget.isSignedIn('pat@work.test', ['pwd']);
  });

  walk('PASSWORD_WARN', async ({ server, page, widget }) => {
    await server.clock({ advance: 'P6D' });
    await widget.open();
    await widget.name('vic@work.test');
    await widget.password('Passw0rd-vic');
    await widget.shows(/^Your password will expire/);
    await page.reload();
    await widget.shows(/^Your password will expire/);
    await widget.link('Remind me later').click();
    await widget.isSignedIn('vic@work.test', ['pwd']);
  });

  // The widget has forgotten the number: it asks for it again, and goes back before it sends another code.
  walk('MFA_ENROLL, and MFA_ENROLL_ACTIVATE with a code on its way', async ({ server, page, widget, requests }) => {
    await widget.open();
    await widget.name('nia@work.test');
    await widget.password('Passw0rd-nia');
    await widget.shows('Set up multifactor authentication');
    await page.reload();
    await widget.setUpNext();
    await widget.enrollPhone('4155550123');
    await server.sentCode('nia@work.test', 'sms');
    await widget.field('passCode').waitFor();
    await page.reload();
    await server.clock({ advance: 'PT31S' });
    await widget.enrollPhone('4155550123');
    const [code] = await server.messages('nia@work.test', 'sms', 2);
    assert.deepEqual(calls(requests).slice(-3), ['/api/v1/authn', '/api/v1/authn/previous', '/api/v1/authn/factors?updatePhone=true']);
    await widget.passCode(code);
    await widget.shows('Set up multifactor authentication');
  });

  walk('MFA_ENROLL_ACTIVATE with a code to scan', async ({ server, page, widget }) => {
    await widget.open();
    await widget.name('uma@work.test');
    await widget.password('Passw0rd-uma');
    await widget.setUpNext();
    await widget.chooseDevice('Android');
    await widget.showsCodeToScan();
    await page.reload();
    await widget.showsCodeToScan();
    await server.scan(await server.activation('uma@work.test'), { device: "Uma's phone", platform: 'ANDROID' });
    await widget.nextPoll();
    await widget.isSignedIn('uma@work.test', ['pwd']);
  });

  walk('RECOVERY_CHALLENGE, RECOVERY, PASSWORD_RESET', async ({ server, page, widget }) => {
    await widget.open();
    await widget.forgotPassword();
    await widget.recover('kit@work.test', 'sms');
    const code = await server.sentCode('kit@work.test', 'sms');
    await widget.field('passCode').waitFor();
    await page.reload();
    await widget.passCode(code);
    await widget.shows('Answer Forgotten Password Challenge');
    await page.reload();
    await widget.shows('Answer Forgotten Password Challenge');
    await widget.answer('mushrooms');
    await widget.shows('Reset your password');
    await page.reload();
    await widget.shows('Reset your password');
    await widget.newPassword('Passw0rd-new');
    await page.waitForURL(`${server.baseUrl}/app/UserHome`);
  });
});

withBrowser('the page loaded again in a challenge', hosted, walk => {
  walk('a text message on its way is asked for again, and the first is still good', async ({ server, page, widget, requests }) => {
    await widget.open();
    await widget.name('carla@demo.test');
    await widget.sendCode();
    await server.sentCode('carla@demo.test', 'sms');
    await page.reload();
    await widget.shows('SMS Authentication');
    assert.deepEqual(calls(requests).slice(-2), ['/api/v1/authn', '/api/v1/authn/previous']);
    await server.clock({ advance: 'PT31S' });
    await widget.sendCode();
    const codes = await server.messages('carla@demo.test', 'sms', 2);
    await widget.answer(codes[0]);
    await widget.shows('Security Question');
  });

  walk('a push with a number', async ({ server, page, widget }) => {
    await widget.open();
    await widget.name('ben@demo.test');
    await widget.sendPush();
    await widget.nextPoll();
    const shown = await widget.challengeNumber();
    const first = await server.push('ben@demo.test');
    await page.reload();
    await widget.sendPush();
    await widget.nextPoll();
    const second = await server.pushOtherThan('ben@demo.test', first);
    const again = await widget.challengeNumber();
    assert.ok(second.numbers.includes(again) && first.numbers.includes(shown));
    await server.decide(second, 'approve', again);
    await widget.nextPoll();
    await widget.isSignedIn('ben@demo.test', ['swk', 'mfa']);
  });
});
