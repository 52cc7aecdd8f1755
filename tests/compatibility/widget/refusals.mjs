// What the widget tells those who may not go on, in its own words or in ours.

import assert from 'node:assert/strict';
import { hosted, withBrowser } from './browser.mjs';

withBrowser('refusals', hosted, walk => {
  for (const [login, who] of [
    ['nobody@demo.test', 'an unknown user'],
    ['hugo@demo.test', 'a locked user whose policy keeps it quiet'],
    ['ivy@demo.test', 'a user whom the rule denies'],
    ['jo@demo.test', 'a user enrolled in no first factor'],
  ]) {
    walk(`${who} is told "Unable to sign in" and nothing else`, async ({ widget }) => {
      await widget.open();
      await widget.name(login);
      assert.equal(await widget.error(), 'Unable to sign in');
    });
  }

  walk('with enumeration prevention an unknown user sees a factor, and no answer is right', async ({ server, widget }) => {
    await server.settings({ userEnumerationPrevention: true });
    await widget.open();
    await widget.name('nobody@demo.test');
    await widget.password('anything');
    assert.equal(await widget.error(), 'Password is incorrect');
  });

  walk('a wrong password as a factor is said to be wrong, and can be mended', async ({ widget }) => {
    await widget.open();
    await widget.name('dave@demo.test');
    await widget.password('wrong');
    assert.equal(await widget.error(), 'Password is incorrect');
    await widget.password('Passw0rd-dave');
    await widget.shows("Okta Verify (Dave's phone)");
  });

  walk('five wrong codes lock the user; whose policy is quiet, that is all they hear', async ({ server, widget }) => {
    await widget.open();
    await widget.name('carla@demo.test');
    await widget.sendCode();
    const code = await server.sentCode('carla@demo.test', 'sms');
    for (let i = 0; i < 4; i++) {
      await widget.refused(() => widget.answer('000000'));
    }
    await widget.refused(() => widget.answer('000000'));
    assert.equal(await widget.error(), 'Your account is locked because of too many authentication attempts.');
    await widget.refused(() => widget.answer(code));
    assert.equal(await widget.error(), 'Your account is locked because of too many authentication attempts.');
    await widget.open();
    await widget.name('carla@demo.test');
    assert.equal(await widget.error(), 'Unable to sign in');
  });

  walk('a locked user whose policy shows it comes to the unlock page', async ({ widget }) => {
    await widget.open();
    await widget.name('gina@demo.test');
    for (let i = 0; i < 5; i++) {
      await widget.refused(() => widget.password('wrong'));
    }
    await widget.open();
    await widget.name('gina@demo.test');
    await widget.shows('Unlock account');
  });

  walk('a directory user who is locked is told "Factor Service Error", and "Unable to sign in" once Support has switched the feature off', async ({ server, widget }) => {
    await widget.open();
    await widget.name('adam@demo.test');
    await widget.password('Passw0rd-adam');
    assert.equal(await widget.error(), 'Factor Service Error');
    await server.ask('support/features/PASSWORDLESS_AUTHN_SIGNON_POLICY', { enabled: false, force: true, articleRef: 'Factor Service Error' });
    await widget.open();
    await widget.nameAndPassword('adam@demo.test', 'Passw0rd-adam');
    assert.equal(await widget.error(), 'Unable to sign in');
  });

  walk('a sign-in that was left lying begins again', async ({ server, widget }) => {
    await widget.open();
    await widget.name('carla@demo.test');
    await widget.sendCode();
    await widget.answer(await server.sentCode('carla@demo.test', 'sms'));
    await widget.shows('Security Question');
    await server.clock({ advance: 'PT6M' });
    await widget.answer('swimming');
    await widget.showsFirstScreen();
    assert.equal(await widget.error(), 'Your session has expired. Please try to sign in again.');
    await widget.name('finn@demo.test');
    await widget.password('Passw0rd-finn');
    await widget.isSignedIn('finn@demo.test', ['pwd']);
  });

  // The widget keeps the expired answer, UNAUTHENTICATED with factors, and would call its link `authenticate`, which only the one without
  // factors has: it throws when a name is given on the same page. A page that is loaded again begins afresh.
  walk('a sign-in that was left lying at its first factor begins again once the page is loaded again', async ({ server, page, widget }) => {
    await widget.open();
    await widget.name('dave@demo.test');
    await widget.shows('Password');
    await server.clock({ advance: 'PT6M' });
    await widget.password('Passw0rd-dave');
    await widget.showsFirstScreen();
    assert.equal(await widget.error(), 'Your session has expired. Please try to sign in again.');
    await page.reload();
    await widget.showsFirstScreen();
    await widget.name('finn@demo.test');
    await widget.password('Passw0rd-finn');
    await widget.isSignedIn('finn@demo.test', ['pwd']);
  });
});
