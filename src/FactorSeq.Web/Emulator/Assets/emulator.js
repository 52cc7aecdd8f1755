// The tester's page: its tabs and the reset. Each room shows one thing and asks the server for it by itself.

import './activations.js';
import './audit.js';
import './clock.js';
import './directories.js';
import './log.js';
import './people.js';
import './phone.js';
import './sequencing.js';
import './settings.js';
import './visits.js';
import { $, h, toast } from './dom.js';
import { listen, refresh, refreshAll } from './live.js';
import { seeMessages } from './messages.js';
import { explain, explained } from './reasons.js';
import { act, ask, config } from './server.js';

const tabs = [...document.querySelectorAll('[role=tab]')];

function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

function route() {
  const [name, ...rest] = location.hash.slice(1).split('/');
  const who = decoded(rest.join('/'));
  const tab = $(`tab-${name}`) ?? tabs[0];
  for (const each of tabs) {
    const on = each === tab;
    each.setAttribute('aria-selected', String(on));
    each.tabIndex = on ? 0 : -1;
    $(each.getAttribute('aria-controls')).hidden = !on;
  }
  tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 40; // on narrow screens the row of tabs scrolls
  if (tab.id === 'tab-messages') seeMessages();
  if (tab.id === 'tab-settings') refresh('settings');
  if (tab.id === 'tab-directories') refresh('directories');
  if (tab.id === 'tab-audit') refresh('audit');
  if (tab.id === 'tab-explain') {
    if (who) $('explain-user').value = who;
    explain(who || explained.who);
    if (!who && !explained.who) $('explanation').replaceChildren(h('p', { class: 'empty' }, h('strong', null, 'Whose sign-in?'), h('span', null, 'Name a user, or press Explain in the list of users.')));
  }
}

for (const tab of tabs) {
  const name = tab.id.slice(4);
  tab.addEventListener('click', () => { location.hash = name === 'explain' && explained.who ? `explain/${encodeURIComponent(explained.who)}` : name; });
  tab.addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -tabs.indexOf(tab), End: tabs.length - 1 - tabs.indexOf(tab) }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  });
}

$('reset').addEventListener('click', () => { $('reset-dialog').returnValue = ''; $('reset-dialog').showModal(); });
$('reset-dialog').addEventListener('close', () => $('reset-dialog').returnValue === 'reset' && act($('reset'), async () => {
  await ask('reset', 'POST');
  refreshAll();
  toast('Back to the seed.');
}));

$('org-name').textContent = config.orgName;
$('version').textContent = `FactorSeq ${config.version}`;
$('base-url').textContent = config.baseUrl;
addEventListener('hashchange', route);
route();
refreshAll();
listen();
