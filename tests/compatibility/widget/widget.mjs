// What a person sees of the widget and does with it.

import assert from 'node:assert/strict';

// Between the answer to a push and the next; the widget's own pace.
const pollEvery = 4_000;

export class SignInWidget {
  constructor(page, baseUrl) {
    this.page = page;
    this.baseUrl = baseUrl;
    // While one screen slides over another, both are there: the new one comes last.
    this.screen = page.locator('#okta-sign-in .auth-content-inner > div').last();
  }

  async open(path = '/login/login.htm') {
    await this.page.goto(new URL(path, this.baseUrl).href);
    await this.showsFirstScreen();
  }

  /** Has the page start the widget with further options than the hosted page does. */
  async startWith({ features = {}, ...options }) {
    await this.page.addInitScript(more => {
      let Widget;
      Object.defineProperty(window, 'OktaSignIn', {
        get: () => Widget && function OktaSignIn(given) {
          return new Widget({ ...given, ...more, features: { ...given.features, ...more.features } });
        },
        set: value => { Widget = value; },
      });
    }, { ...options, features });
  }

  field(name) { return this.screen.locator(`input[name="${name}"]`); }
  link(name) { return this.screen.getByRole('link', { name, exact: true }); }

  async submit() { await this.screen.locator('input[type=submit]').first().click(); }

  async name(login, { remember = false } = {}) {
    await this.field('username').fill(login);
    if (remember) {
      await this.screen.locator('label[data-se-for-name="remember"]').click();
    }
    await this.submit();
  }

  async nameAndPassword(login, password) {
    await this.field('username').fill(login);
    await this.field('password').fill(password);
    await this.submit();
  }

  async password(text) {
    await this.shows('Password');
    await this.field('password').fill(text);
    await this.submit();
  }

  async changePassword(from, to) {
    await this.field('oldPassword').fill(from);
    await this.newPassword(to);
  }

  async newPassword(text) {
    await this.field('newPassword').fill(text);
    await this.field('confirmPassword').fill(text);
    await this.submit();
  }

  /** Begins with the factor that is to be set up next. */
  async setUpNext() {
    await this.shows('Set up multifactor authentication');
    await this.submit();
    await this.settle();
  }

  /** Sets up one of the factors that may be, by its name. */
  async setUp(name) {
    await this.shows('Set up multifactor authentication');
    await this.screen.locator('.enroll-factor-row').filter({ hasText: name }).locator('.enroll-factor-button .button').click();
    await this.settle();
  }

  /** The factors of one of the lists, by its title. */
  async listed(title) {
    await this.shows('Set up multifactor authentication');
    return this.screen.locator('.enroll-factor-list').filter({ hasText: title }).locator('.enroll-factor-label').allInnerTexts();
  }

  /** A phone to set up; the page shows the country's code beside the field. */
  async enrollPhone(number) {
    await this.field('phoneNumber').fill(number);
    await this.screen.locator('.sms-request-button, .call-request-button').first().click();
  }

  /** One of the questions that the org has, which must be among those that the page offers. */
  async chooseQuestion(text) {
    const questions = this.screen.locator('select[name="question"]');
    await questions.selectOption({ label: text }, { force: true });
    // The widget covers the list with one of its own, and listens to that.
    await questions.evaluate(list => { list.dispatchEvent(new Event('change', { bubbles: true })); });
  }

  /** The kind of phone that the app is on. */
  async chooseDevice(name) {
    await this.shows(/^Setup (Okta Verify|Google Authenticator)$/);
    await this.screen.locator('[data-se-for-name="__deviceType__"]').filter({ hasText: name }).click();
    await this.screen.locator('a[data-type="save"]').click();
  }

  /** The picture that a phone reads, once it has come. */
  async showsCodeToScan() {
    const picture = this.screen.locator('img[data-se="qrcode"]');
    await picture.waitFor();
    await picture.evaluate(image => image.decode());
    await this.settle();
  }

  async passCode(code) {
    await this.field('passCode').fill(code);
    await this.submit();
  }

  /** Fills the form for a new account, whatever its schema asks for. */
  async register(profile) {
    for (const [name, text] of Object.entries(profile)) {
      await this.field(name).fill(text);
    }
    await this.submit();
  }

  async forgotPassword() {
    await this.screen.locator('.js-help').click();
    await this.screen.locator('.js-forgot-password').click();
  }

  /** Asks for a way back in: by `email`, `sms` or `call`. */
  async recover(login, channel) {
    await this.screen.locator('#account-recovery-username').fill(login);
    await this.settle();
    await this.screen.locator(`.${channel}-button`).click();
  }

  /** What is typed into a factor's one field: a code, or the answer to a question. */
  async answer(text) {
    await this.field('answer').waitFor();
    await this.settle();
    await this.field('answer').fill(text);
    await this.submit();
  }

  async sendPush() {
    await this.shows('Okta Verify');
    const sent = this.page.waitForResponse(/\/verify\b/);
    await this.screen.locator('input[type=submit][value="Send Push"]').click();
    await sent;
  }

  /** The software token's code, on the screen of the push of the same app. */
  async enterCodeInstead(code) {
    const open = this.screen.locator('[data-se="inline-totp-add"]');
    await open.or(this.field('answer')).first().waitFor();
    if (await open.isVisible()) {
      await open.click();
    }
    await this.field('answer').fill(code);
    await this.screen.locator('[data-se="inline-totp-verify"]').click();
  }

  async rememberDevice() { await this.screen.locator('label[data-se-for-name="rememberDevice"]').click(); }

  async sendPushAgain() {
    const sent = this.page.waitForResponse(/\/verify\b/);
    await this.screen.locator('input[type=submit]').first().click();
    await sent;
  }

  async sendPushAutomatically() { await this.screen.locator('label[data-se-for-name="autoPush"]').click(); }

  /** The number that the phone is to be told. */
  async challengeNumber() {
    const number = this.screen.locator('[data-se="challenge-number"]');
    await number.filter({ hasText: /\d/ }).waitFor();
    return Number(await number.innerText());
  }

  /** Does what the server refuses, and waits for the refusal. */
  async refused(attempt) {
    const refusal = this.page.waitForResponse(response => response.request().method() === 'POST' && response.status() >= 400);
    await attempt();
    await refusal;
    await this.error();
  }

  /** Lets the page's half minute pass after which it offers another sending. */
  async waitForResend() { await this.page.clock.fastForward(31_000); }

  async resendMail() { await this.screen.locator('.resend-email-btn').click(); }

  /** Asks for a text message, a call or a mail. */
  async sendCode() {
    const send = this.screen.locator('.sms-request-button, .call-request-button, [data-se=factor-email] [type=submit]');
    await send.waitFor();
    await this.settle();
    await send.click();
  }

  /** The factors in the menu beside the picture, in its order. */
  async menu() {
    await this.openMenu();
    const names = await this.page.locator('#okta-sign-in li.factor-option').allInnerTexts();
    await this.page.locator('#okta-sign-in a.option-selected').last().click();
    return names;
  }

  async choose(factor) {
    await this.openMenu();
    await this.page.locator('#okta-sign-in li.factor-option').getByText(factor, { exact: true }).click();
    await this.shows(factor);
  }

  async openMenu() {
    const option = this.page.locator('#okta-sign-in li.factor-option').last();
    if (!await option.isVisible()) {
      await this.page.locator('#okta-sign-in a.option-selected').last().click();
      await option.waitFor();
    }
  }

  /** Waits for a screen by its title. */
  async shows(title) {
    await this.screen.locator('.okta-form-title').filter({ hasText: title }).waitFor();
    await this.settle();
  }

  /** Lets the screen slide in to its end: the widget throws where somebody is quicker than its animation. */
  async settle() {
    // Out, in, and whatever waits for both.
    for (let i = 0; i < 3; i++) await this.page.clock.fastForward(500);
  }

  async showsFirstScreen() {
    await this.field('username').waitFor();
    await this.settle();
  }

  /** The error above the form. */
  async error() {
    const box = this.screen.locator('.infobox-error');
    await box.waitFor();
    await this.settle();
    return (await box.innerText()).trim();
  }

  async warning() {
    const box = this.screen.locator('.infobox-warning');
    await box.waitFor();
    return (await box.innerText()).trim();
  }

  /** Lets the widget's own pause between two polls pass. */
  async nextPoll() { await this.page.clock.fastForward(pollEvery); }

  async backToSignIn() { await this.link('Back to sign in').click(); }

  /** The end on the hosted page: a session in the browser. */
  async isSignedIn(login, amr) {
    await this.page.waitForURL(`${this.baseUrl}/app/UserHome`);
    const session = await this.page.evaluate(async () => (await fetch('/api/v1/sessions/me')).json());
    assert.equal(session.login, login);
    assert.deepEqual(session.amr, amr);
  }

  async text() { return this.page.locator('#okta-sign-in').innerText(); }
}
