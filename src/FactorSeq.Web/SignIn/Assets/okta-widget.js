/* The hosted page with Okta's own Sign-In Widget: the globals that Okta's page offers, and the widget on them. */
(() => {
  'use strict';

  const page = JSON.parse(document.getElementById('factorseq-config').textContent);

  window.OktaUtil = {
    getSignInWidgetConfig: () => structuredClone(page.widget),
    getRequestContext: () => page.requestContext && structuredClone(page.requestContext),

    /* A success is a session, or a mail on its way: the widget itself says so. */
    completeLogin(result) {
      if (result.status !== 'SUCCESS') return;
      if (result.type === 'SESSION_STEP_UP' && result.stepUp) result.stepUp.finish();
      else if (typeof result.next === 'function') result.next();
      else result.session.setCookieAndRedirect(page.afterSignIn);
    },
  };

  const widget = new OktaSignIn(OktaUtil.getSignInWidgetConfig());
  widget.renderEl({ el: '#okta-login-container' }, OktaUtil.completeLogin, error => console.error(error));
})();
