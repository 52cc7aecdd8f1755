// What an app's own sign-on policy asks of somebody who is signed in: a step-up, by its state token.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kinds, pick, poll, withEveryClient } from './clients.mjs';
import { withApps } from './orgs.mjs';

const ana = 'ana@apps.test';

withEveryClient(use => {
  /** A browser with a session and no more: it follows one redirect at a time. */
  async function signedIn() {
    const { first, server } = use();
    const pushed = await pick(await first(ana), 'push').verify();
    await server.approve(ana);
    const { sessionToken } = await poll(pushed);
    const session = await (await fetch(`${server.baseUrl}/api/v1/sessions`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ sessionToken }),
    })).json();
    const visit = path => fetch(new URL(path, server.baseUrl), { redirect: 'manual', headers: { Cookie: `sid=${session.id}` } });
    return { sessionToken, visit };
  }

  const authorize = more => `/oauth2/default/v1/authorize?${new URLSearchParams({
    client_id: 'spa', response_type: 'code', scope: 'openid', redirect_uri: 'http://127.0.0.1:1/cb', state: 's', nonce: 'n',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256', ...more,
  })}`;

  /** The state token of the page that an app sends its user to, as command-line clients read it. */
  async function stepUp(visit, path) {
    const way = await visit(path);
    assert.equal(way.status, 302);
    const page = await (await visit(way.headers.get('location'))).text();
    return page.match(/"stateToken":"(00[\w-]{40})"/)[1];
  }

  test('the client resumes a step-up, proves any factor, and follows the link to the app', async () => {
    const { client } = use();
    const { visit } = await signedIn();
    const required = await client.tx.resume({ stateToken: await stepUp(visit, authorize()) });
    assert.equal(required.status, 'MFA_REQUIRED');
    assert.equal(required.data.type, 'SESSION_STEP_UP');
    assert.equal(required.target.label, 'Spa');
    assert.deepEqual(kinds(required), ['push', 'question']);
    const done = await pick(required, 'question').verify({ answer: 'mushrooms' });
    assert.equal(done.status, 'SUCCESS');
    assert.equal(done.sessionToken, undefined);
    const back = await visit(done.data._links.next.href);
    const app = await visit(back.headers.get('location'));
    assert.match(app.headers.get('location'), /^http:\/\/127\.0\.0\.1:1\/cb\?state=s&code=/);
  });

  test('without prompt it hears what okta-auth-js#1454 hears', async () => {
    const { sessionToken, visit } = await signedIn();
    const answer = new URL((await visit(authorize({ prompt: 'none', sessionToken }))).headers.get('location')).searchParams;
    assert.equal(answer.get('error'), 'login_required');
    assert.equal(answer.get('error_description'), 'The client specified not to prompt, but the client app requires re-authentication or MFA.');
  });
}, { seed: withApps });
