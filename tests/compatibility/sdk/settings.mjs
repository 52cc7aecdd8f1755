// Policies, rules, zones, trusted origins and the System Log.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import okta from '@okta/okta-sdk-nodejs';
import { all, connect, missing, org, pages, person, refuses, root } from './org.mjs';

describe('settings', () => {
  test('a policy and its life', async () => {
    const client = connect();
    const group = await client.createGroup({ profile: { name: 'Crew' } });
    const made = await client.createPolicy({ type: 'OKTA_SIGN_ON', name: 'Crew', description: 'For the crew', conditions: { people: { groups: { include: [group.id] } } } });
    assert.ok(made instanceof okta.OktaSignOnPolicy);
    assert.deepEqual([made.status, made.priority, made.system], ['ACTIVE', 1, false]);
    assert.deepEqual({ ...made.conditions.people.groups }, { include: [group.id] });

    made.name = 'Band';
    made.status = 'INACTIVE';
    const changed = await made.update();
    assert.deepEqual([changed.id, changed.name, changed.status], [made.id, 'Band', 'ACTIVE']);
    assert.equal((await made.deactivate()).status, 204);
    assert.equal((await client.getPolicy(made.id)).status, 'INACTIVE');
    assert.equal((await made.activate()).status, 204);
    assert.equal((await client.getPolicy(made.id)).status, 'ACTIVE');

    const listed = await pages(client, client.listPolicies({ type: 'OKTA_SIGN_ON', limit: 1 }));
    assert.deepEqual([listed.items.map(policy => policy.name), listed.count], [['Band', 'Default Policy'], 2]);
    assert.ok(listed.items.every(policy => policy instanceof okta.Policy));
    assert.equal((await made.delete()).status, 204);
    await missing(client.getPolicy(made.id));
    await refuses(client.deletePolicy(listed.items[1].id), 403, 'E0000006');
    await refuses(client.listPolicies({ status: 'ACTIVE' }).next(), 400, 'E0000001');
  });

  test('a rule and its life', async () => {
    const client = connect();
    const policy = await client.createPolicy({ type: 'OKTA_SIGN_ON', name: 'Crew' });
    const conditions = { network: { connection: 'ANYWHERE' }, authContext: { authType: 'ANY' } };
    const made = await policy.createRule({ type: 'SIGN_ON', name: 'Nobody', conditions, actions: { signon: { access: 'DENY', requireFactor: false } } });
    assert.ok(made instanceof okta.OktaSignOnPolicyRule);
    assert.equal(made.actions.signon.access, 'DENY');
    await policy.createRule({ type: 'SIGN_ON', name: 'Everybody', conditions, actions: { signon: { access: 'ALLOW', requireFactor: false } } });

    made.name = 'Not yet';
    assert.deepEqual([(await made.update(policy.id)).name, (await client.getPolicyRule(policy.id, made.id)).name], ['Not yet', 'Not yet']);
    assert.equal((await made.deactivate(policy.id)).status, 204);
    assert.equal((await policy.getPolicyRule(made.id)).status, 'INACTIVE');
    assert.equal((await made.activate(policy.id)).status, 204);
    assert.deepEqual((await all(policy.listPolicyRules())).map(rule => [rule.name, rule.priority]), [['Not yet', 1], ['Everybody', 2]]);
    assert.equal((await made.delete(policy.id)).status, 204);
    await missing(policy.getPolicyRule(made.id));
    await refuses(policy.createRule({ type: 'SIGN_ON', name: 'No actions' }), 400, 'E0000001');
  });

  test('a factor sequence keeps its members through the SDK', async () => {
    const client = connect();
    const policy = await client.createPolicy({ type: 'OKTA_SIGN_ON', name: 'Crew' });
    const chain = [
      { criteria: [{ provider: 'OKTA', factorType: 'push' }] },
      { criteria: [{ provider: 'OKTA', factorType: 'sms' }], next: [{ criteria: [{ provider: 'OKTA', factorType: 'question' }] }] },
    ];
    const made = await policy.createRule({ type: 'SIGN_ON', name: 'Sequence', actions: { signon: { access: 'CHALLENGE', requireFactor: false, challenge: { chain } } } });
    assert.deepEqual(plain(made.actions.signon.challenge.chain), chain);
    const changed = await made.update(policy.id);
    assert.deepEqual(plain(changed.actions), plain(made.actions));
    assert.deepEqual(plain(changed.conditions), plain(made.conditions));
    await refuses(
      policy.createRule({ type: 'SIGN_ON', name: 'Empty', actions: { signon: { access: 'CHALLENGE' } } }),
      400, 'E0000001', 'actions.signon: the access CHALLENGE needs "challenge.chain"');
  });

  test('enrollment and password policies', async () => {
    const client = connect();
    const enrollment = await client.createPolicy({ type: 'MFA_ENROLL', name: 'Factors', settings: { factors: { okta_sms: { enroll: { self: 'REQUIRED' } } } } });
    assert.deepEqual(plain(enrollment.settings.factors.okta_sms), { enroll: { self: 'REQUIRED' }, consent: { type: 'NONE' } });
    const rule = await enrollment.createRule({ type: 'MFA_ENROLL', name: 'Now', actions: { enroll: { self: 'LOGIN' } } });
    assert.equal(rule.actions.enroll.self, 'LOGIN');

    const passwords = await client.createPolicy({ type: 'PASSWORD', name: 'Long', settings: { password: { complexity: { minLength: 14 } } } });
    assert.ok(passwords instanceof okta.PasswordPolicy);
    assert.equal(passwords.settings.password.complexity.minLength, 14);
    const group = await client.createGroup({ profile: { name: 'Crew' } });
    passwords.conditions = { people: { groups: { include: [group.id] } } };
    await passwords.update();
    await passwords.createRule({ type: 'PASSWORD', name: 'All', actions: { passwordChange: { access: 'ALLOW' } } });
    await refuses(client.createUser({
      profile: { login: 'lu@fresh.test', email: 'lu@fresh.test', firstName: 'Lu', lastName: 'Lo' }, credentials: { password: { value: 'Passw0rd' } }, groupIds: [group.id],
    }), 400, 'E0000001');
  });

  test('zones', async () => {
    const client = connect();
    const cidr = value => ({ type: 'CIDR', value });
    const made = await client.createNetworkZone({
      type: 'IP', id: null, name: 'Home', status: 'ACTIVE', created: null, lastUpdated: null,
      gateways: [cidr('1.2.3.4/24'), cidr('2.3.4.5/24')], proxies: [cidr('2.2.3.4/24')],
    });
    assert.ok(made instanceof okta.NetworkZone);
    assert.deepEqual(plain(made.gateways), [cidr('1.2.3.4/24'), cidr('2.3.4.5/24')]);
    made.name = 'Office';
    assert.equal((await made.update()).name, 'Office');
    assert.equal((await made.deactivate()).status, 'INACTIVE');
    assert.equal((await client.getNetworkZone(made.id)).status, 'INACTIVE');
    assert.equal((await made.activate()).status, 'ACTIVE');
    const listed = await pages(client, client.listNetworkZones({ limit: 2 }));
    assert.deepEqual([listed.items.map(zone => zone.name), listed.count], [['LegacyIpZone', 'BlockedIpZone', 'Office'], 2]);
    assert.deepEqual((await all(client.listNetworkZones({ filter: `id eq "${made.id}" and usage eq "POLICY"` }))).map(zone => zone.name), ['Office']);
    await refuses(client.createNetworkZone({ type: 'DYNAMIC', name: 'Tor', proxyType: 'TorAnonymizer' }), 401, 'E0000015');
    assert.equal((await made.delete()).status, 204);
    await missing(client.getNetworkZone(made.id));
  });

  test('trusted origins', async () => {
    const client = connect();
    const { id: admin } = await client.getUser(root);
    const made = await client.createOrigin({ name: 'App', origin: 'http://app.test', scopes: [{ type: 'CORS' }, { type: 'REDIRECT' }] });
    assert.ok(made instanceof okta.TrustedOrigin);
    assert.deepEqual([made.status, made.createdBy, made.lastUpdatedBy], ['ACTIVE', admin, admin]);
    made.name = 'Apps';
    assert.equal((await made.update()).name, 'Apps');
    assert.equal((await client.deactivateOrigin(made.id)).status, 'INACTIVE');
    assert.equal((await client.activateOrigin(made.id)).status, 'ACTIVE');
    await client.createOrigin({ name: 'Other', origin: 'http://other.test', scopes: [{ type: 'CORS' }] });
    const listed = await pages(client, client.listOrigins({ limit: 1 }));
    assert.deepEqual([listed.items.map(origin => origin.name), listed.count], [['Apps', 'Other'], 2]);
    assert.equal((await made.delete()).status, 204);
    await missing(client.getOrigin(made.id));
  });

  test('the System Log is read to its end, and followed', async () => {
    const client = connect();
    const { id } = await person(client, 'mo');
    await client.suspendUser(id);
    await org().clock({ advance: 'PT1S' });
    const now = (await org().ask('clock')).now;
    const read = await pages(client, client.getLogs({ until: now, filter: `target.id eq "${id}"`, limit: 1 }));
    assert.ok(read.items.length >= 2 && read.items.every(event => event instanceof okta.LogEvent));
    assert.ok(read.count >= read.items.length);
    assert.ok(read.items.some(event => event.eventType === 'user.lifecycle.suspend' && event.actor.alternateId === root));

    // Whoever follows it goes on from the last page, and gets what happens meanwhile.
    const seen = [];
    await new Promise((complete, error) => {
      const following = client.getLogs({ filter: 'eventType eq "user.lifecycle.unsuspend"' }).subscribe({
        interval: 20,
        next: event => { seen.push(event.eventType); following.unsubscribe(); },
        error,
        complete,
      });
      client.unsuspendUser(id).catch(error);
    });
    assert.deepEqual(seen, ['user.lifecycle.unsuspend']);
    await refuses(client.getLogs({ filter: 'nonsense eq "1"' }).next(), 400, 'E0000053');
  });
});

/** Models as the JSON that they were. */
const plain = model => JSON.parse(JSON.stringify(model));
