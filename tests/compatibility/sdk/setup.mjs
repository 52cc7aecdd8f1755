// An org made from nothing by the SDK alone, and somebody who then signs in to it in Chromium, by the sequence that the SDK has written.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../chromium.mjs';
import { all, connect, org, person } from './org.mjs';
import { totp } from './factors.mjs';

const login = 'zoe@fresh.test';
const phone = '+14155550166';

describe('an org from nothing', () => {
  let browser;
  before(async () => { browser = await openBrowser(); });
  after(() => browser?.close());

  test('groups, people, factors and policies are made, and the sequence is the way in', async () => {
    const client = connect();
    const { zoe, group } = await people(client);
    await factors(client, zoe);
    await policies(client, group);
    const evaluation = await org().ask(`explain?user=${login}`);
    assert.match(JSON.stringify(evaluation), /Sequence/);

    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${client.baseUrl}/login/login.htm`);
    await signIn(page);
    await page.waitForURL(url => !url.pathname.startsWith('/login'));
    const session = await page.evaluate(async () => (await fetch('/api/v1/sessions/me')).json());
    assert.equal(session.login, login);
    assert.deepEqual(session.amr.toSorted(), ['kba', 'mca', 'mfa', 'sms']);
    assert.equal((await client.getSession(session.id)).userId, zoe.id);

    const events = await all(client.getLogs({ until: new Date().toISOString(), filter: `actor.id eq "${zoe.id}"` }));
    assert.ok(events.some(event => event.eventType === 'user.session.start' && event.outcome.result === 'SUCCESS'));
    await page.context().close();
  });
});

/** A group, and somebody in it. */
export async function people(client) {
  const group = await client.createGroup({ profile: { name: 'Contractors', description: 'Sign in by sequence' } });
  const zoe = await person(client, 'zoe');
  await zoe.addToGroup(group.id);
  return { zoe, group };
}

/** One factor of each kind that a program can set up, each proved once. */
export async function factors(client, zoe) {
  await zoe.enrollFactor({ factorType: 'question', provider: 'OKTA', profile: { question: 'disliked_food', answer: 'olives' } });
  const sms = await zoe.enrollFactor({ factorType: 'sms', provider: 'OKTA', profile: { phoneNumber: phone } });
  await sms.activate(zoe.id, { passCode: await org().sentCode(login, 'sms') });

  const push = await zoe.enrollFactor({ factorType: 'push', provider: 'OKTA' });
  await org().scan(await org().activation(login), { device: "Zoe's phone" });
  assert.equal((await client.activateFactor(zoe.id, push.id)).status, 'ACTIVE');

  // The phone app brings a token of its own; this is another, of another app.
  const token = await zoe.enrollFactor({ factorType: 'token:software:totp', provider: 'GOOGLE' });
  const { sharedSecret } = token._embedded.activation;
  await token.activate(zoe.id, { passCode: await totp(sharedSecret) });
  assert.deepEqual((await all(zoe.listFactors())).map(factor => `${factor.provider} ${factor.factorType}`).sort(), [
    'GOOGLE token:software:totp', 'OKTA push', 'OKTA question', 'OKTA sms', 'OKTA token:software:totp',
  ]);
}

/** What she does on FactorSeq's own page: a code, then her answer, and no password. */
export async function signIn(page) {
  const shows = factor => page.locator(`.fs-card[data-factor=${factor}]`).waitFor();
  const before = (await org().ask(`messages?user=${login}&channel=sms`)).length;
  await page.locator('#username').fill(login);
  await page.locator('#next').click();
  await shows('sms');
  await page.locator('#send').click();
  const [code] = await org().messages(login, 'sms', before + 1);
  await page.locator('#passcode').fill(code);
  await page.locator('#verify').click();
  await shows('question');
  await page.locator('#answer').fill('olives');
  await page.locator('#verify').click();
}

/** What the group has to set up, and how it signs in: the rule is what Terraform sends, member for member. */
export async function policies(client, group) {
  const conditions = { people: { groups: { include: [group.id] } } };
  const enrollment = await client.createPolicy({
    type: 'MFA_ENROLL',
    name: 'Contractors',
    conditions,
    settings: { type: 'FACTORS', factors: { okta_sms: { enroll: { self: 'REQUIRED' } }, okta_question: { enroll: { self: 'REQUIRED' } } } },
  });
  await enrollment.createRule({ type: 'MFA_ENROLL', name: 'Always', actions: { enroll: { self: 'LOGIN' } } });

  const signOn = await client.createPolicy({ type: 'OKTA_SIGN_ON', name: 'Contractors', conditions });
  return signOn.createRule({
    type: 'SIGN_ON',
    name: 'Sequence',
    status: 'ACTIVE',
    conditions: { authContext: { authType: 'ANY' }, identityProvider: { provider: 'ANY' }, network: { connection: 'ANYWHERE' } },
    actions: {
      signon: {
        access: 'CHALLENGE',
        rememberDeviceByDefault: false,
        requireFactor: false,
        session: { maxSessionIdleMinutes: 120, maxSessionLifetimeMinutes: 120, usePersistentCookie: false },
        challenge: {
          chain: [{
            criteria: [{ provider: 'OKTA', factorType: 'sms' }],
            next: [{ criteria: [{ provider: 'OKTA', factorType: 'question' }, { provider: 'OKTA', factorType: 'push' }] }],
          }],
        },
      },
    },
  });
}
