// People: what they are, what becomes of them, what they know.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import okta from '@okta/okta-sdk-nodejs';
import { all, connect, missing, org, pages, person, refuses, root } from './org.mjs';

describe('people', () => {
  test('are made, found by id and by login, changed in part and as a whole, and removed', async () => {
    const client = connect();
    const made = await person(client, 'ana', { nickName: 'An' });
    assert.ok(made instanceof okta.User);
    assert.match(made.id, /^00u[A-Za-z0-9]{17}$/);
    assert.equal(made.status, 'ACTIVE');
    assert.deepEqual(made.credentials, new okta.UserCredentials({ password: {}, provider: { type: 'OKTA', name: 'OKTA' } }));
    assert.equal((await client.getUser('ana@fresh.test')).id, made.id);
    assert.equal((await client.getUser(made.id)).profile.nickName, 'An');
    assert.equal((await client.getUser('me')).profile.login, root);

    await org().clock({ advance: 'PT1S' });
    const part = await client.partialUpdateUser(made.id, { profile: { title: 'Chief' } });
    assert.deepEqual([part.profile.nickName, part.profile.title], ['An', 'Chief']);
    assert.ok(new Date(part.lastUpdated) > new Date(made.lastUpdated));

    made.profile.nickName = 'Annie';
    const whole = await made.update();
    assert.deepEqual([whole.profile.nickName, whole.profile.title], ['Annie', undefined]);
    assert.equal(whole.status, 'ACTIVE');

    await made.deactivate();
    assert.equal((await client.getUser(made.id)).status, 'DEPROVISIONED');
    await made.delete();
    await missing(client.getUser(made.id));
    await missing(client.getUser('ana@fresh.test'));
  });

  test('are removed by two deletions, the first of which deactivates', async () => {
    const client = connect();
    const { id } = await person(client, 'ben');
    assert.equal((await client.deactivateOrDeleteUser(id)).status, 204);
    assert.equal((await client.getUser(id)).status, 'DEPROVISIONED');
    assert.equal((await client.deactivateOrDeleteUser(id)).status, 204);
    await missing(client.getUser(id));
  });

  test('go through their lives', async () => {
    const client = connect();
    const staged = await client.createUser({ profile: { login: 'cy@fresh.test', email: 'cy@fresh.test', firstName: 'Cy', lastName: 'Ro' } }, { activate: false });
    assert.deepEqual([staged.status, staged.activated, staged.statusChanged, staged.lastLogin], ['STAGED', null, null, null]);
    const { activationUrl, activationToken } = await staged.activate({ sendEmail: false });
    assert.ok(activationUrl.endsWith(activationToken));
    const is = async status => assert.equal((await client.getUser(staged.id)).status, status);
    await is('PROVISIONED');
    assert.ok((await staged.reactivate({ sendEmail: false })).activationToken);
    await refuses(client.reactivateUser((await person(client, 'dee')).id), 403, 'E0000038');

    const dee = await client.getUser('dee@fresh.test');
    const shows = async status => assert.equal((await client.getUser(dee.id)).status, status);
    assert.equal((await dee.suspend()).status, 200);
    await shows('SUSPENDED');
    await refuses(dee.suspend(), 400, 'E0000001');
    assert.deepEqual((await all(client.listUsers({ filter: 'status eq "SUSPENDED"' }))).map(user => user.id), [dee.id]);
    await dee.unsuspend();
    await shows('ACTIVE');
    await refuses(dee.unlock(), 403, 'E0000032');

    assert.equal((await dee.expirePassword()).status, 'PASSWORD_EXPIRED');
    assert.ok((await dee.expirePasswordAndGetTemporaryPassword()).tempPassword);
    await shows('PASSWORD_EXPIRED');
    assert.match((await dee.resetPassword({ sendEmail: false })).resetPasswordUrl, /^http/);
    await shows('RECOVERY');
    assert.equal((await dee.resetFactors()).status, 200);
    assert.equal((await dee.clearSessions()).status, 204);
    await dee.deactivate();
    await refuses(dee.deactivate(), 403, 'E0000038');
    await dee.activate({ sendEmail: false });
  });

  test('change their passwords, and get them back by their question', async () => {
    const client = connect();
    const eve = await person(client, 'eve');
    await org().clock({ advance: 'PT1S' });
    await eve.changePassword({ oldPassword: { value: 'Passw0rd-eve' }, newPassword: { value: 'Passw0rd-Eve2' } });
    assert.ok(new Date((await client.getUser(eve.id)).passwordChanged) > new Date(eve.passwordChanged));
    await refuses(eve.changePassword({ oldPassword: { value: 'wrong' }, newPassword: { value: 'Passw0rd-Eve3' } }), 403, 'E0000014');

    const recovery = { question: 'How many roads must a man walk down?', answer: 'forty two' };
    const changed = await eve.changeRecoveryQuestion({ password: { value: 'Passw0rd-Eve2' }, recovery_question: recovery });
    assert.deepEqual({ ...changed.recovery_question }, { question: recovery.question });
    assert.equal(changed.provider.type, 'OKTA');
    await eve.forgotPasswordSetNewPassword({ password: { value: 'Passw0rd-Eve4' }, recovery_question: { answer: recovery.answer } });
    assert.match((await eve.forgotPasswordGenerateOneTimeToken({ sendEmail: false })).resetPasswordUrl, /^http/);
  });

  test('are listed page by page, searched, filtered and sorted', async () => {
    const client = connect();
    for (const name of ['ada', 'bob', 'cat', 'dan', 'eli']) {
      await person(client, name, { nickName: `${name}ster`, department: name < 'd' ? 'early' : 'late' });
    }
    const { items, count } = await pages(client, client.listUsers({ limit: 2 }));
    assert.equal(count, 3);
    assert.equal(new Set(items.map(user => user.id)).size, 6);
    assert.ok(items.every(user => user instanceof okta.User));

    const late = await pages(client, client.listUsers({ search: 'profile.department eq "late"', sortBy: 'profile.firstName', sortOrder: 'desc', limit: 1 }));
    assert.deepEqual([late.items.map(user => user.profile.firstName), late.count], [['eli', 'dan'], 2]);
    assert.deepEqual((await all(client.listUsers({ search: 'profile.nickName sw "ca"' }))).map(user => user.profile.login), ['cat@fresh.test']);
    assert.deepEqual((await all(client.listUsers({ q: 'bo' }))).map(user => user.profile.login), ['bob@fresh.test']);

    const seen = [];
    await client.listUsers({ limit: 2 }).each(user => { seen.push(user.id); return seen.length < 3; });
    assert.equal(seen.length, 3);
    for await (const user of client.listUsers({ limit: 2 })) {
      if (user) seen.push(user.id);
    }
    assert.equal(new Set(seen).size, 6);
  });

  test('belong to groups', async () => {
    const client = connect();
    const crew = await client.createGroup({ profile: { name: 'Crew', description: 'All hands' } });
    assert.ok(crew instanceof okta.Group);
    assert.equal(crew.type, 'OKTA_GROUP');
    const [fay, gus, hal] = [await person(client, 'fay'), await person(client, 'gus'), await person(client, 'hal')];
    for (const member of [fay, gus, hal]) {
      assert.equal((await member.addToGroup(crew.id)).status, 204);
    }
    const members = await pages(client, crew.listUsers({ limit: 1 }));
    assert.deepEqual([members.items.map(user => user.id).sort(), members.count], [[fay.id, gus.id, hal.id].sort(), 3]);
    assert.deepEqual((await all(fay.listGroups())).map(group => group.profile.name).sort(), ['Crew', 'Everyone']);
    await crew.removeUser(gus.id);
    assert.equal((await all(crew.listUsers())).length, 2);

    crew.profile.name = 'Band';
    assert.equal((await crew.update()).profile.description, 'All hands');
    assert.deepEqual((await all(client.listGroups({ q: 'Ban' }))).map(group => group.id), [crew.id]);
    const groups = await pages(client, client.listGroups({ limit: 1 }));
    assert.deepEqual([groups.items.map(group => group.profile.name).sort(), groups.count], [['Administrators', 'Band', 'Everyone'], 3]);
    await refuses(client.createGroup({ profile: { name: 'Band' } }), 400, 'E0000001');
    await crew.delete();
    await missing(client.getGroup(crew.id));
    await refuses(client.deleteGroup(groups.items.find(group => group.profile.name === 'Everyone').id), 403, 'E0000006');
  });

  test('have sessions', async () => {
    const client = connect();
    const ivy = await person(client, 'ivy');
    const first = await openSession(client, 'ivy');
    assert.ok((await client.getSession(first.id)) instanceof okta.Session);
    assert.equal(first.userId, ivy.id);
    await org().clock({ advance: 'PT1M' });
    assert.ok(new Date((await first.refresh()).expiresAt) > new Date(first.expiresAt));
    await first.delete();
    await missing(connect().getSession(first.id));

    const others = [await openSession(client, 'ivy'), await openSession(client, 'ivy')];
    await ivy.clearSessions();
    for (const other of others) {
      await missing(connect().getSession(other.id));
    }
  });

  test('have nothing on their home page yet', async () => {
    const client = connect();
    assert.deepEqual(await all((await person(client, 'jo')).listAppLinks()), []);
  });
});

/** As the SDK's users do it: the Authentication API gives the token, the SDK makes a session of it. */
async function openSession(client, name) {
  const { sessionToken } = await client.http.postJson(`${client.baseUrl}/api/v1/authn`, {
    body: { username: `${name}@fresh.test`, password: `Passw0rd-${name}` },
  });
  return client.createSession({ sessionToken });
}
