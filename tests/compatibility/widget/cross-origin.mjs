// The sample page, which hosts the widget on an origin of its own.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startServer } from '../server.mjs';
import { dist, withBrowser } from './browser.mjs';

const sample = resolve(dirname(fileURLToPath(import.meta.url)), '../../../samples/okta-widget/server.mjs');

/** A FactorSeq server that trusts the sample page, and the page. */
async function withSample({ trusted = true } = {}) {
  const port = await freePort();
  const server = await startServer({
    host: 'localhost',
    seed: text => (trusted ? text : text.replace(', http://localhost:5003 ]', ' ]')).replaceAll('localhost:5003', `localhost:${port}`),
  });
  const page = spawn(process.execPath, [sample], {
    env: { ...process.env, PORT: port, OKTA_WIDGET: dist, OKTA_ISSUER: `${server.baseUrl}/oauth2/default` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(page.stdout, 'data');
  server.sample = `http://localhost:${port}/`;
  server.alongside = page;
  return server;
}

withBrowser('the sample page, on another origin', withSample, walk => {
  walk('a push brings tokens, and the page their claims', async ({ server, page, widget }) => {
    await widget.open(server.sample);
    await widget.name('ana@demo.test');
    await widget.sendPush();
    await server.approve('ana@demo.test');
    await widget.nextPoll();
    await page.getByRole('heading', { name: 'Hello, Ana Ruiz' }).waitFor();
    assert.equal(await page.locator('#amr').innerText(), 'amr: ["swk","mfa"]');
  });

  walk('two steps bring tokens', async ({ server, page, widget }) => {
    await widget.open(server.sample);
    await widget.name('carla@demo.test');
    await widget.sendCode();
    await widget.answer(await server.sentCode('carla@demo.test', 'sms'));
    await widget.shows('Security Question');
    await widget.answer('swimming');
    await page.getByRole('heading', { name: 'Hello, Carla Lindqvist' }).waitFor();
    assert.equal(await page.locator('#amr').innerText(), 'amr: ["sms","mca","kba","mfa"]');
  });

  walk('an error is read across the origins, by the widget and by the page', async ({ server, page, widget }) => {
    await widget.open(server.sample);
    await widget.name('nobody@demo.test');
    assert.equal(await widget.error(), 'Unable to sign in');
    assert.match(await page.locator('#errors li').innerText(), /^primary-auth: 401 E0000004/);
  });

  walk('the page is loaded again in the middle and goes on', async ({ server, page, widget }) => {
    await widget.open(server.sample);
    await widget.name('dave@demo.test');
    await widget.password('Passw0rd-dave');
    await widget.shows("Okta Verify (Dave's phone)");
    assert.match(page.url(), /\/signin\/verify\/okta\/push$/);
    await page.reload();
    await widget.shows("Okta Verify (Dave's phone)");
    await widget.enterCodeInstead(await server.otp('dave@demo.test', 'totp'));
    await page.getByRole('heading', { name: 'Hello, Dave Nakamura' }).waitFor();
  });

  walk('signing out ends the session here and there', async ({ server, page, widget }) => {
    await widget.open(server.sample);
    await widget.name('finn@demo.test');
    await widget.password('Passw0rd-finn');
    await page.getByRole('heading', { name: 'Hello, Finn Keller' }).waitFor();
    await page.locator('#sign-out').click();
    await widget.showsFirstScreen();
    assert.equal(page.url(), server.sample);
    await page.goto(server.baseUrl);
    assert.match(page.url(), /\/login\/login\.htm/);
  });
});

withBrowser('the sample page, on an origin that nobody trusts', () => withSample({ trusted: false }), walk => {
  // Without the headers of CORS an answer is no answer: the widget has no word for it, so the page says what to look for.
  walk('asks whether it is trusted', async ({ server, page, widget }) => {
    await widget.open(server.sample);
    await widget.name('finn@demo.test');
    assert.equal(await widget.error(), 'We found some errors. Please review the form and make corrections.');
    assert.equal(
      await page.locator('#errors li').innerText(),
      `primary-auth: Failed to fetch. Is ${new URL(server.sample).origin} a trusted origin of the org?`);
  });
});
