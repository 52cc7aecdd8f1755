// Who may administer, what profiles are made of, rules that fill groups, features, identity providers, and texts of messages.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import okta from '@okta/okta-sdk-nodejs';
import { all, connect, missing, pages, person, refuses } from './org.mjs';

describe('administration', () => {
  test('roles of users and of groups', async () => {
    const client = connect();
    const ann = await person(client, 'ann');
    const role = await ann.assignRole({ type: 'USER_ADMIN' });
    assert.ok(role instanceof okta.Role);
    assert.equal(role.type, 'USER_ADMIN');
    assert.deepEqual((await all(ann.listAssignedRoles())).map(assigned => assigned.id), [role.id]);
    assert.equal((await ann.getRole(role.id)).type, 'USER_ADMIN');
    assert.equal((await ann.removeRole(role.id)).status, 204);
    assert.deepEqual(await all(ann.listAssignedRoles()), []);

    const crew = await client.createGroup({ profile: { name: 'Crew' } });
    const ofGroup = await crew.assignRole({ type: 'HELP_DESK_ADMIN' });
    assert.deepEqual((await all(client.listGroupAssignedRoles(crew.id))).map(assigned => assigned.type), ['HELP_DESK_ADMIN']);
    assert.equal((await client.removeRoleFromGroup(crew.id, ofGroup.id)).status, 204);
    await refuses(ann.assignRole({ type: 'KING' }), 400, 'E0000001');
  });

  test('rules put people into groups', async () => {
    const client = connect();
    const crew = await client.createGroup({ profile: { name: 'Crew' } });
    const ben = await person(client, 'ben', { department: 'Sea' });
    const rule = await client.createGroupRule({
      type: 'group_rule',
      name: 'Sailors',
      conditions: { expression: { type: 'urn:okta:expression:1.0', value: 'user.department=="Sea"' }, people: { users: { exclude: [] }, groups: { exclude: [] } } },
      actions: { assignUserToGroups: { groupIds: [crew.id] } },
    });
    assert.ok(rule instanceof okta.GroupRule);
    assert.equal(rule.status, 'INACTIVE');
    assert.deepEqual(await all(crew.listUsers()), []);
    assert.equal((await rule.activate()).status, 204);
    assert.deepEqual((await all(crew.listUsers())).map(user => user.id), [ben.id]);
    assert.equal((await client.getGroupRule(rule.id)).status, 'ACTIVE');
    assert.deepEqual((await all(client.listGroupRules({ search: 'Sail' }))).map(found => found.id), [rule.id]);
    await rule.deactivate();
    assert.equal((await client.deleteGroupRule(rule.id)).status, 202);
    await missing(client.getGroupRule(rule.id));
  });

  test('attributes that the schema was given are profiles\' own', async () => {
    const client = connect();
    await refuses(person(client, 'cid', { shoeSize: '43' }), 400, 'E0000001', "Property name 'shoeSize' is not defined in profile");
    const schema = await client.updateUserProfile('default', {
      definitions: { custom: { id: '#custom', type: 'object', properties: { shoeSize: { title: 'Shoe size', type: 'string' } } } },
    });
    assert.equal(schema.definitions.custom.properties.shoeSize.type, 'string');
    const cid = await person(client, 'cid', { shoeSize: '43' });
    assert.equal((await client.getUser(cid.id)).profile.shoeSize, '43');
    assert.deepEqual((await all(client.listUsers({ search: 'profile.shoeSize eq "43"' }))).map(user => user.id), [cid.id]);
    assert.ok(Object.keys((await client.getUserSchema('default')).definitions.base.properties).includes('login'));
    const [type] = await all(client.listUserTypes());
    assert.deepEqual([type.default, type.id], [true, cid.type.id]);
  });

  test('features are switched', async () => {
    const client = connect();
    const features = await all(client.listFeatures());
    assert.ok(features.length > 0 && features.every(feature => feature instanceof okta.Feature));
    const feature = features.find(found => found.status === 'DISABLED') ?? features[0];
    assert.equal((await client.updateFeatureLifecycle(feature.id, 'enable', { mode: 'force' })).status, 'ENABLED');
    assert.equal((await client.getFeature(feature.id)).status, 'ENABLED');
    assert.equal((await client.updateFeatureLifecycle(feature.id, 'disable', { mode: 'force' })).status, 'DISABLED');
    assert.ok(Array.isArray(await all(client.listFeatureDependencies(feature.id))));
  });

  test('identity providers', async () => {
    const client = connect();
    const url = path => ({ url: `https://idp.test/${path}`, binding: 'HTTP-POST' });
    const made = await client.createIdentityProvider({
      type: 'OIDC',
      name: 'Partner',
      protocol: {
        type: 'OIDC',
        algorithms: { request: { signature: { algorithm: 'SHA-256', scope: 'REQUEST' } }, response: { signature: { algorithm: 'SHA-256', scope: 'ANY' } } },
        endpoints: { authorization: { ...url('authorize'), binding: 'HTTP-REDIRECT' }, token: url('token'), jwks: { ...url('keys'), binding: 'HTTP-REDIRECT' } },
        scopes: ['openid', 'profile', 'email'],
        credentials: { client: { client_id: 'org', client_secret: 'secret' } },
        issuer: { url: 'https://idp.test' },
      },
      policy: {
        accountLink: { action: 'AUTO', filter: null },
        provisioning: { action: 'AUTO', conditions: { deprovisioned: { action: 'NONE' }, suspended: { action: 'NONE' } }, groups: { action: 'NONE' } },
        maxClockSkew: 120000,
        subject: { userNameTemplate: { template: 'idpuser.email' }, matchType: 'USERNAME' },
      },
    });
    assert.ok(made instanceof okta.IdentityProvider);
    assert.equal(made.status, 'ACTIVE');
    made.name = 'Partners';
    assert.equal((await made.update()).name, 'Partners');
    assert.equal((await made.deactivate()).status, 'INACTIVE');
    assert.equal((await made.activate()).status, 'ACTIVE');
    const { items } = await pages(client, client.listIdentityProviders({ limit: 1 }));
    assert.deepEqual(items.map(provider => provider.id), [made.id]);
    assert.equal((await made.delete()).status, 204);
    await missing(client.getIdentityProvider(made.id));
  });
});
