// The upgrade to Identity Engine: looked at, begun, taken back.

import { $ } from './dom.js';
import { ask, base } from './server.js';

const query = () => new URLSearchParams({
  mode: document.querySelector('input[name="mode"]:checked').value,
  methodChains: String($('upgrade-chains').checked),
});

function tell(state) {
  const upgraded = state.engine === 'identityEngine';
  document.body.dataset.engine = state.engine;
  $('upgrade-state').textContent = upgraded
    ? `${state.org} runs Identity Engine since ${state.since}, mode ${state.mode}; its sign-in page is ${state.signInPage}. ${state.rollback ? `It can be rolled back until ${state.rollbackUntil}.` : 'The rollback window is over.'}`
    : `${state.org} runs the Classic Engine.`;
  $('upgrade-start').hidden = upgraded;
  $('upgrade-rollback').hidden = !state.rollback;
}

/** Runs what a button does, and says what the server has to say against it. */
async function press(button, work) {
  button.disabled = true;
  $('upgrade-answer').textContent = '';
  try {
    await work();
  } catch (error) {
    $('upgrade-answer').textContent = error.message;
  } finally {
    button.disabled = false;
  }
}

$('upgrade-compare').addEventListener('click', event => press(event.target, async () => {
  for (const format of ['html', 'markdown', 'json', 'terraform']) {
    $(`upgrade-${format}`).href = `${base}/emulator/upgrade/${format === 'terraform' ? 'plan' : 'differential'}?${query()}&format=${format}`;
  }
  $('upgrade-links').hidden = false;
  $('upgrade-report').hidden = false;
  $('upgrade-report').src = $('upgrade-html').href;
}));

$('upgrade-form').addEventListener('submit', event => {
  event.preventDefault();
  press($('upgrade-start'), async () => {
    const mode = query().get('mode');
    const copy = $('upgrade-copy').value.trim();
    const state = await ask('upgrade', 'POST', { ...(mode && { mode }), methodChains: $('upgrade-chains').checked, ...(copy && { copy }) });
    if (copy) $('upgrade-answer').textContent = `${state.org} runs Identity Engine. This org stays as it is.`;
    else tell(state);
  });
});

$('upgrade-rollback').addEventListener('click', event => press(event.target, async () => tell(await ask('upgrade/rollback', 'POST', {}))));

press($('upgrade-start'), async () => tell(await ask('upgrade')));
