/* The first page: a name, and a password where the org asks for both at once. */
import { load } from './authn.js';
import { action, button, checkbox, field, form, helpLink, links, secretField } from './parts.js';
import { T } from './texts.js';

const REMEMBER_COOKIE = 'ln';
const REMEMBER_DAYS = 365;
const OPTIONS = { warnBeforePasswordExpired: true, multiOptionalFactorEnroll: true };

function readCookie(name) {
  const row = document.cookie.split('; ').find(c => c.startsWith(name + '='));
  if (!row) return '';
  try { return decodeURIComponent(row.slice(name.length + 1)); } catch { return ''; }
}

function writeCookie(name, value, days) {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${days * 86400}; samesite=lax` +
    (location.protocol === 'https:' ? '; secure' : '');
}

/** Where somebody signs in who is another provider's; empty for everybody whom the org itself signs in. The name alone decides. */
async function elsewhere(page) {
  const query = new URLSearchParams({ resource: `okta:acct:${page.username}` });
  if (page.stateToken || page.options.fromURI) query.set('requestContext', page.stateToken || page.options.fromURI);
  const { links: [found] } = await page.get(`${page.baseUrl}/.well-known/webfinger?${query}`);
  if (found.properties['okta:idp:type'] === 'OKTA') return '';
  const url = new URL(found.href, location.href);
  url.searchParams.set('login_hint', page.username);
  return url.href;
}

export function firstScreen(page) {
  const withPassword = !page.options.identifierFirst;
  const discovers = Boolean(page.options.idpDiscovery);
  // Identity Engine keeps the session, and whether names are kept is the org's to say, not the user's.
  const keeps = Boolean(page.options.identityEngine);
  const remembered = keeps && !page.options.remembersUser ? '' : readCookie(REMEMBER_COOKIE);
  const username = field({
    id: 'username', label: T.username, type: 'text', autocomplete: 'username', required: T.usernameRequired,
    value: page.username || page.options.username || remembered, trim: true,
  });
  const password = withPassword ? secretField({
    id: 'password', label: T.password, autocomplete: 'current-password',
    // Whose password is another's to ask for has none to type here.
    required: discovers ? '' : T.passwordRequired,
  }) : null;
  const remember = keeps ? checkbox('keep-signed-in', T.keepSignedIn, false) : checkbox('remember', T.remember, remembered !== '');
  const submit = button({ id: withPassword ? 'signin' : 'next', label: withPassword ? T.signIn : T.next, submit: true });
  const lost = (id, label, kind) => page.options.recovery[kind].length > 0 && action(page, { id, label, quiet: true }, async () => {
    page.username = username.value();
    (await load(import('./recovery.js'))).askScreen(page, kind);
  });
  const ways = [lost('forgot-password', T.forgotPassword, 'password'), lost('unlock-account', T.unlockAccount, 'unlock'), helpLink(page)].filter(Boolean);

  page.draw({
    name: 'first',
    title: T.signIn,
    lead: page.orgName ? `Use your ${page.orgName} account` : '',
    body: [form(page, {
      fields: [username, password].filter(Boolean),
      submit,
      before: [remember.el],
      work: async () => {
        page.username = username.value();
        if (keeps) page.remembersDevice = remember.input.checked;
        if (keeps ? page.options.remembersUser : remember.input.checked) writeCookie(REMEMBER_COOKIE, page.username, REMEMBER_DAYS);
        else if (remembered) writeCookie(REMEMBER_COOKIE, '', 0);
        if (discovers) {
          const href = await elsewhere(page);
          if (href) return page.go(href);
          if (withPassword && !password.value()) {
            password.ask();
            return page.setError(T.passwordRequired);
          }
        }
        const body = { username: page.username, options: OPTIONS };
        if (withPassword) body.password = password.value();
        page.steps = [T.username];
        await page.show(await page.post(page.authenticateHref(), body));
      },
    }), ways.length > 0 && links(...ways)],
  });
  // With a remembered name the cursor belongs in the first empty field.
  if (withPassword && username.value()) password.input.focus();
}
