// An API that is guarded by @okta/jwt-verifier, unmodified.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import OktaJwtVerifier from '@okta/jwt-verifier';
import { Browser, ana, callback, secret, startOrg } from './oauth/org.mjs';

let server;
before(async () => { server = await startOrg(); });
after(() => server.stop());
beforeEach(() => server.reset());

describe('@okta/jwt-verifier', () => {
  test('an access token of a custom server', async () => {
    const { access_token } = await tokens();
    const { claims, header } = await verifier().verifyAccessToken(access_token, 'api://default');
    assert.equal(claims.sub, ana);
    assert.equal(claims.cid, 'web');
    assert.deepEqual(claims.scp, ['openid', 'profile']);
    assert.equal(header.alg, 'RS256');
  });

  test('an ID token, with its nonce', async () => {
    const { id_token } = await tokens();
    const { claims } = await verifier().verifyIdToken(id_token, 'web', 'n0nce');
    assert.match(claims.sub, /^00u/);
    await assert.rejects(verifier().verifyIdToken(id_token, 'web', 'other'), /nonce/);
    await assert.rejects(verifier().verifyIdToken(id_token, 'page', 'n0nce'), /audience|aud/);
  });

  test('tokens of the org itself', async () => {
    const { id_token, access_token } = await tokens('');
    // As at Okta, whose own server has no keys at `${issuer}/v1/keys`, where this client looks when it is told nothing else.
    await assert.rejects(verifier('').verifyIdToken(id_token, 'web', 'n0nce'), /signing key/);
    const own = verifier('', {}, `${server.baseUrl}/oauth2/v1/keys`);
    await own.verifyIdToken(id_token, 'web', 'n0nce');
    await own.verifyAccessToken(access_token, server.baseUrl);
  });

  test('claims that the API asks for', async () => {
    const { access_token } = await tokens();
    await verifier('/oauth2/default', { cid: 'web', 'scp.includes': ['openid'] }).verifyAccessToken(access_token, 'api://default');
    await assert.rejects(verifier('/oauth2/default', { 'scp.includes': ['orders'] }).verifyAccessToken(access_token, 'api://default'), /scp/);
  });

  test('a token for another audience', async () => {
    const { access_token } = await tokens();
    await assert.rejects(verifier().verifyAccessToken(access_token, 'api://other'), /audience|aud/);
  });

  test('a token of another issuer of the same org', async () => {
    const { access_token } = await tokens('/oauth2/other');
    await verifier('/oauth2/other').verifyAccessToken(access_token, 'api://other');
    await assert.rejects(verifier().verifyAccessToken(access_token, 'api://other'), /issuer|iss/);
  });

  test('a token that is too old', async () => {
    await server.clock({ set: new Date(Date.now() - 2 * 3600_000).toISOString() });
    const { access_token, id_token } = await tokens();
    await assert.rejects(verifier().verifyAccessToken(access_token, 'api://default'), /expired/);
    await assert.rejects(verifier().verifyIdToken(id_token, 'web', 'n0nce'), /expired/);
  });

  test('a token that somebody else signed, or changed', async () => {
    const { access_token } = await tokens();
    const [header, payload, signature] = access_token.split('.');
    const changed = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url')), sub: 'admin@rp.test' })).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const forged of [`${header}.${changed}.${signature}`, `${none}.${payload}.`, `${header}.${payload}.${signature.slice(0, -4)}AAAA`]) {
      await assert.rejects(verifier().verifyAccessToken(forged, 'api://default'));
    }
  });

  test('a key that changed since the API looked', async () => {
    const api = verifier();
    const { access_token: old } = await tokens();
    const before = await api.verifyAccessToken(old, 'api://default');
    await server.ask('keys/rotate', {});
    const { access_token } = await tokens();
    const after = await api.verifyAccessToken(access_token, 'api://default');
    assert.notEqual(after.header.kid, before.header.kid);
    await verifier().verifyAccessToken(old, 'api://default');
  });

  test('an ID token is no access token', async () => {
    const { id_token } = await tokens();
    await assert.rejects(verifier().verifyAccessToken(id_token, 'api://default'));
  });
});

function verifier(path = '/oauth2/default', assertClaims = {}, jwksUri = undefined) {
  return new OktaJwtVerifier({ issuer: server.baseUrl + path, clientId: 'web', assertClaims, jwksUri, testing: { disableHttpsCheck: true } });
}

async function tokens(path = '/oauth2/default') {
  const endpoints = `${server.baseUrl}${path || '/oauth2'}/v1`;
  const browser = await new Browser(server).signIn();
  const query = new URLSearchParams({ client_id: 'web', response_type: 'code', scope: 'openid profile', redirect_uri: callback, state: 's', nonce: 'n0nce' });
  const code = (await browser.visit(`${endpoints}/authorize?${query}`)).searchParams.get('code');
  const answer = await fetch(`${endpoints}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: callback, client_id: 'web', client_secret: secret }),
  });
  return answer.json();
}
