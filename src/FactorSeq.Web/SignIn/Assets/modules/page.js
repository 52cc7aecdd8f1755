/* The page: where a sign-in stands, what is drawn, what the user may do, and the poll that waits for somebody else. */
import { ApiError, appOf, request } from './authn.js';
import { fill, h, icon } from './dom.js';
import { firstScreen } from './first.js';
import { action } from './parts.js';
import { messageScreen, screenOf } from './screens.js';
import { T } from './texts.js';

const POLL_MS = 2000;
const POLL_RETRY_MS = [1000, 2000, 4000, 8000, 16000];
const RELOAD_KEY = 'factorseq.reload';

/** One value kept over a reload; false when the browser has no storage (then nothing is reloaded). */
const reloadNote = {
  put(value) { try { sessionStorage.setItem(RELOAD_KEY, value); return true; } catch { return false; } },
  take() {
    try {
      const value = sessionStorage.getItem(RELOAD_KEY);
      sessionStorage.removeItem(RELOAD_KEY);
      return value;
    } catch { return null; }
  },
};

/** Whether somebody else is to act: on a phone, at a far end. */
export const isWaiting = tx => tx.factorResult === 'WAITING' && Boolean(tx._links && tx._links.next && tx._links.next.name === 'poll');

export class SignInPage {
  constructor(host, options) {
    this.options = { identifierFirst: true, ...options };
    // The ways back that are offered, by channel; an org's page is told them, another host may say.
    this.options.recovery = { password: ['EMAIL'], unlock: [], ...this.options.recovery };
    this.baseUrl = String(this.options.baseUrl || location.origin).replace(/\/+$/, '');
    this.host = host;
    this.orgName = this.options.orgName || '';
    this.stateToken = this.options.stateToken || '';
    this.timers = new Set();
    this.drawn = 0;
    this.reset();
  }

  reset() {
    this.tx = {};
    this.username = '';
    this.entries = [];
    this.selected = '';
    this.steps = [];
    this.sentAt = new Map();
    this.policy = null;
    this.remembersDevice = null;
    this.autoPush = new Map();
    this.pushedUnasked = false;
    this.settingUp = '';
    this.busy = false;
    this.finished = false;
    this.view = null;
  }

  /** Draws the page; resolves when the first screen stands. */
  async render() {
    this.parts = {
      head: h('div', { class: 'fs-head' }),
      error: h('div', { id: 'error', class: 'fs-error', role: 'alert', hidden: true }),
      body: h('div', { class: 'fs-body' }),
      status: h('p', { id: 'status', class: 'fs-vh', role: 'status', 'aria-live': 'polite' }),
    };
    this.card = h('section', { class: 'fs-card', 'data-se': 'factorseq', 'data-screen': 'loading', 'aria-busy': 'true' },
      this.parts.head, this.parts.error, this.parts.body, this.parts.status);
    this.host.replaceChildren(this.card);
    this.onHide = () => this.stopPolling();
    this.onShow = event => {
      if (!event.persisted) return;
      if (this.finished && this.options.hosted) location.reload();
      else if (isWaiting(this.tx)) this.startPolling();
    };
    addEventListener('pagehide', this.onHide);
    addEventListener('pageshow', this.onShow);

    const note = this.options.hosted ? reloadNote.take() : null;
    this.reloaded = note !== null;
    const notice = note === 'expired' ? T.expired : '';
    const message = this.options.message === 'signedOut' ? T.signedOut : '';
    const { recoveryToken, activationToken } = this.options;
    if (recoveryToken || activationToken) return this.arriveByMail(recoveryToken, activationToken);
    if (!this.stateToken) return this.showFirst(notice, message);
    this.showProgress();
    try {
      const tx = await this.post(`${this.baseUrl}/api/v1/authn/introspect`, {});
      this.reloaded = false;
      this.steps = tx.recoveryType || appOf(tx) ? [] : [T.username];
      await this.show(tx);
      if (notice) this.setError(notice);
      else if (this.view.name === 'first') this.setNotice(message);
    } catch (error) {
      await this.fail(error);
    }
  }

  /** Follows the link of a mail: its token is good once, so that from here on the state token stands in its place. */
  async arriveByMail(recoveryToken, activationToken) {
    this.stateToken = '';
    this.showProgress();
    try {
      const tx = await (recoveryToken
        ? this.post(`${this.baseUrl}/api/v1/authn/recovery/token`, { recoveryToken })
        : this.post(`${this.baseUrl}/api/v1/authn`, { token: activationToken }));
      if (tx.stateToken && this.options.hosted) {
        history.replaceState(null, '', `${this.baseUrl}/signin?${new URLSearchParams({ stateToken: tx.stateToken })}`);
      }
      await this.show(tx);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      messageScreen(this, error.status === 0 ? T.network : T.usedLink);
    }
  }

  /** Takes the page off the host's document. */
  remove() {
    this.stopPolling();
    this.clearTimers();
    removeEventListener('pagehide', this.onHide);
    removeEventListener('pageshow', this.onShow);
    this.host.replaceChildren();
  }

  // ---- drawing

  async show(tx) {
    this.accept(tx);
    if (!(this.view && this.view.update && this.view.update(tx))) {
      this.clearTimers();
      const mine = ++this.drawn;
      try {
        const screen = await screenOf(tx);
        if (mine === this.drawn) await screen(this, tx);
      } catch (error) {
        if (!(error instanceof ApiError) || mine !== this.drawn) throw error;
        messageScreen(this, error.text, () => this.show(this.tx));
      }
    }
    if (isWaiting(this.tx) && !this.busy) this.startPolling();
  }

  showFirst(error, message) {
    this.drawn++;
    this.stopPolling();
    this.clearTimers();
    const { username } = this;
    this.reset();
    this.username = username;
    firstScreen(this);
    if (error) this.setError(error);
    else this.setNotice(message);
  }

  showProgress() {
    this.parts.body.replaceChildren(h('div', { class: 'fs-progress', role: 'img', 'aria-label': 'Loading' }));
  }

  draw(view) {
    const { head, body } = this.parts;
    const title = h('h1', { id: 'title', tabindex: '-1' }, view.title);
    const steps = view.step && this.steps.length ? this.stepList(view.step) : null;
    const app = appOf(this.tx);
    head.replaceChildren(...[
      app && h('p', { id: 'app', class: 'fs-quiet fs-for' }, fill(T.toOpen, app)),
      steps,
      view.icon
        ? h('div', { class: 'fs-title-row' }, h('span', { class: 'fs-emblem' }, icon(view.icon)),
          h('div', {}, title, view.user && h('p', { id: 'user', class: 'fs-user' }, view.user)))
        : title,
      view.menu,
      view.lead && h('p', { id: 'lead', class: 'fs-lead' }, view.lead),
    ].filter(Boolean));
    body.replaceChildren(...view.body.filter(Boolean));
    this.view = view;
    this.card.dataset.screen = view.name;
    this.card.dataset.factor = view.kind || '';
    this.card.removeAttribute('aria-busy');
    this.setError(view.error || '');
    const firstField = body.querySelector('.fs-form:first-child .fs-input');
    (firstField || title).focus();
  }

  stepList(current) {
    return h('ol', { class: 'fs-steps', 'aria-label': 'Sign-in steps' },
      this.steps.map(name => h('li', { class: 'fs-step-done' }, h('i', {}, icon('check')), name, h('span', { class: 'fs-vh' }, ' done'))),
      h('li', { 'aria-current': 'step' }, h('i'), current));
  }

  setError(text) { this.tell(text, 'alert', 'fs-error'); }

  setNotice(text) {
    if (text) this.tell(text, 'status', 'fs-error fs-info');
  }

  tell(text, role, className) {
    const box = this.parts.error;
    box.className = className;
    box.setAttribute('role', role);
    box.hidden = !text;
    box.textContent = text || '';
  }

  say(text) { this.parts.status.textContent = text; }

  userName() {
    const user = this.tx._embedded && this.tx._embedded.user;
    return (user && user.profile && user.profile.login) || this.username || '';
  }

  cancelButton(label = appOf(this.tx) ? T.cancel : this.tx._embedded && this.tx._embedded.user ? T.signOut : T.backToSignIn) {
    return action(this, { id: 'cancel', label, quiet: true }, () => this.cancel());
  }

  // ---- acting

  /** Runs one user action at a time; the poll rests meanwhile, and a poll that has already moved on wins. */
  async act(el, work, mainField) {
    if (this.busy || this.finished && el.id !== 'cancel') return;
    this.setBusy(el, true);
    this.setError('');
    this.stopPolling();
    try {
      const late = this.polling && await this.polling.catch(() => null);
      if (late && !isWaiting(late)) await this.arrive(late);
      else await work();
    } catch (error) {
      this.setBusy(el, false);
      await this.fail(error, mainField);
    } finally {
      if (!this.reloading) {
        this.setBusy(el, false);
        if (isWaiting(this.tx)) this.startPolling();
      }
    }
  }

  setBusy(el, busy) {
    if (this.busy === busy) return;
    this.busy = busy;
    const had = busy ? document.activeElement : null;
    el.classList.toggle('fs-busy', busy);
    el.setAttribute('aria-busy', String(busy));
    this.card.querySelectorAll('button').forEach(b => { b.disabled = busy || b.dataset.off === '1'; });
    if (busy) this.focusBack = had;
    else if (document.activeElement === document.body && this.focusBack && this.focusBack.isConnected) {
      (this.focusBack.disabled ? this.parts.head.querySelector('h1') : this.focusBack).focus();
    }
  }

  /** Shows the answer to a factor; once that factor is done it is listed, and what belonged to it forgotten. */
  async moveOn(name, tx) {
    if (tx.status !== 'MFA_CHALLENGE') {
      this.steps.push(name);
      this.selected = '';
      this.view = null;
    }
    await this.show(tx);
  }

  /** Shows what a poll brought. */
  async arrive(tx) {
    await (this.tx.status === 'MFA_CHALLENGE' ? this.moveOn(this.view.step, tx) : this.show(tx));
  }

  async cancel() {
    const link = this.tx._links && this.tx._links.cancel;
    if (link && this.stateToken) {
      try { await this.post(link.href, {}); } catch (error) { if (error.status === 0) throw error; }
    }
    // Who was asked for more by an app is still signed in.
    if (appOf(this.tx) && this.options.hosted) location.assign(`${this.baseUrl}/app/UserHome`);
    else this.startAnew('cancelled', '');
  }

  /** Back to the first page. The hosted page is loaded again when its state token is used up. */
  startAnew(note, error) {
    const { hosted, stateToken, recoveryToken, activationToken } = this.options;
    if (hosted && stateToken && !this.reloaded && reloadNote.put(note)) {
      this.reloading = true;
      this.stopPolling();
      // A mail's link is good once: what it led to is left by the front door.
      if (recoveryToken || activationToken) location.assign(`${this.baseUrl}/login/login.htm`);
      else location.reload();
      return;
    }
    this.stateToken = '';
    this.showFirst(error);
  }

  async fail(error, mainField) {
    if (!(error instanceof ApiError)) {
      this.setError(T.unexpected);
      throw error;
    }
    if (error.code === 'E0000011') return this.startAnew('expired', T.expired);
    if (!this.view) return messageScreen(this, error.text);
    let input = typeof mainField === 'function' ? mainField(error) : mainField;
    // The push's challenge may have been left for the code's: draw where we are now.
    if (mainField && this.view.redraw) input = await this.view.redraw();
    if (error.status === 409) {
      this.setNotice(error.text);
      if (input) input.ask(true);
      return;
    }
    this.setError(error.text);
    if (input) input.refuse(input.secret && error.status !== 0);
  }

  // ---- polling

  startPolling() {
    this.stopPolling();
    this.pollFailures = 0;
    this.pollTimer = setTimeout(() => this.poll(), POLL_MS);
  }

  stopPolling() {
    clearTimeout(this.pollTimer);
    this.pollTimer = 0;
  }

  async poll() {
    if (!isWaiting(this.tx) || this.busy) return;
    const asked = this.post(this.tx._links.next.href, {}, this.flags());
    this.polling = asked;
    try {
      const tx = await asked;
      // While the user acts, the answer is taken by act().
      if (this.busy || !this.pollTimer) return;
      await this.arrive(tx);
    } catch (error) {
      if (this.busy || !this.pollTimer) return;
      const again = error.status === 0 || error.status === 429 ? POLL_RETRY_MS[this.pollFailures++] : undefined;
      if (again) this.pollTimer = setTimeout(() => this.poll(), again);
      else await this.fail(error);
    } finally {
      if (this.polling === asked) this.polling = null;
    }
  }

  // ---- the wire

  /** Posts to a published link; the newest state token goes along, flags go into the query. */
  post(href, body, flags = {}) {
    const url = new URL(href, location.href);
    for (const [name, value] of Object.entries(flags)) url.searchParams.set(name, String(value));
    return request('POST', url, this.stateToken ? { stateToken: this.stateToken, ...body } : body);
  }

  /** Reads a published link. */
  get(href) { return request('GET', new URL(href, location.href)); }

  /** What is said beside a proof: whether to remember the device, and to send the next push unasked. */
  flags(factor = this.tx._embedded && this.tx._embedded.factor) {
    const flags = {};
    if (this.policy && this.policy.allowRememberDevice) flags.rememberDevice = Boolean(this.remembersDevice);
    if (factor && this.autoPush.has(factor.id)) flags.autoPush = this.autoPush.get(factor.id);
    return flags;
  }

  accept(tx) {
    this.tx = tx;
    if (tx.stateToken) this.stateToken = tx.stateToken;
    if (tx._embedded && tx._embedded.policy) this.policy = tx._embedded.policy;
  }

  authenticateHref() {
    const next = this.tx._links && this.tx._links.next;
    return this.stateToken && next && next.name === 'authenticate' ? next.href : `${this.baseUrl}/api/v1/authn`;
  }

  /** Where the browser goes with its new session. */
  targetUrl() {
    const from = this.options.fromURI;
    if (!from) return `${this.baseUrl}/app/UserHome`;
    const base = new URL(this.baseUrl, location.href);
    const prefix = base.pathname.replace(/\/$/, '');
    const rooted = from.startsWith('/') && !from.startsWith('//') && prefix && !from.startsWith(`${prefix}/`);
    return new URL(rooted ? prefix + from : from, base).href;
  }

  go(href) {
    const url = new URL(href, location.href);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return this.setError(T.unexpected);
    location.assign(url);
  }

  // ---- timers that belong to the screen

  later(ms, work) {
    const id = setTimeout(() => { this.timers.delete(id); work(); }, ms);
    this.timers.add(id);
    return id;
  }

  forget(id) {
    clearTimeout(id);
    this.timers.delete(id);
  }

  clearTimers() {
    this.timers.forEach(clearTimeout);
    this.timers.clear();
  }
}
