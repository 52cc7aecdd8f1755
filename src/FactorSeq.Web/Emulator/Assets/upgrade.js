// The upgrade to Identity Engine: looked at, begun, taken back.

import { $ } from './dom.js';
import { ask, base } from './server.js';

const query = () => new URLSearchParams({
  mode: document.querySelector('input[name="mode"]:checked').value,
  methodChains: String($('upgrade-chains').checked),
});

const pages = { identifierFirst: 'asks for the username first', passwordFirst: 'asks for username and password' };
const when = instant => new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function tell(state) {
  const upgraded = state.engine === 'identityEngine';
  document.body.dataset.engine = state.engine;
  $('org-name').textContent = state.org;
  $('upgrade-state').textContent = upgraded
    ? `${state.org} runs Identity Engine since ${when(state.since)}, mode ${state.mode}. Its sign-in page ${pages[state.signInPage]}. ${state.rollback ? `It can be rolled back until ${when(state.rollbackUntil)}.` : 'The rollback window is over.'}`
    : `${state.org} runs the Classic Engine.`;
  for (const id of ['upgrade-start', 'upgrade-where']) $(id).hidden = upgraded;
  $('upgrade-rollback').hidden = !state.rollback;
}

function answer(text, kind) {
  $('upgrade-answer').dataset.kind = kind;
  $('upgrade-answer').textContent = text;
}

/** Runs what a button does, and says what the server has to say against it. */
async function press(button, work) {
  button.disabled = true;
  $('upgrade-answer').textContent = '';
  try {
    await work();
  } catch (error) {
    answer(error.message, 'refused');
  } finally {
    button.disabled = false;
  }
}

$('upgrade-compare').addEventListener('click', event => press(event.target, async () => {
  for (const format of ['html', 'markdown', 'json', 'terraform']) {
    $(`upgrade-${format}`).href = `${base}/emulator/upgrade/${format === 'terraform' ? 'plan' : 'differential'}?${query()}&format=${format}`;
  }
  $('upgrade-paper').hidden = false;
  $('upgrade-report').src = $('upgrade-html').href;
}));

// A report of another choice would be read for this one's.
$('upgrade-choice').addEventListener('change', () => {
  $('upgrade-paper').hidden = true;
});

$('upgrade-form').addEventListener('submit', event => {
  event.preventDefault();
  press($('upgrade-start'), async () => {
    const mode = query().get('mode');
    const copy = $('upgrade-copy').value.trim();
    const state = await ask('upgrade', 'POST', { ...(mode && { mode }), methodChains: $('upgrade-chains').checked, ...(copy && { copy }) });
    if (copy) answer(`${state.org} runs Identity Engine, at /o/${state.org}. This org stays as it is.`, 'done');
    else {
      tell(state);
      $('upgrade-rollback').focus();
    }
  });
});

$('upgrade-rollback').addEventListener('click', event => press(event.target, async () => {
  tell(await ask('upgrade/rollback', 'POST', {}));
  $('upgrade-start').focus();
}));

press($('upgrade-start'), async () => tell(await ask('upgrade')));
