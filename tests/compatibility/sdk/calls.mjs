// How the SDK calls: tokens of two kinds, its errors, its patience, its memory, and what this org does not have.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import okta from '@okta/okta-sdk-nodejs';
import { all, connect, granted, missing, org, person, privateKey, refuses } from './org.mjs';

const asService = (more = {}) => connect({ authorizationMode: 'PrivateKey', clientId: 'service', scopes: granted, privateKey, token: undefined, ...more });

describe('calls', () => {
  test('tokens that are none', async () => {
    await refuses(connect({ token: 'wrong' }).getUser('me'), 401, 'E0000011');
    await refuses(connect({ token: 'wrong' }).listGroups().next(), 401, 'E0000011');
  });

  test('a service app, by its key and its scopes', async () => {
    const client = asService();
    let tokens = 0;
    client.requestExecutor.on('request', ({ url }) => { tokens += url.endsWith('/token'); });
    const nan = await person(client, 'nan');
    assert.equal((await client.getUser(nan.id)).profile.login, 'nan@fresh.test');
    assert.ok((await all(client.listGroups())).length >= 1);
    assert.equal(tokens, 1);
    await refuses(client.createGroup({ profile: { name: 'Crew' } }), 403, 'E0000006');
    await refuses(client.getLogs().next(), 403, 'E0000006');

    // When its token has been revoked, the SDK gets itself another.
    const assertion = await client.oauth.getJwt('/oauth2/v1/revoke');
    await client.requestExecutor.fetch({
      url: `${client.baseUrl}/oauth2/v1/revoke`,
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        token: (await client.oauth.getAccessToken()).access_token,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }).toString(),
    });
    assert.equal((await client.getUser('nan@fresh.test')).id, nan.id);
    assert.equal(tokens, 2);
  });

  test('a service app with another key, or scopes that it was not granted', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' });
    await assert.rejects(asService({ privateKey: other }).getUser('me'), { status: 401 });
    await assert.rejects(asService({ scopes: ['okta.apps.manage'] }).getUser('me'), { status: 400 });
  });

  test('faults with their causes', async () => {
    const client = connect();
    await person(client, 'ola');
    await refuses(person(client, 'ola'), 400, 'E0000001', 'login: An object with this field already exists in the current organization');
    await refuses(person(client, 'pia', { shoeSize: '39' }), 400, 'E0000001', "Property name 'shoeSize' is not defined in profile");
    await refuses(client.listUsers({ q: 'a', filter: 'status eq "ACTIVE"' }).next(), 400, 'E0000033');
    await refuses(client.listUsers({ search: 'profile.login eq' }).next(), 400, 'E0000031');
    await assert.rejects(client.getUser('nobody'), { message: /^Okta HTTP 404 E0000007 Not found: Resource not found: nobody \(User\)/ });
  });

  test('what this org does not have is refused in Okta\'s words', async () => {
    const client = connect();
    const { id } = await person(client, 'sol');
    await refuses(client.listUserSubscriptions(id).next(), 404, 'E0000008');
    await refuses(client.getCurrentConfiguration(), 404, 'E0000008');
    await refuses(client.listAuthenticators().next(), 404, 'E0000008');
    await refuses(client.http.putJson(`${client.baseUrl}/api/v1/users`, { body: {} }), 405, 'E0000022');
  });

  test('it waits for the next minute when it has asked too often', async () => {
    const client = connect();
    const waits = [];
    client.requestExecutor.on('backoff', (request, response, requestId, delay) => { waits.push({ requestId, delay }); });
    const resumed = [];
    client.requestExecutor.on('resume', request => { resumed.push(request.headers); });

    // The org's minute is nearly over, so that nobody waits one for a test.
    await org().settings({ rateLimits: { users: 1 } });
    await org().clock({ set: '2031-02-03T12:00:59Z' });
    await client.getUser('me');
    assert.ok(await client.getUser('me'));
    assert.equal(waits.length, 1);
    assert.ok(waits[0].delay > 0 && waits[0].delay <= 5_000, `${waits[0].delay}`);
    assert.equal(resumed[0]['X-Okta-Retry-For'], waits[0].requestId);
    assert.equal(resumed[0]['X-Okta-Retry-Count'], 1);
  });

  test('it does not wait where it may not', async () => {
    await org().settings({ rateLimits: { users: 1 } });
    await org().clock({ set: '2031-02-03T12:00:01Z' });
    await connect().getUser('me');
    await assert.rejects(connect({}, { requestTimeout: 100 }).getUser('me'), /retry delay would exceed/);
    const impatient = connect({ requestExecutor: new okta.RequestExecutor() });
    await refuses(impatient.getUser('me'), 429, 'E0000047');
  });

  test('it remembers what it read until it changes it', async () => {
    const client = connect();
    const { id } = await person(client, 'ray');
    let asked = 0;
    client.requestExecutor.on('request', () => { asked++; });
    for (let i = 0; i < 3; i++) {
      await client.getUser(id);
    }
    assert.equal(asked, 1);
    await client.suspendUser(id);
    assert.equal((await client.getUser(id)).status, 'SUSPENDED');
    assert.equal(asked, 3);

    const policy = await client.createPolicy({ type: 'OKTA_SIGN_ON', name: 'Crew' });
    await client.getPolicy(policy.id);
    asked = 0;
    await client.getPolicy(policy.id);
    assert.equal(asked, 0);
    await policy.delete();
    await missing(client.getPolicy(policy.id));

    // A group has no link to itself, with Okta either: the SDK cannot remember it.
    const group = await client.createGroup({ profile: { name: 'Crew' } });
    asked = 0;
    await client.getGroup(group.id);
    await client.getGroup(group.id);
    assert.equal(asked, 2);
  });
});
