// The org's clock, told and moved.

import { $ } from './dom.js';
import { refresh, source } from './live.js';
import { act, ask } from './server.js';

export const clock = { at: Date.now(), since: performance.now(), frozen: false, known: false };
export const now = () => clock.at + (clock.frozen ? 0 : performance.now() - clock.since);
const iso = ms => new Date(ms).toISOString();
export const timeOf = value => iso(Date.parse(value)).slice(11, 19);
export const mmss = ms => {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

export function ago(value) {
  const seconds = Math.round((now() - Date.parse(value)) / 1000);
  if (seconds < -1) return 'in the future';
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} d ago`;
}

/** How long it is until then; what is over is due. */
export function until(value) {
  const seconds = Math.round((Date.parse(value) - now()) / 1000);
  if (seconds <= 0) return 'due';
  if (seconds < 60) return `in ${seconds} s`;
  if (seconds < 3600) return `in ${Math.ceil(seconds / 60)} min`;
  if (seconds < 86400) return `in ${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
  return `in ${Math.floor(seconds / 86400)} d`;
}

/** "-P1DT2H5M" as "-1 d 2 h", by its two largest parts; '' when it is nothing. */
export function spoken(duration) {
  const match = /^([-+]?)P(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?[\d.]+)S)?)?$/.exec(duration ?? '');
  if (!match) return duration ?? '';
  const parts = [[match[2], 'd'], [match[3], 'h'], [match[4], 'min'], [match[5] && Math.trunc(match[5]), 's']].filter(([n]) => Number(n));
  const negative = match[1] === '-' || parts.some(([n]) => Number(n) < 0);
  return parts.length ? (negative ? '-' : '+') + parts.slice(0, 2).map(([n, unit]) => `${Math.abs(n)} ${unit}`).join(' ') : '';
}

function showClock(data) {
  Object.assign(clock, { at: Date.parse(data.now), since: performance.now(), frozen: data.frozen, known: true });
  const shift = spoken(data.offset);
  $('clock-state').dataset.state = data.frozen ? 'frozen' : shift ? 'shifted' : 'real';
  $('clock-state').textContent = data.frozen ? 'Frozen' + (shift ? `, ${shift}` : '') : shift ? `Shifted ${shift}` : 'Real time';
  $('clock-freeze').classList.toggle('on', data.frozen);
  $('clock-freeze').textContent = data.frozen ? 'Unfreeze' : 'Freeze';
  if (document.activeElement !== $('clock-value')) $('clock-value').value = `${iso(now()).slice(0, 19)}Z`;
  tick();
}

function tick() {
  if (!clock.known) return;
  const stamp = iso(now());
  if ($('clock-now').dateTime === stamp.slice(0, 19) + 'Z') return;
  $('clock-now').dateTime = stamp.slice(0, 19) + 'Z';
  $('clock-now').textContent = stamp.slice(11, 19);
  $('clock-date').textContent = `${new Date(now()).toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' })} ${stamp.slice(0, 10)} UTC`;
  $('phone-time').textContent = stamp.slice(11, 16);
  for (const element of document.querySelectorAll('[data-ago]')) element.textContent = ago(element.dataset.ago);
  for (const element of document.querySelectorAll('[data-until]')) element.textContent = until(element.dataset.until);
  document.dispatchEvent(new Event('tick'));
}

/** Does something each time another second has passed on the emulator's clock. */
export const everySecond = work => document.addEventListener('tick', work);

const moveClock = (button, change) => act(button, async () => showClock(await ask('clock', 'POST', change)));

for (const button of document.querySelectorAll('[data-advance]'))
  button.addEventListener('click', () => moveClock(button, { advance: button.dataset.advance }));
$('clock-freeze').addEventListener('click', event => moveClock(event.currentTarget, { freeze: !clock.frozen }));
$('clock-reset').addEventListener('click', event => moveClock(event.currentTarget, { reset: true }));
$('clock-set').addEventListener('submit', event => {
  event.preventDefault();
  const [day, time] = $('clock-value').value.replace('Z', '').split(/[T ]/);
  moveClock(event.submitter, { set: `${day}T${time.padEnd(8, ':00')}Z` });
});

source('clock', 'clock', showClock);
document.addEventListener('visibilitychange', () => document.hidden || refresh('clock'));
setInterval(tick, 250);
