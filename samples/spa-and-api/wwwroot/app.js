import { signInByCode } from './by-code.js';

const $ = selector => document.querySelector(selector);

const { issuer, clientId } = await (await fetch('/config.json')).json();
const home = `${location.origin}/`;

const auth = new OktaAuth({
  issuer,
  clientId,
  redirectUri: home,
  postLogoutRedirectUri: home,
  scopes: ['openid', 'profile', 'email'],
});

$('#sign-in').onclick = () => attempt(() => auth.signInWithRedirect());
$('#sign-out').onclick = () => attempt(() => auth.signOut({ clearTokensBeforeRedirect: true }));
$('#call-api').onclick = () => attempt(callApi);
$('#by-code').onsubmit = event => {
  event.preventDefault();
  attempt(walk);
};

await attempt(finishRedirect);
await render();

async function finishRedirect() {
  if (auth.token.isLoginRedirect()) {
    try {
      keep((await auth.token.parseFromUrl()).tokens);
    } finally {
      // A reload must not redeem the same code a second time.
      history.replaceState(null, '', home);
    }
  }
}

async function walk() {
  const start = $('#by-code button');
  start.disabled = true;
  try {
    const tokens = await signInByCode(auth, $('#username').value.trim());
    if (tokens) {
      keep(tokens);
      await render();
    }
  } finally {
    start.disabled = false;
  }
}

function keep(tokens) {
  auth.tokenManager.setTokens(tokens);
}

async function render() {
  const { idToken } = await auth.tokenManager.getTokens();
  const claims = idToken?.claims ?? {};

  $('#signed-in').hidden = !idToken;
  $('#signed-out').hidden = !!idToken;
  $('#name').textContent = claims.name ?? claims.sub;
  $('#amr').textContent = `amr: ${JSON.stringify(claims.amr)}`;
  $('#claims').replaceChildren(...Object.entries(claims).map(([name, value]) => {
    const row = document.createElement('tr');
    row.insertCell().textContent = name;
    row.insertCell().textContent = typeof value === 'object' ? JSON.stringify(value) : value;
    return row;
  }));
}

async function callApi() {
  const response = await fetch('/api/me', { headers: { Authorization: `Bearer ${auth.getAccessToken()}` } });
  const answer = response.ok
    ? JSON.stringify(await response.json(), null, 2)
    : response.headers.get('WWW-Authenticate') ?? '';
  $('#api-answer').textContent = `${response.status} ${response.statusText}\n${answer}`;
  $('#api-answer').hidden = false;
}

async function attempt(action) {
  $('#error').hidden = true;
  try {
    await action();
  } catch (error) {
    $('#error').textContent = error.errorSummary || error.message;
    $('#error').hidden = false;
  }
}
