// Apps and authorization servers, and a sign-in to an app that the SDK has made, by the sequence that it has written.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import okta from '@okta/okta-sdk-nodejs';
import * as oidc from 'openid-client';
import { openBrowser } from '../chromium.mjs';
import { all, connect, missing, pages, person, refuses } from './org.mjs';
import { factors, people, policies, signIn } from './setup.mjs';

const callback = 'http://app.test/cb';

const webApp = (more = {}) => ({
  name: 'oidc_client',
  label: 'Sample',
  signOnMode: 'OPENID_CONNECT',
  credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_post', ...more.client } },
  settings: {
    oauthClient: { application_type: 'web', redirect_uris: [callback], response_types: ['code'], grant_types: ['authorization_code'], ...more.settings },
  },
});

describe('apps', () => {
  let browser;
  before(async () => { browser = await openBrowser(); });
  after(() => browser?.close());

  test('an app and its life', async () => {
    const client = connect();
    const made = await client.createApplication(webApp());
    assert.ok(made instanceof okta.OpenIdConnectApplication);
    assert.deepEqual([made.status, made.id], ['ACTIVE', made.credentials.oauthClient.client_id]);
    assert.ok(made.credentials.oauthClient.client_secret);
    made.label = 'Renamed';
    assert.equal((await made.update()).label, 'Renamed');
    assert.equal((await client.getApplication(made.id)).label, 'Renamed');
    await refuses(made.delete(), 403, 'E0000056');
    assert.equal((await made.deactivate()).status, 200);
    assert.equal((await client.getApplication(made.id)).status, 'INACTIVE');
    assert.equal((await made.activate()).status, 200);

    await client.createApplication({ name: 'bookmark', label: 'Wiki', signOnMode: 'BOOKMARK', settings: { app: { requestIntegration: false, url: 'http://wiki.test' } } });
    const listed = await pages(client, client.listApplications({ limit: 1 }));
    assert.ok(listed.items.some(app => app.label === 'Wiki') && listed.count === listed.items.length);
    await made.deactivate();
    assert.equal((await made.delete()).status, 204);
    await missing(client.getApplication(made.id));
  });

  test('users and groups are assigned', async () => {
    const client = connect();
    const app = await client.createApplication(webApp());
    const dot = await person(client, 'dot');
    const user = await app.assignUserToApplication({ id: dot.id, credentials: { userName: 'dot' } });
    assert.ok(user instanceof okta.AppUser);
    assert.equal(user.scope, 'USER');
    assert.deepEqual((await all(app.listApplicationUsers())).map(assigned => assigned.id), [dot.id]);
    assert.deepEqual((await all(dot.listAppLinks())).map(link => link.label), ['Sample']);
    await user.delete(app.id);
    assert.deepEqual(await all(app.listApplicationUsers()), []);

    const group = await client.createGroup({ profile: { name: 'Crew' } });
    await app.createApplicationGroupAssignment(group.id);
    assert.deepEqual((await all(app.listGroupAssignments())).map(assigned => assigned.id), [group.id]);
    assert.equal((await client.deleteApplicationGroupAssignment(app.id, group.id)).status, 204);
    await missing(client.getApplicationGroupAssignment(app.id, group.id));
  });

  test('an authorization server with a scope, a claim and a policy', async () => {
    const client = connect();
    const made = await client.createAuthorizationServer({ name: 'Orders', description: 'Orders', audiences: ['api://orders'] });
    assert.ok(made instanceof okta.AuthorizationServer);
    assert.match(made.issuer, new RegExp(`/oauth2/${made.id}$`));
    const scope = await made.createOAuth2Scope({ name: 'orders.read', consent: 'IMPLICIT' });
    assert.deepEqual((await all(made.listOAuth2Scopes())).filter(found => !found.system).map(found => found.name), ['orders.read']);
    const claim = await made.createOAuth2Claim({ name: 'ship', status: 'ACTIVE', claimType: 'RESOURCE', valueType: 'EXPRESSION', value: 'user.department', conditions: { scopes: [] } });
    assert.equal(claim.name, 'ship');
    const policy = await made.createPolicy({ type: 'OAUTH_AUTHORIZATION_POLICY', name: 'All', description: 'All', priority: 1, status: 'ACTIVE', conditions: { clients: { include: ['ALL_CLIENTS'] } } });
    const rule = await client.createAuthorizationServerPolicyRule(policy.id, made.id, {
      type: 'RESOURCE_ACCESS', name: 'All', priority: 1,
      conditions: { people: { groups: { include: ['EVERYONE'] } }, grantTypes: { include: ['authorization_code'] }, scopes: { include: ['*'] } },
      actions: { token: { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10080 } },
    });
    assert.equal(rule.actions.token.accessTokenLifetimeMinutes, 60);
    assert.equal((await made.deleteOAuth2Scope(scope.id)).status, 204);
    assert.equal((await made.deactivate()).status, 204);
    assert.equal((await made.delete()).status, 204);
    await missing(client.getAuthorizationServer(made.id));
  });

  test('an org from nothing, and the tokens at its end', async () => {
    const client = connect();
    const { zoe, group } = await people(client);
    await factors(client, zoe);
    await policies(client, group);
    const app = await client.createApplication(webApp({ settings: { grant_types: ['authorization_code', 'refresh_token'] } }));
    await app.createApplicationGroupAssignment(group.id);

    const { client_id: id, client_secret: secret } = app.credentials.oauthClient;
    const config = await oidc.discovery(new URL(`${client.baseUrl}/oauth2/default`), id, undefined, oidc.ClientSecretPost(secret), { execute: [oidc.allowInsecureRequests] });
    const verifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(15_000);
    // There is no app at that address: the way to it is enough.
    const arrival = page.waitForRequest(request => request.url().startsWith(callback));
    await page.goto(oidc.buildAuthorizationUrl(config, {
      redirect_uri: callback, scope: 'openid profile offline_access', state, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    }).href);
    await signIn(page);
    const tokens = await oidc.authorizationCodeGrant(config, new URL((await arrival).url()), { pkceCodeVerifier: verifier, expectedState: state });
    assert.equal(tokens.claims().sub, zoe.id);
    assert.deepEqual(tokens.claims().amr.toSorted(), ['kba', 'mca', 'mfa', 'sms']);
    await page.context().close();

    const [held] = await all(client.listRefreshTokensForUserAndClient(zoe.id, id));
    assert.deepEqual([held.clientId, held.userId, held.status], [id, zoe.id, 'ACTIVE']);
    assert.deepEqual((await all(client.listUserClients(zoe.id))).map(holder => holder.client_id), [id]);
    assert.deepEqual((await all(client.listOAuth2TokensForApplication(app.id))).map(token => token.id), [held.id]);
    assert.equal((await client.revokeTokenForUserAndClient(zoe.id, id, held.id)).status, 204);
    await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' });
  });
});
