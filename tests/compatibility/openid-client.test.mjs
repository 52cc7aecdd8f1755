// A web app made with openid-client, unmodified, and as strict as it can be told to be.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import * as oidc from 'openid-client';
import { Browser, ana, callback, farewell, secret, sessionToken, startOrg } from './oauth/org.mjs';

let server;
before(async () => { server = await startOrg(); });
after(() => server.stop());
beforeEach(() => server.reset());

for (const [name, path] of Object.entries({ 'a custom server': '/oauth2/default', 'the org': '' })) {
  describe(`openid-client at ${name}`, () => {
    for (const [method, authentication] of Object.entries({ header: oidc.ClientSecretBasic(secret), body: oidc.ClientSecretPost(secret) })) {
      test(`code with PKCE, secret in the ${method}: tokens, userinfo, refresh, introspection, revocation`, async () => {
        const config = await discover(path, 'web', authentication);
        const { tokens } = await signIn(config, { scope: 'openid profile email offline_access' });
        const claims = tokens.claims();
        assert.match(claims.sub, /^00u/);
        assert.equal(claims.preferred_username, ana);
        assert.deepEqual(claims.amr, ['pwd']);
        assert.ok(tokens.expiresIn() > 3590);

        const user = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
        assert.equal(user.email, ana);
        assert.equal(user.given_name, 'Ana');

        const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
        assert.equal(refreshed.claims().sub, claims.sub);
        assert.notEqual(refreshed.access_token, tokens.access_token);

        const introspected = await oidc.tokenIntrospection(config, refreshed.access_token);
        assert.equal(introspected.active, true);
        assert.equal(introspected.username, ana);
        await oidc.tokenRevocation(config, refreshed.access_token);
        assert.deepEqual(await oidc.tokenIntrospection(config, refreshed.access_token), { active: false });
        await oidc.tokenRevocation(config, tokens.refresh_token);
        await refuses(oidc.refreshTokenGrant(config, tokens.refresh_token), 'invalid_grant');
      });
    }

    test('the session token of the Authentication API opens the session', async () => {
      const config = await discover(path, 'web', oidc.ClientSecretBasic(secret));
      const { tokens, browser } = await signIn(config, {}, { with: { sessionToken: await sessionToken(server) } });
      assert.ok(tokens.claims().auth_time);
      assert.ok(browser.sid);
    });

    test('a sign-in that may be no older than it is', async () => {
      const config = await discover(path, 'web', oidc.ClientSecretBasic(secret));
      await signIn(config, { max_age: '600' }, { checks: { maxAge: 600 } });
    });

    test('sign-out ends the session and comes back', async () => {
      const config = await discover(path, 'web', oidc.ClientSecretBasic(secret));
      const { tokens, browser } = await signIn(config);
      const back = await browser.visit(oidc.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token,
        post_logout_redirect_uri: farewell,
        state: 'gone',
      }));
      assert.equal(back.href, `${farewell}?state=gone`);
      await refuses(signIn(config, { prompt: 'none' }, { browser }), 'login_required');
    });

    test('a code is good once, for its verifier, its state and its nonce', async () => {
      const config = await discover(path, 'web', oidc.ClientSecretBasic(secret));
      const { back, checks } = await signIn(config);
      await refuses(oidc.authorizationCodeGrant(config, back, checks), 'invalid_grant');
      for (const wrong of [{ pkceCodeVerifier: oidc.randomPKCECodeVerifier() }, { expectedState: 'other' }, { expectedNonce: 'other' }]) {
        await assert.rejects(signIn(config, {}, { checks: wrong }));
      }
      await signIn(config);
    });

    test('a client of the org is known by its secret', async () => {
      const config = await discover(path, 'web', oidc.ClientSecretBasic('wrong'));
      await assert.rejects(signIn(config), error => error.cause?.status === 401 || error.status === 401 || error.error === 'invalid_client');
    });
  });
}

describe('openid-client', () => {
  test('client credentials', async () => {
    const config = await discover('/oauth2/default', 'web', oidc.ClientSecretBasic(secret));
    const tokens = await oidc.clientCredentialsGrant(config, { scope: 'orders' });
    assert.equal(tokens.scope, 'orders');
    const introspected = await oidc.tokenIntrospection(config, tokens.access_token);
    assert.equal(introspected.sub, 'web');
    assert.equal(introspected.aud, 'api://default');
    await refuses(oidc.clientCredentialsGrant(config, { scope: 'openid' }), 'invalid_scope');
    await refuses(oidc.clientCredentialsGrant(config, { scope: 'unheard-of' }), 'invalid_scope');
  });

  test('a public client, and one refresh token after another', async () => {
    const config = await discover('/oauth2/default', 'page', oidc.None());
    const redirectUri = `${server.app}/callback`;
    let { tokens } = await signIn(config, { redirect_uri: redirectUri, scope: 'openid offline_access' });
    const first = tokens.refresh_token;
    tokens = await oidc.refreshTokenGrant(config, first);
    assert.notEqual(tokens.refresh_token, first);
    await refuses(oidc.refreshTokenGrant(config, first), 'invalid_grant');
  });

  test('implicit and hybrid answers, whose hashes fit', async () => {
    const redirectUri = `${server.app}/callback`;
    const implicit = await discover('/oauth2/default', 'page', oidc.None());
    oidc.useIdTokenResponseType(implicit);
    const browser = await new Browser(server).signIn();
    const nonce = oidc.randomNonce();
    const url = oidc.buildAuthorizationUrl(implicit, { redirect_uri: redirectUri, scope: 'openid email', nonce, state: 'st' });
    const claims = await oidc.implicitAuthentication(implicit, await browser.visit(url), nonce, { expectedState: 'st' });
    assert.equal(claims.email, ana);

    const hybrid = await discover('/oauth2/default', 'page', oidc.None());
    oidc.useCodeIdTokenResponseType(hybrid);
    const { tokens } = await signIn(hybrid, { redirect_uri: redirectUri });
    assert.ok(tokens.claims().sub);
  });

  test('the answer names one issuer: a server does not answer for another', async () => {
    const config = await discover('/oauth2/default', 'web', oidc.ClientSecretBasic(secret));
    const other = await discover('/oauth2/other', 'web', oidc.ClientSecretBasic(secret));
    const { tokens } = await signIn(config);
    await assert.rejects(oidc.fetchUserInfo(other, tokens.access_token, tokens.claims().sub));
    assert.deepEqual(await oidc.tokenIntrospection(other, tokens.access_token), { active: false });
  });

  test('an issuer that signs with ES256', async () => {
    const config = await discover('/oauth2/curve', 'web', oidc.ClientSecretBasic(secret));
    assert.deepEqual(config.serverMetadata().id_token_signing_alg_values_supported, ['ES256']);
    const { tokens } = await signIn(config);
    const user = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    assert.equal(user.email, ana);
  });

  test('a key that was announced signs while the app runs', async () => {
    await server.ask('keys/announce', {});
    const config = await discover('/oauth2/default', 'web', oidc.ClientSecretBasic(secret));
    const { tokens } = await signIn(config);
    await server.ask('keys/rotate', {});
    const { tokens: later } = await signIn(config);
    assert.notEqual(kid(later), kid(tokens));
    await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    await server.ask('keys/retire', {});
    await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub));
    await oidc.fetchUserInfo(config, later.access_token, later.claims().sub);
  });
});

/** The client as strict as it gets: signatures are checked although TLS would do. */
async function discover(path, clientId, authentication) {
  const config = await oidc.discovery(new URL(server.baseUrl + path), clientId, undefined, authentication, {
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
  });
  assert.equal(config.serverMetadata().issuer, server.baseUrl + path);
  return config;
}

async function signIn(config, parameters = {}, { browser, checks: wrong, with: more } = {}) {
  browser ??= more ? new Browser(server) : await new Browser(server).signIn();
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
    idTokenExpected: true,
  };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'openid profile email',
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...parameters,
    ...more,
  });
  const back = await browser.visit(url);
  const tokens = await oidc.authorizationCodeGrant(config, back, { ...checks, ...wrong });
  return { tokens, back, checks, browser };
}

const kid = tokens => JSON.parse(Buffer.from(tokens.id_token.split('.')[0], 'base64url')).kid;

function refuses(promise, code) {
  return assert.rejects(promise, error => error.error === code || assert.fail(`wanted ${code}, got ${error.error}: ${error.message}`));
}
