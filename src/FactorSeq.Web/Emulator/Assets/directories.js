// Where users come from: each directory with its agents, its imports and its people.

import { ago, spoken, until } from './clock.js';
import { drawPeople } from './directory-people.js';
import { $, fill, h, icon, toast } from './dom.js';
import { refresh, source } from './live.js';
import { act, ask } from './server.js';

const types = { activeDirectory: 'Active Directory', ldap: 'LDAP' };
const counts = ['read', 'created', 'updated', 'deactivated', 'reactivated', 'skipped'];
const fates = { deactivate: 'is deactivated', suspend: 'is suspended', nothing: 'is left alone' };
const triggers = { manual: 'by hand', schedule: 'by schedule', seed: 'with the seed' };
const shownImports = 3;
const opened = new Map(); // name -> whether its people are shown: those of an embedded directory are, unless told otherwise
const known = new Map();  // name -> { imports, people, trouble }
let directories = [];

const visible = () => !$('panel-directories').hidden;
const isOpen = directory => opened.get(directory.name) ?? directory.server === 'embedded';
const pathOf = directory => `directories/${encodeURIComponent(directory.name)}`;

async function showDirectories(list) {
  directories = list;
  if (!visible()) return; // a server of its own is not asked for what nobody looks at
  for (const name of known.keys())
    if (!list.some(directory => directory.name === name)) known.delete(name);
  await Promise.all(list.map(async directory => {
    const [imports, people] = await Promise.all([
      ask(`${pathOf(directory)}/imports`),
      isOpen(directory) ? ask(`${pathOf(directory)}/users`).catch(error => error) : [],
    ]);
    known.set(directory.name, { imports, people: people instanceof Error ? [] : people, trouble: people instanceof Error ? people.message : null });
  }));
  draw();
}

function draw() {
  fill($('directory-list'), directories.length ? directories.map(section) : [
    h('p', { class: 'empty' }, h('strong', null, 'No directory'), h('span', null, 'All users of this org are its own. A seed names directories under “directories”.')),
  ]);
}

function section(directory) {
  const { imports = [], people = [], trouble } = known.get(directory.name) ?? {};
  const id = `directory-${directory.name}`;
  const shown = isOpen(directory);
  return h('section', { class: 'directory', 'aria-labelledby': id, 'data-directory': directory.name },
    h('div', { class: 'box-head' },
      h('h3', { id }, directory.name, ' ', h('span', { class: 'badge' }, types[directory.type] ?? directory.type)),
      h('code', { class: 'hint' }, directory.server)),
    h('div', { class: 'directory-parts' }, agents(directory), importing(directory, imports)),
    h('div', { class: 'box-head' },
      h('h4', null, 'People'),
      h('button', { type: 'button', class: 'button small', 'aria-expanded': String(shown), 'data-do': 'people', 'data-key': `people-${directory.name}`, 'aria-label': `People of ${directory.name}`, onclick: () => { opened.set(directory.name, !shown); refresh('directories'); } }, shown ? 'Hide' : 'Show')),
    shown && (trouble ? h('p', { class: 'notice', role: 'alert' }, trouble) : drawPeople(directory, people)));
}

function agents(directory) {
  const on = directory.agents > 0;
  const change = event => act(event.currentTarget, async () => {
    await ask(pathOf(directory), 'PATCH', { agents: on ? 0 : 1 });
    toast(on ? `No agent of ${directory.name} is connected.` : `An agent of ${directory.name} is connected.`);
    await refresh('directories');
  });
  return h('div', { class: 'directory-part' },
    h('h4', null, 'Agents ', h('span', { class: on ? 'badge good' : 'badge bad', 'data-agents': directory.agents }, icon(on ? 'check' : 'cross'), on ? `${directory.agents} connected` : 'none connected')),
    h('p', { class: 'hint' },
      directory.delegatedAuthentication ? 'Delegated authentication: the directory judges passwords.' : 'No delegated authentication: Okta judges passwords.',
      directory.justInTime && ' Who signs in is taken over just in time.',
      directory.unlockInDirectory && ' Unlocking in Okta unlocks here too.'),
    h('div', { class: 'row' }, h('button', { type: 'button', class: on ? 'button' : 'button primary', 'data-do': 'agents', 'data-key': `agents-${directory.name}`, 'aria-label': `${on ? 'Take agents offline' : 'Connect an agent'}: ${directory.name}`, onclick: change }, on ? 'Take agents offline' : 'Connect an agent')));
}

function importing(directory, imports) {
  const { running, lastEnded, nextDue } = directory.import;
  const run = mode => event => act(event.currentTarget, async () => {
    const report = await ask(`${pathOf(directory)}/import`, 'POST', { mode });
    if (report.error) toast(report.error, true);
    else toast(`Imported from ${directory.name}: ${report.read} read, ${report.created} created, ${report.updated} updated, ${report.deactivated} deactivated.`);
    await refresh('directories');
  });
  const stop = event => act(event.currentTarget, () => ask(`${pathOf(directory)}/import`, 'DELETE'));
  const button = (name, key, onclick) => h('button', { type: 'button', class: 'button', 'data-do': key, 'data-key': `${key}-${directory.name}`, 'aria-label': `${name}: ${directory.name}`, onclick }, name);
  const interval = directory.importInterval === 'never' ? 'By hand alone' : `Every ${spoken(directory.importInterval).replace(/^\+/, '')}`;
  return h('div', { class: 'directory-part' },
    h('h4', null, 'Imports', running && h('span', { class: 'badge warn', 'data-importing': '' }, 'under way')),
    h('p', { class: 'hint schedule' }, `${interval}. Who is disabled there ${fates[directory.whenDeactivated]} here. `,
      lastEnded ? ['Last ', h('time', { datetime: lastEnded, title: lastEnded, 'data-ago': lastEnded }, ago(lastEnded)), '. '] : 'None so far. ',
      nextDue && ['Next ', h('time', { datetime: nextDue, title: nextDue, 'data-until': nextDue }, until(nextDue)), '.']),
    h('div', { class: 'row' },
      button('Import now', 'import-incremental', run('incremental')),
      button('Full import', 'import-full', run('full')),
      running && button('Stop import', 'import-stop', stop)),
    imports.length > 0 && h('ol', { class: 'imports', 'aria-label': `Newest imports from ${directory.name}` }, imports.slice(0, shownImports).map(report)));
}

const report = item => h('li', { class: 'import', 'data-import': item.number, 'data-mode': item.mode },
  h('span', { class: 'import-kind' }, item.mode, h('span', { class: 'hint' }, ` ${triggers[item.trigger] ?? item.trigger}`, item.converted && `: ${item.converted}`)),
  item.error
    ? h('span', { class: 'import-error' }, item.error)
    : h('span', { class: 'import-counts' }, counts.filter(name => name === 'read' || item[name] > 0).map(name => h('span', { 'data-count': name }, h('strong', null, String(item[name])), ` ${name}`))));

source('directories', 'directories', showDirectories);
source('users', null, () => visible() && directories.length > 0 && refresh('directories')); // their status in Okta
source('clock', null, () => visible() && directories.length > 0 && refresh('directories')); // what expires, what is due
