// Factor sequencing as an administrator inspects it: the feature, what each rule's editor shows, and the support case that switches it.

import { chainChips } from './chips.js';
import { $, fill, h, icon, toast } from './dom.js';
import { refresh, source } from './live.js';
import { act, ask } from './server.js';

const radios = ['Password / Any IDP', 'Password / Any IDP + Any factor', 'Factor Sequence'];
const states = {
  ENABLED_ACTIVE: ['warn', 'On, and rules use it'],
  ENABLED_UNUSED: ['bad', 'On, and no rule uses it'],
  OFF: ['good', 'Off'],
};
const meanings = {
  ENABLED_ACTIVE: 'Directory users who are locked out get “Factor Service Error” in place of “Unable to sign in”.',
  ENABLED_UNUSED: 'It serves nobody, and still gives locked directory users “Factor Service Error”: a case for Support.',
  OFF: 'Rule editors have no Factor Sequence, rules with chains ask for the password alone, and whoever is locked gets the standard message.',
};
let feature;

async function show() {
  const data = await ask('factor-sequencing');
  feature = data;
  fill($('sequencing-feature'), [head(data)]);
  fill($('sequencing-rules'), data.rules.map(item => rule(item, data.flag)));
  $('case-force-line').hidden = data.state !== 'ENABLED_ACTIVE';
  $('case-send').textContent = data.flag ? 'Have it switched off' : 'Have it switched on';
}

const head = data => h('div', { class: 'feature', 'data-flag': String(data.flag), 'data-state': data.state },
  h('div', { class: 'box-head' }, h('code', { class: 'feature-name' }, data.feature), h('span', { class: `badge ${states[data.state]?.[0] ?? ''}` }, states[data.state]?.[1] ?? data.state)),
  h('p', null, meanings[data.state]));

const rule = (item, flag) => h('li', { class: item.active ? 'sequencing-rule' : 'sequencing-rule inactive', 'data-sequencing-rule': item.rule, 'data-editor': item.editor },
  h('div', { class: 'box-head' },
    h('span', null, h('span', { class: 'hint' }, `${item.policy} / `), h('strong', null, item.rule)),
    !item.active && h('span', { class: 'badge' }, 'inactive')),
  flag && radios.includes(item.editor)
    ? h('div', { class: 'editor' },
      h('span', { class: 'editor-label' }, 'Authentication'),
      h('ul', { class: 'radios', 'aria-label': 'Users will authenticate with' }, radios.map(label => h('li', { class: label === item.editor ? 'radio on' : 'radio', 'aria-current': label === item.editor ? 'true' : null }, label, label === item.editor && h('span', { class: 'sr' }, ', selected')))))
    : h('p', { class: 'editor-plain' }, item.editor),
  item.chains.length > 0 && h('div', { class: flag ? 'rule-chains' : 'rule-chains unused' }, item.chains.map(chainChips)),
  item.warnings.length > 0 && h('ul', { class: 'rule-warnings' }, item.warnings.map(text => h('li', null, icon('warn'), h('span', null, text)))));

$('support-case').addEventListener('submit', event => {
  event.preventDefault();
  const enabled = !feature?.flag;
  act($('case-send'), async () => {
    $('case-answer').textContent = '';
    try {
      await ask('support/features/PASSWORDLESS_AUTHN_SIGNON_POLICY', 'POST', { enabled, articleRef: $('case-article').value.trim(), force: $('case-force').checked });
      toast(enabled ? 'Support has switched factor sequencing on.' : 'Support has switched factor sequencing off.');
    } catch (error) {
      $('case-answer').textContent = `Support: ${error.message}`;
    }
    $('case-force').checked = false;
    await refresh('sequencing');
  });
});

source('sequencing', null, show);
source('users', null, () => refresh('sequencing')); // told of whenever the org's configuration has changed
