// The chains of the demo org, walked as a client walks them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertRefused, assertSignedIn, kinds, pick, poll, withEveryClient } from './clients.mjs';

const wrongCode = "Your passcode doesn't match our records. Please try again.";
const wrongAnswer = "Your answer doesn't match our records. Please try again.";

withEveryClient(use => {
  test('a username alone is answered with the first factor of every chain, and with nobody', async () => {
    const { first } = use();
    const start = await first('ana@demo.test');
    assert.equal(start.status, 'UNAUTHENTICATED');
    assert.deepEqual(kinds(start), ['push', 'sms', 'password']);
    assert.equal(start.user, undefined);
    assert.deepEqual(pick(start, 'push').profile, {});
    assert.equal(pick(start, 'sms').profile.phoneNumber, '+1 XXX-XXX-0100');
    assert.equal(typeof start.cancel, 'function');
    assert.equal(start.prev, undefined);
    assert.equal(start.poll, undefined);
    for (const factor of start.factors) {
      assert.equal(typeof factor.verify, 'function');
    }
  });

  test('a push that is approved signs in, without a password', async () => {
    const { server, first } = use();
    const waiting = await pick(await first('ana@demo.test'), 'push').verify();
    assert.equal(waiting.status, 'MFA_CHALLENGE');
    assert.equal(waiting.factorResult, 'WAITING');
    assert.equal(waiting.user, undefined);
    assert.deepEqual(['poll', 'prev', 'cancel', 'resend'].map(name => typeof waiting[name]), Array(4).fill('function'));

    const [done] = await Promise.all([poll(waiting), server.approve('ana@demo.test')]);
    assertSignedIn(done, 'ana@demo.test');
  });

  test('polling does not send a second push', async () => {
    const { server, first } = use();
    const waiting = await pick(await first('ana@demo.test'), 'push').verify();
    let polls = 0;
    const end = waiting.poll({ delay: 5, transactionCallBack: () => { polls += 1; } });
    while (polls < 3) await new Promise(done => { setTimeout(done, 5); });
    assert.equal((await server.pushes()).length, 1);
    await server.deny('ana@demo.test');
    await end;
  });

  test('a push that is denied can be sent again', async () => {
    const { server, first } = use();
    const waiting = await pick(await first('ana@demo.test'), 'push').verify();
    const [denied] = await Promise.all([poll(waiting), server.deny('ana@demo.test')]);
    assert.equal(denied.status, 'MFA_CHALLENGE');
    assert.equal(denied.factorResult, 'REJECTED');
    assert.equal(denied.poll, undefined);
    assert.equal(typeof denied.verify, 'function');

    const again = await denied.resend('push');
    assert.equal(again.factorResult, 'WAITING');
    const [done] = await Promise.all([poll(again), server.approve('ana@demo.test')]);
    assertSignedIn(done, 'ana@demo.test');
  });

  test('a push that nobody answers runs out and can be sent again', async () => {
    const { server, first } = use();
    await server.settings({ pushMinutes: 1 });
    const waiting = await pick(await first('ana@demo.test'), 'push').verify();
    await server.clock({ advance: 'PT61S' });
    const late = await poll(waiting);
    assert.equal(late.factorResult, 'TIMEOUT');
    assert.equal((await late.verify()).factorResult, 'WAITING');
  });

  test('a push with a number wants the number that the page shows', async () => {
    const { server, first } = use();
    const waiting = await pick(await first('ben@demo.test'), 'push').verify();
    const shown = waiting.factor.challenge.correctAnswer;
    const { numbers } = await server.push('ben@demo.test');
    assert.equal(numbers.length, 3);
    assert.ok(numbers.includes(shown));

    const [wrong] = await Promise.all([poll(waiting), server.approve('ben@demo.test', numbers.find(number => number !== shown))]);
    assert.equal(wrong.status, 'MFA_CHALLENGE');
    assert.equal(wrong.factorResult, 'REJECTED');
    assert.equal(wrong.factor.challenge, undefined);

    const again = await wrong.verify();
    const [done] = await Promise.all([poll(again), server.approve('ben@demo.test', again.factor.challenge.correctAnswer)]);
    assertSignedIn(done, 'ben@demo.test');
  });

  test('sms, then question: a wrong code and a wrong answer leave everything as it was', async () => {
    const { server, first } = use();
    const sent = await pick(await first('carla@demo.test'), 'sms').verify();
    assert.equal(sent.status, 'MFA_CHALLENGE');
    assert.equal(sent.factorResult, undefined);
    await assertRefused(sent.verify({ passCode: '000000' }), 403, 'E0000068', wrongCode);

    const second = await sent.verify({ passCode: await server.code('carla@demo.test', 'sms') });
    assert.equal(second.status, 'MFA_REQUIRED');
    assert.deepEqual(kinds(second), ['question']);
    assert.equal(second.user.profile.login, 'carla@demo.test');
    const question = pick(second, 'question');
    assert.ok(question.profile.questionText);
    await assertRefused(question.verify({ answer: 'diving' }), 403, 'E0000068', wrongAnswer);
    assertSignedIn(await question.verify({ answer: 'swimming' }), 'carla@demo.test');
  });

  test('password, then push or code: a wrong password is a wrong factor', async () => {
    const { server, first } = use();
    const start = await first('dave@demo.test');
    assert.deepEqual(kinds(start), ['password']);
    const password = pick(start, 'password');
    await assertRefused(password.verify({ password: 'wrong' }), 403, 'E0000068', 'Password is incorrect');

    const second = await password.verify({ password: 'Passw0rd-dave' });
    assert.equal(second.status, 'MFA_REQUIRED');
    assert.deepEqual(kinds(second), ['push', 'token:software:totp']);
    assert.equal(pick(second, 'push').profile.name, "Dave's phone");
    assertSignedIn(await pick(second, 'token:software:totp').verify({ passCode: await server.otp('dave@demo.test', 'totp') }), 'dave@demo.test');
  });

  test('password, then push: the other second step', async () => {
    const { server, first } = use();
    const second = await pick(await first('dave@demo.test'), 'password').verify({ password: 'Passw0rd-dave' });
    const waiting = await pick(second, 'push').verify();
    assert.equal(waiting.user.profile.login, 'dave@demo.test');
    const [done] = await Promise.all([poll(waiting), server.approve('dave@demo.test')]);
    assertSignedIn(done, 'dave@demo.test');
  });

  test('mail, then Google Authenticator', async () => {
    const { server, first } = use();
    const start = await first('erin@demo.test');
    assert.deepEqual(kinds(start), ['email', 'call']);
    const sent = await pick(start, 'email').verify();
    assert.equal(sent.factor.profile.email, 'e...n@demo.test');
    const second = await sent.verify({ passCode: await server.code('erin@demo.test', 'email') });
    assert.deepEqual(second.factors.map(factor => [factor.factorType, factor.provider]), [['token:software:totp', 'GOOGLE']]);
    assertSignedIn(await second.factors[0].verify({ passCode: await server.otp('erin@demo.test', 'google_totp') }), 'erin@demo.test');
  });

  test('call, then question', async () => {
    const { server, first } = use();
    const sent = await pick(await first('erin@demo.test'), 'call').verify();
    const second = await sent.verify({ passCode: await server.code('erin@demo.test', 'call') });
    assert.deepEqual(kinds(second), ['question']);
    assertSignedIn(await pick(second, 'question').verify({ answer: 'astronaut' }), 'erin@demo.test');
  });

  test('a name and a password at once: under a rule that asks for the password, they sign in', async () => {
    const { client } = use();
    assertSignedIn(await client.signInWithCredentials({ username: 'finn@demo.test', password: 'Passw0rd-finn' }), 'finn@demo.test');
  });

  test('a name and a password at once: under a rule that asks for any factor too, every factor is offered', async () => {
    const { client, server } = use();
    const second = await client.signInWithCredentials({ username: 'gina@demo.test', password: 'Passw0rd-gina' });
    assert.equal(second.status, 'MFA_REQUIRED');
    assert.deepEqual(kinds(second), ['push', 'token:software:totp', 'sms']);
    assert.equal(second.policy.allowRememberDevice, true);
    assertSignedIn(await pick(second, 'token:software:totp').verify({ passCode: await server.otp('gina@demo.test', 'totp') }), 'gina@demo.test');
  });

  test('a name and a password at once: under a sequence the password is not taken', async () => {
    const { client } = use();
    const start = await client.signInWithCredentials({ username: 'dave@demo.test', password: 'Passw0rd-dave' });
    assert.equal(start.status, 'UNAUTHENTICATED');
    assert.deepEqual(kinds(start), ['password']);
  });
});
