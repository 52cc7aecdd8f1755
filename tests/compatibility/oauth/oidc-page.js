import * as oidc from 'oidc-client-ts';

window.oidc = oidc;

// What a page of its own would do for a renewal in a hidden frame.
if (location.pathname === '/silent') {
  const { issuer, app } = window.config;
  new oidc.UserManager({ authority: issuer, client_id: 'page', redirect_uri: `${app}/callback`, silent_redirect_uri: `${app}/silent` }).signinSilentCallback();
}
