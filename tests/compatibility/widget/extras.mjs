// What the widget can do beside signing in: fingerprint, picture, registration; and a locked account that it does not open.

import assert from 'node:assert/strict';
import { hosted, withBrowser } from './browser.mjs';

withBrowser('extras', hosted, walk => {
  walk('the browser\'s fingerprint goes with the name', async ({ page, widget, requests }) => {
    await widget.startWith({ features: { deviceFingerprinting: true } });
    await widget.open();
    await widget.name('finn@demo.test');
    await widget.password('Passw0rd-finn');
    await widget.isSignedIn('finn@demo.test', ['pwd']);
    assert.ok(requests.some(request => request.url().endsWith('/auth/services/devicefingerprint')));
    const primary = requests.find(request => request.method() === 'POST' && new URL(request.url()).pathname === '/api/v1/authn');
    assert.ok((await primary.allHeaders())['x-device-fingerprint']);
    assert.equal(page.frames().length, 1);
  });

  walk('a picture for each name', async ({ server, page, widget }) => {
    await server.settings({ securityImage: true });
    await widget.startWith({ features: { securityImage: true } });
    await widget.open();
    const answer = page.waitForResponse(/\/login\/getimage\?/);
    await widget.field('username').fill('finn@demo.test');
    await widget.field('username').press('Tab');
    const { pwdImg } = await (await answer).json();
    const picture = page.locator('.auth-beacon-security');
    await page.clock.runFor(2_000);
    await page.waitForFunction(address =>
      document.querySelector('.auth-beacon-security')?.style.backgroundImage.includes(address), pwdImg);
    assert.ok(await picture.isVisible());
    assert.equal((await page.request.get(new URL(pwdImg, server.baseUrl).href)).status(), 200);
    await widget.submit();
    await widget.password('Passw0rd-finn');
    await widget.isSignedIn('finn@demo.test', ['pwd']);
  });

  walk('an account is made: not under a name that is taken, but under another, which is signed in', async ({ server, page, widget }) => {
    await server.settings({ selfServiceRegistration: true });
    await widget.startWith({ features: { registration: true } });
    await widget.open();
    await widget.link('Sign up').click();
    await widget.shows('Create Account');
    await widget.register({ email: 'finn@demo.test', password: 'Passw0rd-new', firstName: 'New', lastName: 'Finn' });
    assert.equal(await widget.error(), 'An account with that email already exists');
    await widget.register({ email: 'zoe@demo.test', password: 'Passw0rd-zoe', firstName: 'Zoe', lastName: 'Marsh' });
    await widget.isSignedIn('zoe@demo.test', ['pwd']);
    await page.goto(`${server.baseUrl}/login/signout`);
    await widget.name('zoe@demo.test');
    await widget.password('Passw0rd-zoe');
    await widget.isSignedIn('zoe@demo.test', ['pwd']);
  });

  walk('a locked account, where the page does not open them', async ({ server, widget }) => {
    await widget.startWith({ features: { selfServiceUnlock: false } });
    await widget.open();
    await widget.name('gina@demo.test');
    for (let i = 0; i < 5; i++) {
      await widget.refused(() => widget.password('wrong'));
    }
    await widget.open();
    await widget.name('gina@demo.test');
    assert.equal(await widget.error(), 'Your account is locked. Please contact your administrator.');
  });
});
