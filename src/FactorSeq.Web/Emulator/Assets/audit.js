// The org looked over for the upgrade to Identity Engine: where it stands, what stands in the way, and every rule with its chains in words.

import { chainChips } from './chips.js';
import { $, fill, h, icon, nothing } from './dom.js';
import { refresh, source } from './live.js';
import { ask, base } from './server.js';

const states = { ENABLED_ACTIVE: 'On, and rules use it', ENABLED_UNUSED: 'On, and no rule uses it', OFF: 'Off', UNKNOWN: 'Not known' };
const targets = {
  PRESERVE: ['good', 'Can be upgraded, chains stay'],
  DISABLE_FIRST: ['warn', 'Have it switched off first'],
  BLOCKED: ['bad', 'Upgrade is blocked'],
  NOTHING: ['good', 'Nothing to upgrade'],
  UNKNOWN: ['warn', 'Cannot be told'],
};
const levels = { error: ['bad', 'Error', 'cross'], warning: ['warn', 'Warning', 'warn'], note: ['', 'Note', 'dot'] };
const count = (number, what) => `${number} ${what}${number === 1 ? '' : 's'}`;

async function show() {
  const strict = $('audit-strict').checked;
  const audit = await ask(`audit?strictPairs=${strict}`);
  fill($('audit-state'), [head(audit)]);
  fill($('audit-findings'), audit.findings.length ? audit.findings.map(finding) : [nothing('Nothing was found', 'Nothing stands in the way, and nothing would surprise.')]);
  fill($('audit-rules'), audit.rules.map(rule));
  $('audit-sarif').href = `${base}/emulator/audit?format=sarif&strictPairs=${strict}`;
  $('audit-json').href = `${base}/emulator/audit?strictPairs=${strict}`;
}

const head = audit => {
  const [tone, text] = targets[audit.target] ?? ['', audit.target];
  return h('div', { class: 'verdict', 'data-target': audit.target, 'data-state': audit.state, 'data-tone': tone },
    h('div', { class: 'box-head' }, h('strong', null, text), h('span', { class: `badge ${tone}` }, audit.target)),
    h('p', null, audit.advice),
    h('dl', { class: 'audit-facts' },
      fact('Factor sequencing', states[audit.state] ?? audit.state),
      fact('People', audit.people ? `${count(audit.people.count, 'user')}, ${audit.people.ofDirectories} of directories` : 'not known'),
      fact('Found', `${count(audit.counts.errors, 'error')}, ${count(audit.counts.warnings, 'warning')}, ${count(audit.counts.notes, 'note')}`)));
};

const fact = (name, value) => h('div', null, h('dt', null, name), h('dd', null, value));

const finding = item => {
  const [tone, word, sign] = levels[item.level];
  return h('li', { class: 'audit-finding', 'data-check': item.check, 'data-level': item.level, 'data-tone': tone },
    h('div', { class: 'box-head' },
      h('strong', null, icon(sign), h('span', { class: 'sr' }, `${word}: `), item.title),
      h('code', { class: 'check' }, item.check)),
    item.policy && h('p', { class: 'hint' }, [item.policy, item.rule].filter(Boolean).join(' / ')),
    item.chain && chainChips(item.chain),
    h('p', null, item.message),
    h('p', { class: 'audit-cure' }, h('span', { class: 'hint' }, 'What to do: '), item.cure),
    item.source && h('p', { class: 'hint' }, `Source: ${item.source}`));
};

const rule = item => h('li', { class: item.active ? 'sequencing-rule' : 'sequencing-rule inactive', 'data-audit-rule': item.rule },
  h('div', { class: 'box-head' },
    h('span', null, h('span', { class: 'hint' }, `${item.policy} / `), h('strong', null, item.rule)),
    h('span', { class: 'row' }, !item.active && h('span', { class: 'badge' }, 'inactive'), item.people && h('span', { class: 'hint' }, count(item.people.count, 'user')))),
  h('p', { class: 'editor-plain' }, item.editor),
  item.chains.length > 0 && h('ul', { class: 'audit-chains' }, item.chains.map(chain => h('li', null,
    chainChips(chain.chain), chain.blocks && h('span', { class: 'badge bad' }, 'blocks the upgrade'), h('span', { class: 'hint' }, chain.words)))));

$('audit-strict').addEventListener('change', () => refresh('audit'));
source('audit', null, show, () => !$('panel-audit').hidden);
source('users', null, () => { if (!$('panel-audit').hidden) refresh('audit'); }); // told of whenever the org's configuration has changed
