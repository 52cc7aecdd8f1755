// A single-page app made with oidc-client-ts, unmodified.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ana } from './oauth/org.mjs';
import { signInOnPage, startPage } from './oauth/pages.mjs';

let app;
before(async () => { app = await startPage('oidc-page.js'); });
after(() => app?.end());

describe('oidc-client-ts', () => {
  test('a user signs in by redirect and out again', async () => {
    const page = await signedIn();
    const user = await page.evaluate(() => users.getUser());
    assert.equal(user.profile.preferred_username, ana);
    assert.equal(user.profile.given_name, 'Ana');
    await Promise.all([page.waitForURL(`${app.server.app}/?**`), page.evaluate(() => { users.signoutRedirect({ state: 'bye' }); })]);
    await makeManager(page);
    assert.equal((await page.evaluate(() => users.signoutCallback())).error, null);
    assert.equal(await page.evaluate(() => users.getUser()), null);
    assert.equal(await page.evaluate(() => users.signinSilent().catch(e => e.error)), 'login_required');
  });

  test('a session renews tokens in a hidden frame', async () => {
    const page = await signedIn();
    const [before, later] = await page.evaluate(async () => [await users.getUser(), await users.signinSilent()]);
    assert.notEqual(later.access_token, before.access_token);
    assert.equal(later.profile.sub, before.profile.sub);
    assert.equal(later.refresh_token, undefined);
  });

  test('a refresh token renews tokens without one', async () => {
    const page = await signedIn({ scope: 'openid profile offline_access' });
    const framed = [];
    page.on('frameattached', frame => framed.push(frame.url()));
    const [before, later] = await page.evaluate(async () => [await users.getUser(), await users.signinSilent()]);
    assert.notEqual(later.access_token, before.access_token);
    assert.notEqual(later.refresh_token, before.refresh_token);
    assert.deepEqual(framed, []);
    await page.evaluate(() => users.revokeTokens());
    const config = await page.evaluate(() => users.metadataService.getMetadata());
    const refused = await fetch(config.token_endpoint, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: later.refresh_token, client_id: 'page' }),
    });
    assert.equal((await refused.json()).error, 'invalid_grant');
  });
});

async function signedIn(options = {}) {
  const page = await app.visitor();
  await makeManager(page, options);
  await page.evaluate(() => { users.signinRedirect({ state: { from: 'here' } }); });
  await signInOnPage(page);
  await page.waitForURL(`${app.server.app}/callback?**`);
  await makeManager(page, options);
  assert.deepEqual(await page.evaluate(() => users.signinCallback().then(user => user.state)), { from: 'here' });
  return page;
}

/** The frames of a silent renewal load the same page, and answer to the page around them. */
async function makeManager(page, options = {}) {
  await page.evaluate(more => {
    const { issuer, app: origin } = window.config;
    window.users = new oidc.UserManager({
      authority: issuer,
      client_id: 'page',
      redirect_uri: `${origin}/callback`,
      silent_redirect_uri: `${origin}/silent`,
      post_logout_redirect_uri: `${origin}/`,
      scope: 'openid profile email',
      loadUserInfo: true,
      automaticSilentRenew: false,
      userStore: new oidc.WebStorageStateStore({ store: sessionStorage }),
      ...more,
    });
  }, options);
}
