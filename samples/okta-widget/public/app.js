const $ = selector => document.querySelector(selector);

const { issuer, clientId, passwordless } = await (await fetch('/config.json')).json();
const home = `${location.origin}/`;

const widget = new OktaSignIn({
  baseUrl: issuer.split('/oauth2')[0],
  issuer,
  clientId,
  redirectUri: home,
  useClassicEngine: true,
  authParams: { scopes: ['openid', 'profile', 'email'] },
  // The languages and pictures beside the script; without this they come from Okta's CDN.
  assets: { baseUrl: '/widget' },
  features: {
    passwordlessAuth: passwordless,
    // Routes in the address bar: a page that is loaded again goes on where it was.
    router: true,
    webauthn: true,
    rememberMe: true,
    autoPush: true,
    multiOptionalFactorEnroll: true,
    selfServiceUnlock: true,
    smsRecovery: true,
    callRecovery: true,
  },
});

widget.on('afterError', (context, error) => {
  // No answer at all is, more often than not, an answer that the browser keeps back.
  const what = error.xhr
    ? `${error.xhr.status} ${error.errorCode ?? error.xhr.responseJSON?.errorCode} ${error.message}`
    : `${error.message}. Is ${location.origin} a trusted origin of the org?`;
  tell(`${context.controller}: ${what}`);
});

$('#sign-out').onclick = () => widget.authClient.signOut({ postLogoutRedirectUri: home, clearTokensBeforeRedirect: true });

try {
  const kept = await widget.authClient.tokenManager.getTokens();
  show((kept.idToken ?? await signIn()).claims);
} catch (error) {
  tell(error.message);
}

async function signIn() {
  // Resolves once the session token has been traded for tokens, in a hidden frame and with PKCE.
  const tokens = await widget.showSignInToGetTokens({ el: '#widget' });
  widget.authClient.tokenManager.setTokens(tokens);
  widget.remove();
  history.replaceState(null, '', home);
  return tokens.idToken;
}

function show(claims) {
  $('#name').textContent = claims.name ?? claims.sub;
  $('#amr').textContent = `amr: ${JSON.stringify(claims.amr)}`;
  $('#claims').replaceChildren(...Object.entries(claims).map(([name, value]) => {
    const row = document.createElement('tr');
    row.insertCell().textContent = name;
    row.insertCell().textContent = typeof value === 'object' ? JSON.stringify(value) : value;
    return row;
  }));
  $('#signed-in').hidden = false;
}

function tell(text) {
  const line = document.createElement('li');
  line.textContent = text;
  $('#errors ol').append(line);
  $('#errors').hidden = false;
}
