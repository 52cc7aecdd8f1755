// The explanation of one sign-in, drawn again whenever a step is taken.

import { timeOf } from './clock.js';
import { $, h, icon } from './dom.js';
import { drawExplanation } from './explain.js';
import { refresh, source } from './live.js';
import { ask } from './server.js';

export let explained = { who: '', text: '' };
let asked = ''; // whom the last question was about: a slower answer about somebody else is dropped

export async function explain(who) {
  if (!who) return;
  asked = who;
  const query = /^00[\w-]{40}$/.test(who) ? 'stateToken' : 'user';
  try {
    const data = await ask(`explain?${query}=${encodeURIComponent(who)}`);
    if (asked !== who) return;
    const text = JSON.stringify({ ...data, at: null });
    if (explained.who === who && explained.text === text) return; // only the time moved: leave the picture alone
    explained = { who, text };
    $('explanation').replaceChildren(drawExplanation(data, { h, icon, timeOf }));
    $('explanation').dataset.user = data.user ?? who;
  } catch (error) {
    if (asked !== who) return;
    explained = { who, text: '' };
    delete $('explanation').dataset.user;
    $('explanation').replaceChildren(h('p', { class: 'notice', role: 'alert' }, error.message));
  }
}

$('explain-form').addEventListener('submit', event => {
  event.preventDefault();
  const target = `#explain/${encodeURIComponent($('explain-user').value.trim())}`;
  if (location.hash === target) explain(asked);
  else location.hash = target;
});

const explainAgain = () => $('panel-explain').hidden || explain(explained.who);
source('sign-ins', null, explainAgain);
source('events', null, () => refresh('sign-ins'));
