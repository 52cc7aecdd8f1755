// How okta-auth-js, unmodified, gets, keeps, renews and gives back tokens in a browser.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ana, password, sessionToken } from './oauth/org.mjs';
import { signInOnPage, startPage } from './oauth/pages.mjs';

let app;
before(async () => { app = await startPage('auth-js-page.js'); });
after(() => app?.end());

describe('okta-auth-js in a browser', () => {
  for (const at of ['issuer', 'org']) {
    test(`a session token becomes tokens without a page of the org's (${at})`, async () => {
      const page = await open(at);
      const { tokens, access } = await page.evaluate(async session => {
        const { tokens } = await client.token.getWithoutPrompt({ sessionToken: session, scopes: ['openid', 'profile', 'email'] });
        return { tokens, access: client.token.decode(tokens.accessToken.accessToken) };
      }, await sessionToken(app.server));
      assert.equal(tokens.idToken.claims.preferred_username, ana);
      assert.equal(access.payload.cid, 'page');
      assert.deepEqual(Object.keys(access.header), ['kid', 'alg']);
      const user = await page.evaluate(({ accessToken, idToken }) => client.token.getUserInfo(accessToken, idToken), tokens);
      assert.equal(user.given_name, 'Ana');
    });
  }

  test('signInWithCredentials and its token, as the Classic samples do it', async () => {
    const page = await open();
    const claims = await page.evaluate(async ([username, password]) => {
      const transaction = await client.signInWithCredentials({ username, password });
      const { tokens } = await client.token.getWithoutPrompt({ sessionToken: transaction.sessionToken });
      client.tokenManager.setTokens(tokens);
      return (await client.getUser());
    }, [ana, password]);
    assert.equal(claims.email, ana);
  });

  test('a user who has a session needs no token, and one who has none must sign in', async () => {
    const page = await open();
    const error = await page.evaluate(() => client.token.getWithoutPrompt().catch(e => e.errorCode));
    assert.equal(error, 'login_required');
    await page.evaluate(session => client.token.getWithoutPrompt({ sessionToken: session }), await sessionToken(app.server));
    const again = await page.evaluate(() => client.token.getWithoutPrompt());
    assert.ok(again.tokens.idToken);
    assert.equal(await page.evaluate(() => client.session.exists()), true);
  });

  test('redirect, parseFromUrl, renewal by refresh token, revocation, sign-out', async () => {
    const page = await open('issuer', { scopes: ['openid', 'profile', 'offline_access'] });
    await page.evaluate(() => { client.token.getWithRedirect({ state: 'mine' }); });
    await signInOnPage(page);
    await page.waitForURL(`${app.server.app}/callback?**`);
    await makeClient(page, 'issuer', { scopes: ['openid', 'profile', 'offline_access'] });
    const { tokens, state } = await page.evaluate(async () => {
      const answer = await client.token.parseFromUrl();
      client.tokenManager.setTokens(answer.tokens);
      return answer;
    });
    assert.equal(state, 'mine');
    assert.ok(tokens.refreshToken);

    const renewed = await page.evaluate(() => client.token.renewTokens());
    assert.notEqual(renewed.accessToken.accessToken, tokens.accessToken.accessToken);
    assert.notEqual(renewed.refreshToken.refreshToken, tokens.refreshToken.refreshToken);
    const verified = await page.evaluate(idToken => client.token.verify(idToken).then(read => read.claims.sub), renewed.idToken);
    assert.match(verified, /^00u/);

    await page.evaluate(r => client.tokenManager.setTokens(r), renewed);
    await page.evaluate(() => client.revokeAccessToken());
    const refused = await page.evaluate(
      ({ accessToken, idToken }) => client.token.getUserInfo(accessToken, idToken).then(() => 'told', e => e.errorCode ?? e.name), renewed);
    assert.notEqual(refused, 'told');

    await Promise.all([page.waitForURL(`${app.server.app}/`), page.evaluate(() => { client.signOut(); })]);
    await makeClient(page);
    assert.equal(await page.evaluate(() => client.session.exists()), false);
  });

  test('renewal by the session, in a hidden frame', async () => {
    const page = await open();
    const [first, second] = await page.evaluate(async session => {
      const { tokens } = await client.token.getWithoutPrompt({ sessionToken: session });
      client.tokenManager.setTokens(tokens);
      const renewed = await client.tokenManager.renew('accessToken');
      return [tokens.accessToken.accessToken, renewed.accessToken];
    }, await sessionToken(app.server));
    assert.notEqual(first, second);
  });

  test('implicit tokens, without PKCE', async () => {
    const page = await open('issuer', { pkce: false });
    const tokens = await page.evaluate(
      session => client.token.getWithoutPrompt({ sessionToken: session, responseType: ['token', 'id_token'] }).then(answer => answer.tokens),
      await sessionToken(app.server));
    assert.equal(tokens.idToken.claims.aud, 'page');
    assert.ok(tokens.accessToken);
  });
});

async function open(at = 'issuer', options = {}) {
  const page = await app.visitor();
  await makeClient(page, at, options);
  return page;
}

function makeClient(page, at = 'issuer', options = {}) {
  return page.evaluate(([key, more]) => {
    const { app: origin } = window.config;
    window.client = new OktaAuth({
      issuer: window.config[key],
      clientId: 'page',
      redirectUri: `${origin}/callback`,
      postLogoutRedirectUri: `${origin}/`,
      ...more,
    });
  }, [at, options]);
}
