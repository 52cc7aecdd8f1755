// An org as it is on its first day, an administrator and an API token, and Okta's Node.js SDK, unmodified, that makes the rest.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, beforeEach } from 'node:test';
import okta from '@okta/okta-sdk-nodejs';
import { startServer } from '../server.mjs';

export const token = '00sdk-token';
export const root = 'root@fresh.test';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The key of the service app, as the SDK takes it. */
export const privateKey = keys.privateKey.export({ type: 'pkcs1', format: 'pem' });

/** The scopes that the service app has been granted. */
export const granted = ['okta.users.manage', 'okta.groups.read'];

const seed = () => `
org: { name: fresh, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
admins: [ { login: ${root}, firstName: Root, lastName: Admin, password: Passw0rd-root, roles: [ SUPER_ADMIN ] } ]
apiTokens: [ { name: sdk, token: ${token} } ]
apps:
  - label: Service
    clientId: service
    tokenEndpointAuthMethod: private_key_jwt
    jwks: { keys: [ ${JSON.stringify(keys.publicKey.export({ format: 'jwk' }))} ] }
    grants: [ client_credentials ]
    oktaApiScopes: [ ${granted.join(', ')} ]
`;

let server;
before(async () => { server = await startServer({ seed }); });
after(() => server.stop());
beforeEach(() => server.reset());

/** The server of all these tests, once they run. */
export const org = () => server;

/** A client; what it sends and gets is emitted by `client.requestExecutor`. */
export const connect = (options = {}, executor = {}) => new okta.Client({
  orgUrl: server.baseUrl,
  token,
  requestExecutor: new okta.DefaultRequestExecutor(executor),
  ...options,
});

/** Everything in a collection, and how many pages it came in. */
export async function pages(client, collection) {
  const items = [];
  let count = 0;
  const next = () => { count++; };
  client.requestExecutor.on('request', next);
  await collection.each(item => { items.push(item); });
  client.requestExecutor.off('request', next);
  return { items, count };
}

/** Everything in a collection. */
export const all = async collection => {
  const items = [];
  await collection.each(item => { items.push(item); });
  return items;
};

/** A new user, active and with a password. */
export const person = (client, name, more = {}, query = {}) => client.createUser({
  profile: { login: `${name}@fresh.test`, email: `${name}@fresh.test`, firstName: name, lastName: 'Fresh', ...more },
  credentials: { password: { value: `Passw0rd-${name}` } },
}, query);

/** What the org refuses comes out of the SDK as its own error. */
export const refuses = (call, status, errorCode, cause) => assert.rejects(call, error => {
  assert.equal(error.name, 'OktaApiError', error.stack || error.message);
  assert.deepEqual([error.status, error.errorCode], [status, errorCode], error.message);
  assert.match(error.errorId, /^oae/);
  assert.equal(error.errorLink, errorCode);
  if (cause) {
    assert.equal(error.errorCauses[0].errorSummary, cause);
  }
  return true;
});

export const missing = call => refuses(call, 404, 'E0000007');
