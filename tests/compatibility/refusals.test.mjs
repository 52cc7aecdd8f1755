// What a client is told when it may not go on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertRefused, assertSignedIn, pick, withEveryClient } from './clients.mjs';

withEveryClient(use => {
  for (const [login, who] of [
    ['nobody@demo.test', 'an unknown user'],
    ['hugo@demo.test', 'a locked user whose policy keeps it quiet'],
    ['ivy@demo.test', 'a user whom the rule denies'],
    ['jo@demo.test', 'a user enrolled in no first factor'],
  ]) {
    test(`${who} is told "Authentication failed" and nothing else`, async () => {
      const { first } = use();
      await assertRefused(first(login), 401, 'E0000004');
    });
  }

  test('a wrong password beside the name is "Authentication failed"', async () => {
    const { client } = use();
    await assertRefused(client.signInWithCredentials({ username: 'finn@demo.test', password: 'wrong' }), 401, 'E0000004');
  });

  test('a locked user is told so where the password policy says so', async () => {
    const { client } = use();
    for (let i = 0; i < 5; i++) {
      await assertRefused(client.signInWithCredentials({ username: 'gina@demo.test', password: 'wrong' }), 401, 'E0000004');
    }
    const locked = await client.signInWithCredentials({ username: 'gina@demo.test', password: 'Passw0rd-gina' });
    assert.equal(locked.status, 'LOCKED_OUT');
    assert.equal(locked.sessionToken, undefined);
    assert.equal(typeof locked.unlock, 'function');
  });

  test('a software token counts once', async () => {
    const { server, first } = use();
    await server.clock({ freeze: true });
    const passCode = await server.otp('dave@demo.test', 'totp');
    const totp = async () => pick(
      await pick(await first('dave@demo.test'), 'password').verify({ password: 'Passw0rd-dave' }), 'token:software:totp');
    assertSignedIn(await (await totp()).verify({ passCode }), 'dave@demo.test');
    await assertRefused((await totp()).verify({ passCode }), 403, 'E0000082');
  });

  test('five wrong codes lock the user', async () => {
    const { server, first } = use();
    const sent = await pick(await first('carla@demo.test'), 'sms').verify();
    for (let i = 0; i < 4; i++) {
      await assertRefused(sent.verify({ passCode: '000000' }), 403, 'E0000068');
    }
    await assertRefused(sent.verify({ passCode: '000000' }), 403, 'E0000069');
    await assertRefused(sent.verify({ passCode: await server.code('carla@demo.test', 'sms') }), 403, 'E0000069');
    await assertRefused(first('carla@demo.test'), 401, 'E0000004');
  });

  test('another text message within half a minute is too soon', async () => {
    const { server, first } = use();
    const sent = await pick(await first('carla@demo.test'), 'sms').verify();
    await assertRefused(sent.resend('sms'), 429, 'E0000109');
    await server.clock({ advance: 'PT31S' });
    const again = await sent.resend('sms');
    assert.equal(again.status, 'MFA_CHALLENGE');
    assert.equal((await server.ask('messages?user=carla@demo.test&channel=sms')).length, 2);
  });

  test('a code that was sent too long ago is refused, a new one is not', async () => {
    const { server, first } = use();
    await server.settings({ codeMinutes: 1 });
    const sent = await pick(await first('carla@demo.test'), 'sms').verify();
    const old = await server.code('carla@demo.test', 'sms');
    await server.clock({ advance: 'PT61S' });
    await assertRefused(sent.verify({ passCode: old }), 403, 'E0000068');
    await sent.resend('sms');
    assert.equal((await sent.verify({ passCode: await server.code('carla@demo.test', 'sms') })).status, 'MFA_REQUIRED');
  });

  test('a sign-in that was left lying has expired', async () => {
    const { server, first } = use();
    const start = await first('dave@demo.test');
    await server.clock({ advance: 'PT6M' });
    await assertRefused(pick(start, 'password').verify({ password: 'Passw0rd-dave' }), 401, 'E0000011');
  });
});
