// Factors that a program sets up for somebody, and proves.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import okta from '@okta/okta-sdk-nodejs';
import { all, connect, missing, org, person, refuses } from './org.mjs';

const login = 'kim@fresh.test';
const phone = '+14155550177';

describe('factors', () => {
  test('a security question', async () => {
    const { client, kim } = await begin();
    const catalog = await all(kim.listSupportedFactors());
    assert.ok(catalog.length > 1 && catalog.every(factor => factor instanceof okta.UserFactor));
    const questions = await all(kim.listSupportedSecurityQuestions());
    assert.deepEqual([questions[0].question, questions[1].question], ['disliked_food', 'name_of_first_plush_toy']);

    const made = await kim.enrollFactor({ factorType: 'question', provider: 'OKTA', profile: { question: 'disliked_food', answer: 'pizza' } });
    assert.ok(made instanceof okta.SecurityQuestionUserFactor);
    assert.equal(made.status, 'ACTIVE');
    assert.deepEqual({ ...made.profile }, { question: 'disliked_food', questionText: questions[0].questionText });
    assert.deepEqual(Object.keys(made._links), ['questions', 'self', 'user']);
    assert.equal((await made.verify(kim.id, { answer: 'pizza' })).factorResult, 'SUCCESS');
    await refuses(made.verify(kim.id, { answer: 'cake' }), 403, 'E0000068', "Your answer doesn't match our records. Please try again.");
    assert.equal((await made.delete(kim.id)).status, 204);
    await missing(client.getFactor(kim.id, made.id));
  });

  test('a phone that gets text messages', async () => {
    const { client, kim } = await begin();
    const made = await kim.enrollFactor({ factorType: 'sms', provider: 'OKTA', profile: { phoneNumber: phone } });
    assert.ok(made instanceof okta.SmsUserFactor);
    assert.deepEqual([made.status, made.profile.phoneNumber], ['PENDING_ACTIVATION', phone]);
    await refuses(made.activate(kim.id, { passCode: '000000' }), 403, 'E0000068', "Your passcode doesn't match our records. Please try again.");
    const active = await made.activate(kim.id, { passCode: await org().sentCode(login, 'sms') });
    assert.equal(active.status, 'ACTIVE');
    assert.deepEqual(active._links.self.hints.allow, ['GET', 'DELETE']);

    await org().clock({ advance: 'PT31S' });
    const challenge = await active.verify(kim.id);
    assert.deepEqual([challenge.factorResult, challenge._links.verify.href], ['CHALLENGE', active._links.verify.href]);
    const [code] = await org().messages(login, 'sms', 2);
    assert.equal((await active.verify(kim.id, { passCode: code })).factorResult, 'SUCCESS');
    assert.deepEqual((await all(client.listFactors(kim.id))).map(factor => factor.constructor), [okta.SmsUserFactor]);
  });

  test('a number as somebody types it, and one that is none', async () => {
    const { kim } = await begin();
    // The mark of a copied text that ends a direction of writing is in it.
    const made = await kim.enrollFactor({ factorType: 'call', provider: 'OKTA', profile: { phoneNumber: '162 840 01133\u202c' } });
    assert.ok(made instanceof okta.CallUserFactor);
    await refuses(kim.enrollFactor({ factorType: 'sms', provider: 'OKTA', profile: { phoneNumber: '12' } }), 400, 'E0000098');
    await refuses(kim.enrollFactor({ factorType: 'sms', provider: 'GOOGLE', profile: { phoneNumber: phone } }), 400, 'E0000001', 'Invalid Provider.');
  });

  test('a software token', async () => {
    const { kim } = await begin();
    const made = await kim.enrollFactor({ factorType: 'token:software:totp', provider: 'OKTA' });
    assert.equal(made.status, 'PENDING_ACTIVATION');
    const { activation } = made._embedded;
    assert.deepEqual([activation.timeStep, activation.encoding, activation.keyLength], [30, 'base32', 6]);
    await org().clock({ freeze: true });
    const active = await made.activate(kim.id, { passCode: await totp(activation.sharedSecret) });
    assert.equal(active.status, 'ACTIVE');
    await org().clock({ advance: 'PT30S' });
    assert.equal((await active.verify(kim.id, { passCode: await totp(activation.sharedSecret) })).factorResult, 'SUCCESS');
    await refuses(active.verify(kim.id, { passCode: await totp(activation.sharedSecret) }), 403, 'E0000082');
  });

  test('a phone app', async () => {
    const { client, kim } = await begin();
    const made = await kim.enrollFactor({ factorType: 'push', provider: 'OKTA' });
    assert.ok(made instanceof okta.PushUserFactor);
    assert.deepEqual([made.status, made.profile], ['PENDING_ACTIVATION', undefined]);
    assert.match(made._links.poll.href, /\/lifecycle\/activate\/poll$/);
    const waiting = await client.activateFactor(kim.id, made.id);
    assert.deepEqual([waiting.factorResult, Object.keys(waiting._links)], ['WAITING', ['poll', 'qrcode', 'send']]);
    assert.ok(new Date(waiting.expiresAt) > new Date(made.created));
    await org().scan(await org().activation(login), { device: "Kim's phone" });
    const active = await client.activateFactor(kim.id, made.id);
    assert.deepEqual([active.status, active.profile.name, active.profile.credentialId], ['ACTIVE', "Kim's phone", login]);

    const transaction = async () => (await active.verify(kim.id))._links.poll.href.split('/').at(-1);
    let id = await transaction();
    const result = () => client.getFactorTransactionStatus(kim.id, active.id, id);
    assert.deepEqual((({ factorResult, profile }) => [factorResult, profile.credentialId])(await result()), ['WAITING', login]);
    await org().approve(login);
    assert.equal((await result()).factorResult, 'SUCCESS');
    id = await transaction();
    await org().deny(login);
    const rejected = await result();
    assert.deepEqual([rejected.factorResult, rejected.profile.credentialId, Object.keys(rejected._links)], ['REJECTED', login, ['verify', 'factor']]);
    assert.deepEqual((await all(client.listFactors(kim.id))).map(factor => factor.factorType).sort(), ['push', 'token:software:totp']);
  });

  test('five wrong codes lock the account', async () => {
    const { client, kim } = await begin();
    const made = await kim.enrollFactor({ factorType: 'question', provider: 'OKTA', profile: { question: 'disliked_food', answer: 'pizza' } });
    for (let tries = 1; tries < 5; tries++) {
      await refuses(made.verify(kim.id, { answer: 'cake' }), 403, 'E0000068');
    }
    await refuses(made.verify(kim.id, { answer: 'cake' }), 403, 'E0000069');
    assert.equal((await client.getUser(kim.id)).status, 'LOCKED_OUT');
    await kim.unlock();
    assert.equal((await client.getUser(kim.id)).status, 'ACTIVE');
  });
});

async function begin() {
  const client = connect();
  return { client, kim: await person(client, 'kim') };
}

/** RFC 6238 at the org's clock. */
export async function totp(secret) {
  const bits = [...secret].map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.parse((await org().ask('clock')).now) / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
