// Steps that are no factor: back, away, and back again later; and the session at the end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertRefused, assertSignedIn, kinds, pick, poll, withEveryClient } from './clients.mjs';

withEveryClient(use => {
  test('stepping back from a waiting push offers the first factors again, still without the person', async () => {
    const { first } = use();
    const waiting = await pick(await first('ana@demo.test'), 'push').verify();
    const back = await waiting.prev();
    // Not UNAUTHENTICATED: Okta's widgets hang on that.
    assert.equal(back.status, 'MFA_REQUIRED');
    assert.deepEqual(kinds(back), ['push', 'sms', 'password']);
    assert.equal(back.user, undefined);
  });

  test('after a switch of factor a late approval of the push changes nothing', async () => {
    const { server, first } = use();
    const waiting = await pick(await first('ana@demo.test'), 'push').verify();
    const push = await server.push('ana@demo.test');
    const back = await waiting.prev();
    const sent = await pick(back, 'sms').verify();
    assert.equal(sent.factor.factorType, 'sms');

    await server.ask(`pushes/${push.id}`, { decision: 'approve' }).catch(() => undefined);
    const second = await sent.verify({ passCode: await server.code('ana@demo.test', 'sms') });
    assert.equal(second.status, 'MFA_REQUIRED');
    assert.deepEqual(kinds(second), ['question']);
    assertSignedIn(await pick(second, 'question').verify({ answer: 'mushrooms' }), 'ana@demo.test');
  });

  test('after a switch from a waiting push to a factor that is judged at once, the second step follows', async () => {
    const { server, first } = use();
    const waiting = await pick(await first('ana@demo.test'), 'push').verify();
    const back = await waiting.prev();
    const second = await pick(back, 'password').verify({ password: 'Passw0rd-ana' });
    assert.equal(second.status, 'MFA_REQUIRED');
    assert.deepEqual(kinds(second), ['push', 'token:software:totp']);
    assertSignedIn(
      await pick(second, 'token:software:totp').verify({ passCode: await server.otp('ana@demo.test', 'totp') }), 'ana@demo.test');
  });

  test('stepping back from a second step keeps the first', async () => {
    const { first } = use();
    const second = await pick(await first('dave@demo.test'), 'password').verify({ password: 'Passw0rd-dave' });
    const back = await (await pick(second, 'push').verify()).prev();
    assert.equal(back.status, 'MFA_REQUIRED');
    assert.deepEqual(kinds(back), ['push', 'token:software:totp']);
    assert.equal(back.user.profile.login, 'dave@demo.test');
  });

  test('what was cancelled is gone', async () => {
    const { client, first } = use();
    const start = await first('ana@demo.test');
    const { stateToken } = start.data;
    const over = await start.cancel();
    assert.equal(over.status, undefined);
    await assertRefused(client.tx.resume({ stateToken }), 401, 'E0000011');
  });

  test('the same sign-in is taken up again by its state token', async () => {
    const { client, server, first } = use();
    const sent = await pick(await first('carla@demo.test'), 'sms').verify();
    const { stateToken } = sent.data;
    assert.match(stateToken, /^00[\w-]{40}$/);

    const resumed = await client.tx.resume({ stateToken });
    assert.equal(resumed.status, 'MFA_CHALLENGE');
    assert.equal(resumed.factor.factorType, 'sms');
    const seen = await client.tx.introspect({ stateToken });
    assert.equal(seen.status, 'MFA_CHALLENGE');
    assert.equal((await server.ask('messages?user=carla@demo.test&channel=sms')).length, 1);

    const second = await resumed.verify({ passCode: await server.code('carla@demo.test', 'sms') });
    assert.deepEqual(kinds(await client.tx.introspect({ stateToken })), ['question']);
    assertSignedIn(await pick(second, 'question').verify({ answer: 'swimming' }), 'carla@demo.test');
  });

  test('a waiting push is taken up again by its state token', async () => {
    const { client, server, first } = use();
    const { stateToken } = (await pick(await first('ana@demo.test'), 'push').verify()).data;
    const resumed = await client.tx.resume({ stateToken });
    assert.equal(resumed.factorResult, 'WAITING');
    const [done] = await Promise.all([poll(resumed), server.approve('ana@demo.test')]);
    assertSignedIn(done, 'ana@demo.test');
  });

  test('a state token that nobody issued is refused', async () => {
    const { client } = use();
    await assertRefused(client.tx.introspect({ stateToken: `00${'x'.repeat(40)}` }), 401, 'E0000011');
  });

  test('relayState comes back at the end', async () => {
    const { client } = use();
    const done = await client.signInWithCredentials({ username: 'finn@demo.test', password: 'Passw0rd-finn', relayState: '/deep/link' });
    assert.equal(done.data.relayState, '/deep/link');
  });

  test('the session token buys one session, and the session says what was proved', async () => {
    const { server, first } = use();
    const waiting = await pick(await first('ana@demo.test'), 'push').verify();
    const [{ sessionToken }] = await Promise.all([poll(waiting), server.approve('ana@demo.test')]);
    const buy = () => fetch(`${server.baseUrl}/api/v1/sessions`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ sessionToken }),
    });

    const bought = await buy();
    assert.equal(bought.status, 200);
    const session = await bought.json();
    assert.equal(session.login, 'ana@demo.test');
    assert.equal(session.status, 'ACTIVE');
    assert.deepEqual(session.amr, ['swk', 'mfa']);
    assert.equal(session.lastPasswordVerification, null);

    const me = await fetch(`${server.baseUrl}/api/v1/sessions/me`, { headers: { Cookie: `sid=${session.id}` } });
    assert.equal((await me.json()).login, 'ana@demo.test');
    assert.equal((await buy()).status, 401);
  });
});
