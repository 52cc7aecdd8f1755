// The identity provider's page: says who signs in, and goes where the answer leads.
(() => {
  'use strict';

  const base = document.documentElement.dataset.base;
  const config = JSON.parse(document.getElementById('config').textContent);
  const login = document.getElementById('login');
  const problem = document.getElementById('problem');
  document.getElementById('provider').textContent = config.provider;
  login.value = config.login;

  async function decide(decision) {
    problem.textContent = '';
    try {
      const response = await fetch(`${base}/emulator/identity-provider`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ request: config.request, decision, login: login.value }),
      });
      const answer = await response.json();
      if (response.ok) location.assign(answer.location);
      else problem.textContent = answer.errorCauses[0]?.errorSummary ?? answer.errorSummary;
    } catch {
      problem.textContent = 'The emulator does not answer. Is it still running?';
    }
  }

  document.getElementById('decision').addEventListener('submit', event => {
    event.preventDefault();
    decide('approve');
  });
  document.getElementById('fail').addEventListener('click', () => decide('fail'));
  // A click before this would be lost.
  document.getElementById('approve').disabled = document.getElementById('fail').disabled = false;
})();
