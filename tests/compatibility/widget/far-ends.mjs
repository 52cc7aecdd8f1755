// Factors that somebody else proves, and people who sign in elsewhere.

import assert from 'node:assert/strict';
import { calls, hosted, withBrowser } from './browser.mjs';

const org = () => `
org: { name: afar, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
groups: [ by-duo, by-saml, by-oidc ]
users:
  - { login: dee@afar.test, firstName: Dee, lastName: Vance, password: Passw0rd-dee, groups: [ by-duo ], factors: { duo: {} } }
  - { login: sam@afar.test, firstName: Sam, lastName: Pike, password: Passw0rd-sam, groups: [ by-saml ], factors: { saml_idp: {} } }
  - { login: ora@afar.test, firstName: Ora, lastName: Dunn, password: Passw0rd-ora, groups: [ by-oidc ], factors: { oidc_idp: {} } }
  - { login: ned@afar.test, firstName: Ned, lastName: Ryan, password: Passw0rd-ned }
  - { login: pia@partner.test, firstName: Pia, lastName: Holt }
identityProviders:
  - { name: Partner, type: SAML2, domains: [ partner.test ] }
policies:
  signOn:
    - { name: Duo, groups: [ by-duo ], rules: [ { name: Password and Duo, chains: [ password -> duo ] } ] }
    - { name: SAML, groups: [ by-saml ], rules: [ { name: SAML, chains: [ saml_idp ] } ] }
    - { name: OIDC, groups: [ by-oidc ], rules: [ { name: Password and OIDC, chains: [ password -> oidc_idp ] } ] }
`;

withBrowser('far ends', () => hosted({ seed: org }), walk => {
  // Duo's frame is always asked for by https, and this server has none: the test answers in its place, as Duo's page does.
  walk('Duo: its frame says that it has approved', async ({ server, page, widget, requests }) => {
    await page.route(url => url.protocol === 'https:' && url.pathname === '/frame/web/v1/auth', async route => {
      const transaction = new URL(route.request().url()).searchParams.get('tx');
      const visit = await server.visit('dee@afar.test');
      assert.equal(transaction, `TX|${visit.id}`);
      await server.ask(`visits/${visit.id}`, { decision: 'approve' });
      await route.fulfill({ contentType: 'text/html', body: `<script>parent.postMessage('AUTH|${visit.id}|${visit.id}', '*')</script>` });
    });
    await widget.open();
    await widget.name('dee@afar.test');
    await widget.password('Passw0rd-dee');
    await widget.isSignedIn('dee@afar.test', ['pwd', 'swk', 'mfa']);
    assert.match(requests.find(request => request.url().endsWith('/lifecycle/duoCallback')).postData(), /sig_response=AUTH%7C\w+%7C\w+%3AAPP%7C/);
  });

  walk('a provider of SAML is a redirect away, as the only factor', async ({ server, page, widget }) => {
    await widget.open();
    await widget.name('sam@afar.test');
    await widget.shows('GENERIC_SAML');
    await widget.submit();
    await page.waitForURL(/\/emulator\/idp\//);
    await page.locator('#approve').click();
    await widget.isSignedIn('sam@afar.test', ['mfa']);
    assert.deepEqual(await server.ask('visits'), []);
  });

  walk('a provider of OpenID Connect turns the user away and says why; the next time it does not', async ({ server, page, widget, requests }) => {
    await widget.open();
    await widget.name('ora@afar.test');
    await widget.password('Passw0rd-ora');
    await widget.shows('GENERIC_OIDC');
    await widget.submit();
    await page.waitForURL(/\/emulator\/idp\//);
    await page.locator('#deny').click();
    await page.waitForURL(/\/login\/login\.htm|\/signin/);
    await widget.shows('GENERIC_OIDC');
    assert.ok(await widget.error());
    assert.deepEqual(calls(requests).slice(-2), ['/api/v1/authn/introspect', '/api/v1/authn/previous']);
    await widget.submit();
    await page.waitForURL(/\/emulator\/idp\//);
    await page.locator('#approve').click();
    await widget.isSignedIn('ora@afar.test', ['pwd', 'mfa']);
    assert.deepEqual(await server.ask('visits'), []);
  });
});

withBrowser('who is sent elsewhere', () => hosted({ seed: org }), walk => {
  walk('webfinger says the org itself: the factors follow', async ({ widget, requests }) => {
    await widget.startWith({ features: { idpDiscovery: true } });
    await widget.open();
    await widget.name('ned@afar.test');
    await widget.password('Passw0rd-ned');
    await widget.isSignedIn('ned@afar.test', ['pwd']);
    const asked = new URL(requests.find(request => request.url().includes('/.well-known/webfinger')).url()).searchParams;
    assert.equal(asked.get('resource'), 'okta:acct:ned@afar.test');
  });

  walk('webfinger says a provider of SAML: the browser goes there and comes back signed in', async ({ page, widget, requests }) => {
    await widget.startWith({ features: { idpDiscovery: true } });
    await widget.open();
    await widget.name('pia@partner.test');
    await page.waitForURL(/\/emulator\/identity-provider/);
    assert.ok(requests.some(request => new URL(request.url()).pathname.startsWith('/sso/saml2/')));
    await page.locator('#login').fill('pia@partner.test');
    await page.locator('#approve').click();
    await widget.isSignedIn('pia@partner.test', []);
  });

  walk('a name that webfinger refuses', async ({ page, widget }) => {
    await page.route('**/.well-known/webfinger*', route => route.abort());
    await widget.startWith({ features: { idpDiscovery: true } });
    await widget.open();
    await widget.name('ned@afar.test');
    assert.equal(await widget.error(), 'Unable to determine user identification method. Please contact your administrator for assistance.');
  });
});
