// The page on which an app asks for more of somebody who is signed in.

import { hosted, withBrowser } from './browser.mjs';
import { withApps } from '../orgs.mjs';

withBrowser('apps', () => hosted({ seed: withApps }), walk => {
  walk('a tile leads to the factors, and these to the app', async ({ page, server, widget }) => {
    await widget.open();
    await widget.name('ana@apps.test');
    await widget.sendPush();
    await server.approve('ana@apps.test');
    await widget.nextPoll();
    await widget.isSignedIn('ana@apps.test', ['swk', 'mfa']);
    await page.goto(`${server.baseUrl}/app/UserHome`);
    await page.getByRole('link', { name: 'Payroll' }).click();
    await widget.choose('Security Question');
    const opened = page.waitForRequest('http://payroll.test/start');
    await widget.answer('mushrooms');
    await opened;
  });
});
