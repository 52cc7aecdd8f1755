// An org with one user and an app of each kind, and what a browser does in it.

import assert from 'node:assert/strict';
import { freePort, startServer } from '../server.mjs';

export const ana = 'ana@rp.test';
export const password = 'Passw0rd-ana';

/** With every kind of character that a client has to encode. */
export const secret = 's3cret+with:signs%/&=';

/** Where a web app would take its answers; nobody listens there, and nobody has to. */
export const callback = 'http://app.test/cb';
export const farewell = 'http://app.test/bye';

/** The seed; `app` is the origin of a page that runs in a browser. */
export const seed = app => () => `
org: { name: rp }
users: [ { login: ${ana}, firstName: Ana, lastName: Ruiz, password: ${password} } ]
trustedOrigins: [ { origin: "${app}", cors: true, redirect: true } ]
authorizationServers:
  - { name: default, audience: "api://default", scopes: [ orders ] }
  - { name: Other, id: other, audience: "api://other" }
  - { name: Curve, id: curve, audience: "api://curve", signingAlgorithm: ES256 }
apps:
  - label: Web
    clientId: web
    clientSecret: "${secret}"
    redirectUris: [ "${callback}", "${app}/auth/callback" ]
    postLogoutRedirectUris: [ "${farewell}" ]
    grants: [ authorization_code, refresh_token, client_credentials ]
    assign: [ Everyone ]
  - label: Page
    clientId: page
    redirectUris: [ "${app}/callback", "${app}/silent" ]
    postLogoutRedirectUris: [ "${app}/" ]
    grants: [ authorization_code, refresh_token, implicit ]
    assign: [ Everyone ]
  - label: Other page
    clientId: other-page
    redirectUris: [ "${app}/callback" ]
    assign: [ Everyone ]
`;

/** A server with that org. */
export async function startOrg() {
  const port = await freePort();
  const server = await startServer({ seed: seed(`http://127.0.0.1:${port}`) });
  return Object.assign(server, { appPort: port, app: `http://127.0.0.1:${port}` });
}

/** What the Authentication API gives for the user's password. */
export async function sessionToken(server) {
  const answer = await fetch(`${server.baseUrl}/api/v1/authn`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: ana, password }),
  });
  const { status, sessionToken: token } = await answer.json();
  assert.equal(status, 'SUCCESS');
  return token;
}

/** A browser as far as a redirect needs one: it keeps the session cookie. */
export class Browser {
  constructor(server) {
    this.server = server;
  }

  async signIn() {
    const home = encodeURIComponent(`${this.server.baseUrl}/`);
    await this.visit(`${this.server.baseUrl}/login/sessionCookieRedirect?token=${await sessionToken(this.server)}&redirectUrl=${home}`);
    assert.ok(this.sid);
    return this;
  }

  /** Loads an address, and gives where it leads. */
  async visit(url) {
    const answer = await fetch(url, { headers: this.sid ? { Cookie: `sid=${this.sid}` } : {}, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, sid] = /^sid=([^;]*)/.exec(cookie) ?? [];
      this.sid = sid === undefined ? this.sid : sid;
    }
    assert.equal(answer.status, 302, answer.status === 302 ? '' : await answer.text());
    return new URL(answer.headers.get('location'), url);
  }
}
