// The versions of okta-auth-js that every test runs with, each as it comes from the registry.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe } from 'node:test';
import { OktaAuth as OktaAuth7 } from 'okta-auth-js-7';
import { OktaAuth as OktaAuth8 } from '@okta/okta-auth-js';
import { startServer } from './server.mjs';

const versions = { 'okta-auth-js 8.0.1': OktaAuth8, 'okta-auth-js 7.14.5': OktaAuth7 };

/**
 * Defines the tests once for each version, against one server whose org is as fresh as at its start before each test.
 * `use()` gives `{ client, server, first, clientWith }` inside a test; `first(login)` is what a username alone is answered with,
 * `clientWith(options)` another client. `options` are those of the server.
 */
export function withEveryClient(define, options) {
  let server;
  before(async () => { server = await startServer(options); });
  after(() => server.stop());

  for (const [name, OktaAuth] of Object.entries(versions)) {
    describe(name, () => {
      let client;
      beforeEach(async () => {
        await server.reset();
        client = new OktaAuth({ issuer: `${server.baseUrl}/oauth2/default` });
      });
      define(() => ({
        client,
        server,
        first: login => client.signIn({ username: login }),
        clientWith: more => new OktaAuth({ issuer: `${server.baseUrl}/oauth2/default`, ...more }),
      }));
    });
  }
}

/** The kinds of factor that a transaction offers, in its order. */
export const kinds = transaction => transaction.factors.map(factor => factor.factorType);

/** One of the factors that a transaction offers. */
export function pick(transaction, type) {
  const factor = transaction.factors.find(offered => offered.factorType === type);
  assert.ok(factor, `${type} is not among ${kinds(transaction)}`);
  return factor;
}

/** Polls as often as a quick client does. */
export const poll = transaction => transaction.poll({ delay: 20 });

/** The end of a sign-in: a token to trade for a session, and the person it is for. */
export function assertSignedIn(transaction, login) {
  assert.equal(transaction.status, 'SUCCESS');
  assert.match(transaction.sessionToken, /^[\w-]{40,}$/);
  assert.equal(transaction.user.profile.login, login);
}

/** A call that the server refuses: the client throws its own error with Okta's code in it. */
export async function assertRefused(call, status, code, cause) {
  await assert.rejects(call, error => {
    assert.equal(error.name, 'AuthApiError');
    assert.equal(error.xhr.status, status);
    assert.equal(error.errorCode, code);
    if (cause) {
      assert.equal(error.errorCauses[0].errorSummary, cause);
    }
    return true;
  });
}
