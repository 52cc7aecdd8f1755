// What stands between a right password and the session: a password to change, factors to set up; and the ways back in without either.

import assert from 'node:assert/strict';
import { calls, hosted, withBrowser } from './browser.mjs';
import { withWorkToDo } from './orgs.mjs';

withBrowser('work to do', () => hosted({ seed: withWorkToDo }), walk => {
  walk('a password that has expired: wrong, weak, changed', async ({ widget }) => {
    await widget.open();
    await widget.name('pat@work.test');
    await widget.password('Passw0rd-pat');
    await widget.shows('Your password has expired');
    await widget.refused(() => widget.changePassword('wrong', 'Passw0rd-new'));
    await widget.refused(() => widget.changePassword('Passw0rd-pat', 'weak'));
    await widget.changePassword('Passw0rd-pat', 'Passw0rd-new');
    await widget.isSignedIn('pat@work.test', ['pwd']);
  });

  walk('a password that is about to expire may be kept for now', async ({ server, widget, requests }) => {
    await server.clock({ advance: 'P6D' });
    await widget.open();
    await widget.name('vic@work.test');
    await widget.password('Passw0rd-vic');
    await widget.shows(/^Your password will expire (in \d+ days|later today)$/);
    await widget.link('Remind me later').click();
    await widget.isSignedIn('vic@work.test', ['pwd']);
    assert.equal(calls(requests).at(-1), '/api/v1/authn/skip');
  });

  walk('a password that is about to expire may be changed', async ({ server, page, widget }) => {
    await server.clock({ advance: 'P6D' });
    await widget.open();
    await widget.name('vic@work.test');
    await widget.password('Passw0rd-vic');
    await widget.shows(/^Your password will expire/);
    await widget.refused(() => widget.changePassword('Passw0rd-vic', 'weak'));
    await widget.changePassword('Passw0rd-vic', 'Passw0rd-new');
    await widget.isSignedIn('vic@work.test', ['pwd']);
    await page.goto(`${server.baseUrl}/login/signout`);
    await widget.name('vic@work.test');
    await widget.refused(() => widget.password('Passw0rd-vic'));
  });

  walk('factors to set up: a text message and a question', async ({ server, widget }) => {
    await widget.open();
    await widget.name('nia@work.test');
    await widget.password('Passw0rd-nia');
    await widget.shows('Set up multifactor authentication');
    await widget.submit();
    await widget.enrollPhone('4155550123');
    await widget.passCode(await server.sentCode('nia@work.test', 'sms'));
    await widget.shows('Set up multifactor authentication');
    await widget.submit();
    await widget.shows('Setup secret question authentication');
    await widget.answer('mushrooms');
    await widget.isSignedIn('nia@work.test', ['pwd']);
  });

  walk('factors to set up: a software token, wrong code first', async ({ server, widget }) => {
    await widget.open();
    await widget.name('tom@work.test');
    await widget.password('Passw0rd-tom');
    await widget.shows('Set up multifactor authentication');
    await widget.submit();
    await widget.chooseDevice('Android');
    await widget.showsCodeToScan();
    const { code } = await server.activation('tom@work.test');
    await widget.submit();
    await widget.refused(() => widget.passCode('000000'));
    await widget.passCode(code);
    await widget.isSignedIn('tom@work.test', ['pwd']);
  });

  walk('factors to set up: a phone for pushes, which scans the code', async ({ server, widget }) => {
    await widget.open();
    await widget.name('uma@work.test');
    await widget.password('Passw0rd-uma');
    await widget.shows('Set up multifactor authentication');
    await widget.submit();
    await widget.chooseDevice('Android');
    await widget.showsCodeToScan();
    await server.scan(await server.activation('uma@work.test'), { device: "Uma's phone", platform: 'ANDROID' });
    await widget.nextPoll();
    await widget.isSignedIn('uma@work.test', ['pwd']);
  });

  walk('the password forgotten: a mail with a link, which is good once', async ({ server, page, widget }) => {
    await widget.open();
    await widget.forgotPassword();
    await widget.recover('lou@work.test', 'email');
    await widget.shows('Email sent!');
    const link = await server.sentLink('lou@work.test', 'email');
    await page.goto(link);
    await widget.shows('Reset your password');
    await widget.refused(() => widget.newPassword('weak'));
    await widget.newPassword('Passw0rd-new');
    await page.waitForURL(`${server.baseUrl}/app/UserHome`);

    await page.goto(`${server.baseUrl}/login/signout`);
    await page.goto(link);
    await page.getByText(/expired|invalid|no longer valid/i).first().waitFor();
    await widget.open();
    await widget.name('lou@work.test');
    await widget.password('Passw0rd-new');
    await widget.isSignedIn('lou@work.test', ['pwd']);
  });

  walk('the password forgotten: nobody learns who there is', async ({ widget }) => {
    await widget.open();
    await widget.forgotPassword();
    await widget.recover('nobody@work.test', 'email');
    await widget.shows('Email sent!');
  });

  walk('the password forgotten: a text message and a question', async ({ server, page, widget }) => {
    await widget.open();
    await widget.forgotPassword();
    await widget.recover('kit@work.test', 'sms');
    const code = await server.sentCode('kit@work.test', 'sms');
    await widget.refused(() => widget.passCode('000000'));
    await widget.passCode(code);
    await widget.shows('Answer Forgotten Password Challenge');
    await widget.refused(() => widget.answer('truffles'));
    await widget.answer('mushrooms');
    await widget.shows('Reset your password');
    await widget.newPassword('Passw0rd-new');
    await page.waitForURL(`${server.baseUrl}/app/UserHome`);
  });

  walk('a locked account that its owner opens: a mail with a link, and a question', async ({ server, page, widget }) => {
    await widget.open();
    await widget.name('max@work.test');
    await widget.shows('Unlock account');
    await widget.recover('max@work.test', 'email');
    await widget.shows('Email sent!');
    await page.goto(await server.sentLink('max@work.test', 'email'));
    await widget.shows('Answer Unlock Account Challenge');
    await widget.answer('mushrooms');
    await widget.shows('Account successfully unlocked!');
    await widget.open();
    await widget.name('max@work.test');
    await widget.password('Passw0rd-max');
    await widget.isSignedIn('max@work.test', ['pwd']);
  });
});
