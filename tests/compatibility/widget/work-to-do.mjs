// What stands between a right password and the session: a password to change, factors to set up; and the ways back in without either.

import assert from 'node:assert/strict';
import { hosted, withBrowser } from './browser.mjs';
import { withWorkToDo } from './orgs.mjs';
import { codeOf } from './totp.mjs';

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

  walk('factors to set up: a software token', async ({ page, widget }) => {
    await widget.open();
    await widget.name('tom@work.test');
    await widget.password('Passw0rd-tom');
    await widget.shows('Set up multifactor authentication');
    await widget.submit();
    await widget.shows('Setup Okta Verify');
    await widget.chooseDevice('Android');
    const enrolled = page.waitForResponse(response => response.url().endsWith('/api/v1/authn/factors'));
    await widget.next();
    const { sharedSecret } = (await (await enrolled).json())._embedded.factor._embedded.activation;
    await widget.scan();
    await widget.passCode(codeOf(sharedSecret, new Date()));
    await widget.isSignedIn('tom@work.test', ['pwd']);
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
});
