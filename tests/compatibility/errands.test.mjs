// What clients do beside proving factors: passwords, factors to set up, ways back in, new accounts, sessions.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertRefused, assertSignedIn, kinds, pick, poll, withEveryClient } from './clients.mjs';
import { withErrands } from './orgs.mjs';

const wrongCode = "Your passcode doesn't match our records. Please try again.";
const options = { warnBeforePasswordExpired: true, multiOptionalFactorEnroll: true };
const password = login => `Passw0rd-${login.split('@')[0]}`;

withEveryClient(use => {
  const signIn = (login, more) => use().client.signInWithCredentials({ username: login, password: password(login), options, ...more });

  /** Takes a sign-in up again, by its state token alone, and asserts that nothing was lost on the way. */
  async function resumed(transaction) {
    const { client } = use();
    const { stateToken } = transaction.data;
    assert.equal((await client.tx.introspect({ stateToken })).status, transaction.status);
    const again = await client.tx.resume({ stateToken });
    assert.equal(again.status, transaction.status);
    const functions = of => Object.keys(of).filter(name => typeof of[name] === 'function').sort();
    assert.deepEqual(functions(again), functions(transaction));
    return again;
  }

  test('a password that has expired: wrong, weak, changed', async () => {
    const expired = await resumed(await signIn('pat@errands.test'));
    assert.equal(expired.status, 'PASSWORD_EXPIRED');
    assert.equal(expired.skip, undefined);
    await assertRefused(expired.changePassword({ oldPassword: 'wrong', newPassword: 'Passw0rd-new' }), 403, 'E0000014');
    await assertRefused(expired.changePassword({ oldPassword: 'Passw0rd-pat', newPassword: 'weak' }), 403, 'E0000014');
    assertSignedIn(await expired.changePassword({ oldPassword: 'Passw0rd-pat', newPassword: 'Passw0rd-new' }), 'pat@errands.test');
  });

  test('a password that is about to expire: kept, and changed', async () => {
    const { server } = use();
    await server.clock({ advance: 'P6D' });
    const warned = await resumed(await signIn('vic@errands.test'));
    assert.equal(warned.status, 'PASSWORD_WARN');
    assert.ok([3, 4].includes(warned.policy.expiration.passwordExpireDays));
    assertSignedIn(await warned.skip(), 'vic@errands.test');
    assertSignedIn(
      await (await signIn('vic@errands.test')).changePassword({ oldPassword: 'Passw0rd-vic', newPassword: 'Passw0rd-new' }), 'vic@errands.test');
  });

  test('nobody is warned who did not ask for it', async () => {
    const { client, server } = use();
    await server.clock({ advance: 'P6D' });
    assertSignedIn(await client.signInWithCredentials({ username: 'vic@errands.test', password: 'Passw0rd-vic' }), 'vic@errands.test');
  });

  test('factors are set up one after the other: code, text message, mail, question, push', async () => {
    const { server } = use();
    const login = 'nia@errands.test';
    let list = await resumed(await signIn(login));
    assert.equal(list.status, 'MFA_ENROLL');
    assert.equal(list.skip, undefined);
    assert.deepEqual(new Set(list.factors.map(factor => `${factor.enrollment} ${factor.status}`)), new Set(['REQUIRED NOT_SETUP']));

    const totp = await resumed(await pick(list, 'token:software:totp').enroll());
    assert.equal(totp.status, 'MFA_ENROLL_ACTIVATE');
    assert.equal(totp.factor.activation.qrcode.type, 'image/png');
    assert.equal((await fetch(totp.factor.activation.qrcode.href)).headers.get('content-type'), 'image/png');
    await assertRefused(totp.activate({ passCode: '000000' }), 403, 'E0000068', wrongCode);
    list = await totp.activate({ passCode: (await server.activation(login)).code });

    await assertRefused(pick(list, 'sms').enroll({ profile: { phoneNumber: '12' } }), 400, 'E0000098');
    const first = await pick(list, 'sms').enroll({ profile: { phoneNumber: '+14155550141' } });
    assert.equal(first.factor.factorType, 'sms');
    await assertRefused(first.resend('sms'), 429, 'E0000109');
    list = await first.prev();
    assert.equal(list.status, 'MFA_ENROLL');
    await server.clock({ advance: 'PT31S' });
    const sms = await resumed(await pick(list, 'sms').enroll({ profile: { phoneNumber: '+14155550142' } }));
    list = await sms.activate({ passCode: await server.code(login, 'sms') });

    const mail = await pick(list, 'email').enroll();
    await server.clock({ advance: 'PT6S' });
    await mail.resend('email');
    list = await mail.activate({ passCode: (await server.messages(login, 'email', 2))[0] });

    const offered = await pick(list, 'question').questions();
    assert.ok(offered.length > 10);
    assert.ok(offered.every(({ question, questionText }) => question && questionText));
    await assertRefused(pick(list, 'question').enroll({ profile: { question: offered[0].question, answer: 'x' } }), 400, 'E0000001');
    list = await pick(list, 'question').enroll({ profile: { question: offered[0].question, answer: 'mushrooms' } });
    assert.deepEqual(list.factors.filter(factor => factor.status === 'NOT_SETUP').map(factor => factor.factorType), ['push']);

    const push = await resumed(await pick(list, 'push').enroll());
    assert.equal(push.factorResult, 'WAITING');
    const id = push.factor.activation.qrcode.href.split('/').at(-1);
    const [done] = await Promise.all([poll(push), server.scan({ id }, { device: 'Phone' })]);
    assertSignedIn(done, login);
  });

  test('a code that nobody scans runs out, and another is shown', async () => {
    const { server } = use();
    const login = 'nia@errands.test';
    const push = await pick(await signIn(login), 'push').enroll();
    await server.clock({ advance: 'PT4M' });
    await use().client.tx.introspect({ stateToken: push.data.stateToken });
    await server.clock({ advance: 'PT4M' });
    const late = await poll(push);
    assert.equal(late.factorResult, 'TIMEOUT');
    assert.equal(late.poll, undefined);
    const again = await late.activate();
    assert.equal(again.factorResult, 'WAITING');
    assert.notEqual(again.factor.activation.qrcode.href, push.factor.activation.qrcode.href);
    const sent = await again.factor.activation.send('email');
    assert.equal(sent.factor.activation.qrcode, undefined);
    assert.ok(await server.sentLink(login, 'email'));
  });

  test('optional factors: one is set up, the rest are skipped', async () => {
    const list = await signIn('cho@errands.test');
    assert.equal(typeof list.skip, 'function');
    const more = await pick(list, 'question').enroll({ profile: { question: 'disliked_food', answer: 'mushrooms' } });
    assert.equal(more.status, 'MFA_ENROLL');
    assert.equal(pick(more, 'question').status, 'ACTIVE');
    assertSignedIn(await more.skip(), 'cho@errands.test');
  });

  test('optional factors: without multiOptionalFactorEnroll one is enough', async () => {
    const list = await signIn('cho@errands.test', { options: {} });
    assertSignedIn(await pick(list, 'question').enroll({ profile: { question: 'disliked_food', answer: 'mushrooms' } }), 'cho@errands.test');
  });

  for (const channel of ['SMS', 'CALL']) {
    test(`the password forgotten: ${channel}, question, new password`, async () => {
      const { client, server } = use();
      const sent = await resumed(await client.forgotPassword({ username: 'kit@errands.test', factorType: channel }));
      assert.equal(sent.status, 'RECOVERY_CHALLENGE');
      await assertRefused(sent.verify({ passCode: '000000' }), 403, 'E0000068');
      await assertRefused(sent.resend(), 429, channel === 'SMS' ? 'E0000109' : 'E0000133');
      await server.clock({ advance: 'PT31S' });
      assert.equal((await sent.resend()).status, 'RECOVERY_CHALLENGE');
      const [code] = await server.messages('kit@errands.test', channel.toLowerCase(), 2);
      const question = await resumed(await sent.verify({ passCode: code }));
      assert.equal(question.user.recovery_question.question, 'What is the food you least liked as a child?');
      await assertRefused(question.answer({ answer: 'truffles' }), 403, 'E0000087');
      const reset = await resumed(await question.answer({ answer: 'mushrooms' }));
      assert.equal(reset.status, 'PASSWORD_RESET');
      await assertRefused(reset.resetPassword({ newPassword: 'weak' }), 403, 'E0000080');
      assertSignedIn(await reset.resetPassword({ newPassword: 'Passw0rd-new' }), 'kit@errands.test');
      await assertRefused(signIn('kit@errands.test'), 401, 'E0000004');
      assertSignedIn(await signIn('kit@errands.test', { password: 'Passw0rd-new' }), 'kit@errands.test');
    });
  }

  test('the password forgotten: a link by mail, which is good once', async () => {
    const { client, server } = use();
    const mailed = await client.forgotPassword({ username: 'kit@errands.test', factorType: 'EMAIL' });
    assert.equal(mailed.status, 'RECOVERY_CHALLENGE');
    assert.equal(mailed.data.stateToken, undefined);
    assert.equal(mailed.verify, undefined);
    assert.equal(typeof mailed.cancel, 'function');
    const recoveryToken = (await server.sentLink('kit@errands.test', 'email')).split('/').at(-1);
    const question = await client.verifyRecoveryToken({ recoveryToken });
    assert.equal(question.status, 'RECOVERY');
    await assertRefused(client.verifyRecoveryToken({ recoveryToken: 'nobody-s' }), 401, 'E0000011');
    const reset = await question.answer({ answer: 'mushrooms' });
    assertSignedIn(await reset.resetPassword({ newPassword: 'Passw0rd-new', revokeSessions: true }), 'kit@errands.test');
    await assert.rejects(client.verifyRecoveryToken({ recoveryToken }), error => /^E0000(011|105)$/.test(error.errorCode));
  });

  test('the password forgotten: nobody learns who there is', async () => {
    const { client } = use();
    const ask = username => client.forgotPassword({ username, factorType: 'SMS' });
    const [known, unknown] = [await ask('kit@errands.test'), await ask('nobody@errands.test')];
    assert.deepEqual(Object.keys(unknown.data).sort(), Object.keys(known.data).sort());
    await assertRefused(unknown.verify({ passCode: '000000' }), 403, 'E0000068');
    const { headers, ...mailed } = (await client.forgotPassword({ username: 'nobody@errands.test', factorType: 'EMAIL' })).data;
    const { headers: others, ...toKit } = (await client.forgotPassword({ username: 'kit@errands.test', factorType: 'EMAIL' })).data;
    assert.deepEqual(mailed, toKit);
    assert.deepEqual(Object.keys(headers), Object.keys(others));
  });

  test('a locked account is opened: mail and question', async () => {
    const { client, server } = use();
    const locked = await signIn('lou@errands.test');
    assert.equal(locked.status, 'LOCKED_OUT');
    const mailed = await locked.unlock({ username: 'lou@errands.test', factorType: 'EMAIL' });
    assert.deepEqual([mailed.status, mailed.recoveryType], ['RECOVERY_CHALLENGE', 'UNLOCK']);
    const recoveryToken = (await server.sentLink('lou@errands.test', 'email')).split('/').at(-1);
    const unlocked = await (await client.verifyRecoveryToken({ recoveryToken })).answer({ answer: 'mushrooms' });
    assert.deepEqual([unlocked.status, unlocked.recoveryType, unlocked.sessionToken], ['SUCCESS', 'UNLOCK', undefined]);
    assertSignedIn(await signIn('lou@errands.test'), 'lou@errands.test');
  });

  test('a locked account is opened: text message and question', async () => {
    const { client, server } = use();
    const sent = await client.unlockAccount({ username: 'lou@errands.test', factorType: 'SMS' });
    const question = await sent.verify({ passCode: await server.code('lou@errands.test', 'sms') });
    assert.equal((await question.answer({ answer: 'mushrooms' })).status, 'SUCCESS');
    assertSignedIn(await signIn('lou@errands.test'), 'lou@errands.test');
  });

  test('a new account is opened by its activation token, once', async () => {
    const { client, server } = use();
    const form = await (await fetch(`${server.baseUrl}/api/v1/registration/form`)).json();
    const made = await fetch(`${server.baseUrl}/api/v1/registration/${form.policyId ?? form.defaultPolicyId}/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ userProfile: { email: 'zoe@errands.test', password: 'Passw0rd-zoe', firstName: 'Zoe', lastName: 'Marsh' } }),
    });
    const { activationToken: token } = await made.json();
    await assertRefused(signIn('zoe@errands.test'), 401, 'E0000004');
    assertSignedIn(await client.signIn({ token }), 'zoe@errands.test');
    await assertRefused(client.signIn({ token }), 401, 'E0000004');
    assertSignedIn(await signIn('zoe@errands.test'), 'zoe@errands.test');
  });

  test('a browser without a session, as the client sees it', async () => {
    const { client } = use();
    assert.deepEqual(await client.session.get(), { status: 'INACTIVE' });
    assert.equal(await client.session.exists(), false);
    await assertRefused(client.session.refresh(), 404, 'E0000007');
  });

  test('a browser with a session: looked at, refreshed, closed', async () => {
    const { clientWith, server } = use();
    const { sessionToken } = await signIn('kit@errands.test');
    const bought = await fetch(`${server.baseUrl}/api/v1/sessions`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ sessionToken }),
    });
    const browser = clientWith({ headers: { Cookie: `sid=${(await bought.json()).id}` } });
    assert.equal(await browser.session.exists(), true);
    const session = await browser.session.get();
    assert.deepEqual([session.status, session.login], ['ACTIVE', 'kit@errands.test']);
    assert.equal(typeof session.user, 'function');
    assert.equal((await session.refresh()).login, 'kit@errands.test');
    assert.equal((await browser.session.refresh()).login, 'kit@errands.test');
    await browser.session.close();
    assert.equal(await browser.session.exists(), false);
  });
}, { seed: withErrands });
