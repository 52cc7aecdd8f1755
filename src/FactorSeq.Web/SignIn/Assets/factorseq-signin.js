/*
 * FactorSeq sign-in page: the one script that a page needs.
 *
 * The hosted page starts by itself from the JSON in #factorseq-config; another host embeds it with
 *
 *   new FactorSeqSignIn({ baseUrl, el, identifierFirst, stateToken, fromURI, username, recovery, onSuccess }).render();
 *
 * What the page does lies in modules beside this script; each is fetched when a sign-in first needs it.
 */
(() => {
'use strict';

const script = document.currentScript && document.currentScript.src;

class FactorSeqSignIn {
  constructor(options) {
    this.options = options;
    this.host = typeof options.el === 'string' ? document.querySelector(options.el) : options.el;
    if (!this.host) throw new Error('FactorSeqSignIn: the element `el` was not found.');
  }

  /** Draws the page; resolves when the first screen stands. */
  async render() {
    const beside = script || new URL('js/', `${String(this.options.baseUrl || location.origin).replace(/\/+$/, '')}/`);
    let module;
    try {
      module = await import(new URL('signin/page.js', beside));
    } catch {
      const text = document.createElement('p');
      text.className = 'fs-card';
      text.setAttribute('role', 'alert');
      text.textContent = 'Unable to connect to the server. Please check your network connection.';
      this.host.replaceChildren(text);
      return;
    }
    this.page = new module.SignInPage(this.host, this.options);
    await this.page.render();
  }

  /** Takes the page off the host's document. */
  remove() {
    if (this.page) this.page.remove();
  }
}

window.FactorSeqSignIn = FactorSeqSignIn;

function boot() {
  const source = document.getElementById('factorseq-config');
  const el = document.getElementById('factorseq-signin');
  if (!source || !el) return;
  const config = JSON.parse(source.textContent);
  if (config.orgName) {
    document.title = `Sign In · ${config.orgName}`;
    const org = document.getElementById('factorseq-org');
    if (org) org.textContent = `org ${config.orgName}`;
  }
  new FactorSeqSignIn({ ...config, el, hosted: true }).render();
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', boot);
else boot();
})();
