/* Hands an authorization answer to the app: by form (response_mode=form_post) or by message to the page that opened this one. */
(() => {
  'use strict';

  const form = document.getElementById('answer-form');
  if (form) {
    form.submit();
    return;
  }

  const { message, targetOrigin } = JSON.parse(document.getElementById('answer').textContent);
  const app = window.parent !== window ? window.parent : window.opener;
  if (app) app.postMessage(message, targetOrigin);
})();
