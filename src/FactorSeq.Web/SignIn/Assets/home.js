/* FactorSeq home page: who is signed in, with what, and the apps. Reads the JSON in #factorseq-config. */
(() => {
  'use strict';

  const AMR = {
    pwd: 'Password',
    swk: 'Okta Verify push',
    hwk: 'Security key',
    otp: 'One-time code',
    sms: 'SMS',
    tel: 'Voice call',
    email: 'Email',
    kba: 'Security question',
    mfa: 'Several factors',
    mca: 'Several channels',
    fpt: 'Biometrics',
    geo: 'Location',
    sc: 'Smart card',
  };

  const config = JSON.parse(document.getElementById('factorseq-config').textContent);
  const byId = id => document.getElementById(id);
  const baseUrl = String(config.baseUrl || location.origin).replace(/\/+$/, '');
  const user = config.user || {};
  const session = config.session || {};

  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  const name = [user.firstName, user.lastName].filter(Boolean).join(' ');
  byId('greeting').textContent = name || user.login || 'Signed in';
  byId('login').textContent = user.login || '';
  byId('avatar').textContent = [user.firstName, user.lastName].filter(Boolean)
    .map(part => [...part][0]).join('').toUpperCase() || [...(user.login || '?')][0].toUpperCase();
  if (config.orgName) {
    byId('factorseq-org').textContent = `org ${config.orgName}`;
    document.title = `Home · ${config.orgName}`;
  }

  byId('amr').replaceChildren(...(session.amr || []).map(value => el('li', { 'data-amr': value }, AMR[value] || value)));

  const end = session.expiresAt ? new Date(session.expiresAt) : null;
  if (end && !Number.isNaN(end.getTime())) {
    byId('session-end').dateTime = session.expiresAt;
    byId('session-end').textContent = end.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
  }

  const apps = (config.apps || []).filter(app => /^https?:$/.test(new URL(app.href, location.href).protocol));
  byId('no-apps').hidden = apps.length > 0;
  byId('apps').replaceChildren(...apps.map(app => {
    const letter = el('span', { class: 'fs-emblem fs-tile-mark', 'aria-hidden': 'true' }, [...(app.label || '?')][0].toUpperCase());
    return el('li', {}, el('a', { href: app.href, 'data-app': app.label }, letter, el('span', { class: 'fs-tile-name', title: app.label }, app.label)));
  }));

  byId('signout').addEventListener('click', async event => {
    const button = event.currentTarget;
    button.disabled = true;
    button.setAttribute('aria-busy', 'true');
    try {
      const response = await fetch(`${baseUrl}/api/v1/sessions/me`, {
        method: 'DELETE', credentials: 'include',
        headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      });
      // A session that is already gone is signed out as well.
      if (!response.ok && response.status !== 404 && response.status !== 401) throw new Error(String(response.status));
      location.assign(`${baseUrl}/login/login.htm?signedOut=1`);
    } catch {
      byId('error').textContent = 'Sign out did not work. Please check your network connection and try again.';
      byId('error').hidden = false;
      button.disabled = false;
      button.removeAttribute('aria-busy');
    }
  });
})();
