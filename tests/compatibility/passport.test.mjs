// A web app made with Express, Passport and its OpenID Connect strategy, all unmodified.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import { Strategy } from 'passport-openidconnect';
import { Browser, ana, secret, startOrg } from './oauth/org.mjs';

let server;
let web;
before(async () => {
  server = await startOrg();
  web = await listen(app(), server.appPort);
});
after(async () => {
  web.closeAllConnections();
  web.close();
  await server.stop();
});
beforeEach(() => server.reset());

describe('passport-openidconnect', () => {
  for (const path of ['/oauth2/default', '']) {
    test(`a user signs in at ${path || 'the org'} and is known to the app`, async () => {
      const jar = new Map();
      const toOrg = await visit(jar, `${server.app}/login?at=${encodeURIComponent(path)}`);
      const back = await (await new Browser(server).signIn()).visit(toOrg);
      assert.equal(back.pathname, '/auth/callback');
      assert.equal((await visit(jar, back)).pathname, '/me');
      const me = await (await fetch(`${server.app}/me`, { headers: cookies(jar) })).json();
      assert.match(me.id, /^00u/);
      assert.equal(me.username, ana);
      assert.equal(me.displayName, 'Ana Ruiz');
      assert.equal(me.emails[0].value, ana);
    });
  }

  test('an answer to a question that this browser did not ask', async () => {
    const toOrg = await visit(new Map(), `${server.app}/login?at=/oauth2/default`);
    const back = await (await new Browser(server).signIn()).visit(toOrg);
    assert.equal((await visit(new Map(), back)).pathname, '/refused');
  });
});

function app() {
  const made = express();
  made.use(session({ secret: 'test', resave: false, saveUninitialized: false }));
  const own = new passport.Passport();
  for (const path of ['/oauth2/default', '']) {
    const endpoints = `${server.baseUrl}${path || '/oauth2'}/v1`;
    own.use(path || 'org', new Strategy({
      issuer: server.baseUrl + path,
      authorizationURL: `${endpoints}/authorize`,
      tokenURL: `${endpoints}/token`,
      userInfoURL: `${endpoints}/userinfo`,
      clientID: 'web',
      clientSecret: secret,
      callbackURL: `${server.app}/auth/callback`,
      scope: ['profile', 'email'],
    }, (issuer, profile, done) => done(null, profile)));
  }
  own.serializeUser((user, done) => done(null, user));
  own.deserializeUser((user, done) => done(null, user));
  made.use(own.session());
  const strategy = request => request.session.at || 'org';
  made.get('/login', (request, response, next) => {
    request.session.at = request.query.at;
    own.authenticate(strategy(request))(request, response, next);
  });
  made.get('/auth/callback', (request, response, next) =>
    own.authenticate(strategy(request), { successRedirect: '/me', failureRedirect: '/refused' })(request, response, next));
  made.get('/me', (request, response) => response.json(request.user ?? null));
  return made;
}

function listen(made, port) {
  return new Promise(done => { const listener = made.listen(port, '127.0.0.1', () => done(listener)); });
}

const cookies = jar => ({ Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') });

async function visit(jar, url) {
  const answer = await fetch(url, { headers: cookies(jar), redirect: 'manual' });
  for (const cookie of answer.headers.getSetCookie()) {
    const [name, value] = cookie.split(';')[0].split('=');
    jar.set(name, value);
  }
  assert.equal(answer.status, 302, answer.status === 302 ? '' : await answer.text());
  return new URL(answer.headers.get('location'), url);
}
