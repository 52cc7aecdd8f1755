// The people of one directory: their state there beside their status in Okta, and what the directory's own administrator would do to them.

import { now, timeOf } from './clock.js';
import { h, toast } from './dom.js';
import { refresh } from './live.js';
import { act, ask } from './server.js';

const shownPeople = 100;

const isOver = instant => Boolean(instant) && Date.parse(instant) <= now();
const yesterday = () => new Date(now() - 86_400_000).toISOString();

// Each move: whether it has been made, its two names, what is said afterwards, and the change itself.
const moves = [
  ['locked', p => p.locked, 'Lock', 'Unlock', 'is locked', 'is unlocked', on => ({ locked: on })],
  ['disabled', p => p.disabled, 'Disable', 'Enable', 'is disabled', 'is enabled', on => ({ disabled: on })],
  ['mustChangePassword', p => p.mustChangePassword, 'Must change password', 'Keep password', 'must change the password', 'need not change the password', on => ({ mustChangePassword: on })],
  ['passwordExpired', p => p.passwordExpired, 'Expire password', 'Renew password', 'has a password that is too old', 'has a password in time', on => ({ passwordExpired: on })],
  ['accountExpires', p => isOver(p.accountExpires), 'Expire account', 'Renew account', 'has an account that is over', 'has an account that never ends', on => ({ accountExpires: on ? yesterday() : null })],
  ['logonHours', p => p.logonHours === 'denied', 'Deny hours', 'Allow hours', 'may not log on at this hour', 'may log on at any hour', on => ({ logonHours: on ? 'denied' : 'allowed' })],
  ['deleted', p => p.deleted, 'Delete', 'Bring back', 'is deleted', 'is back', on => ({ deleted: on })],
];

/** What is out of order with somebody in the directory, in words; nothing of whom it would let in. */
const troubles = p => [
  p.state !== 'enabled' && p.state,
  p.state !== 'disabled' && p.disabled && 'disabled',
  p.mustChangePassword && 'must change password',
  p.passwordExpired && 'password expired',
  isOver(p.accountExpires) && 'account expired',
  p.logonHours === 'denied' && 'outside logon hours',
  p.workstations?.length > 0 && `only from ${p.workstations.join(', ')}`,
].filter(Boolean);

/** The list of a directory's people; of a server of its own they can be seen, not changed. */
export function drawPeople(directory, people) {
  if (!people.length) return h('p', { class: 'hint' }, 'Nobody is in it.');
  return h('ul', { class: 'directory-people', 'aria-label': `People of ${directory.name}` },
    people.slice(0, shownPeople).map(person => personItem(directory, person)),
    people.length > shownPeople && h('li', { class: 'hint' }, `${shownPeople} of ${people.length} people.`));
}

function personItem(directory, person) {
  const wrong = troubles(person);
  const okta = person.oktaStatus;
  const name = person.login || person.shortName;
  return h('li', { class: 'directory-person', 'data-person': name },
    h('div', { class: 'who' },
      h('strong', { class: 'login' }, name),
      h('span', { class: 'name' }, person.name, person.organizationalUnit && `, ${person.organizationalUnit}`)),
    h('dl', { class: 'both' },
      h('div', { class: 'there' }, h('dt', null, 'In the directory'),
        h('dd', { 'data-directory-state': person.state }, wrong.length ? wrong.map(text => h('span', { class: `badge ${text === 'deleted' || text === 'locked' || text === 'disabled' ? 'bad' : 'warn'}` }, text)) : h('span', { class: 'badge good' }, 'enabled'),
          person.accountExpires && !isOver(person.accountExpires) && h('span', { class: 'hint' }, `until ${person.accountExpires.slice(0, 10)} ${timeOf(person.accountExpires)}`))),
      h('div', { class: 'here' }, h('dt', null, 'In Okta'),
        h('dd', { 'data-okta-status': okta ?? '' }, h('span', { class: okta === 'ACTIVE' ? 'badge good' : okta ? 'badge warn' : 'badge' }, okta?.replaceAll('_', ' ').toLowerCase() ?? 'no user')))),
    okta && h('button', { type: 'button', class: 'button small explain', 'data-key': `explain-${directory.name}-${name}`, 'aria-label': `Explain the sign-in of ${name}`, onclick: () => { location.hash = `explain/${encodeURIComponent(person.login)}`; } }, 'Explain'),
    person.deleted !== undefined && moveButtons(directory, person, name));
}

const moveButtons = (directory, person, name) => h('div', { class: 'row moves', role: 'group', 'aria-label': `${name} in ${directory.name}` },
  moves.map(([key, made, on, off, afterOn, afterOff, change]) => {
    const is = made(person);
    const title = is ? off : on;
    return h('button', {
      type: 'button', class: is ? 'button small on' : 'button small', 'data-do': key, 'data-key': `${key}-${directory.name}-${name}`, 'aria-label': `${title}: ${name}`,
      onclick: event => act(event.currentTarget, async () => {
        await ask(`directories/${encodeURIComponent(directory.name)}/users/${encodeURIComponent(name)}`, 'PATCH', change(!is));
        toast(`In ${directory.name} ${name} ${is ? afterOff : afterOn}.`);
        await refresh('directories');
      }),
    }, title);
  }));
