// The page of a Mac: fetches it whenever something has changed, and has its parts drawn.

import { $, h, toast } from './dom.js';
import { listen, refresh, source } from './live.js';
import { act, ask, config } from './server.js';
import { drawDesk, drawPhone, drawPushes } from './mac-desk.js';
import { drawScreen } from './mac-screen.js';

const params = new URLSearchParams(location.search);
let name = params.get('mac');
let mac = null;
let pushes = [];

const path = rest => `macs/${encodeURIComponent(name)}${rest}`;

/** Does something at the Mac and shows what came of it. */
export const doAt = (button, what, body = {}) => act(button, async () => show(await ask(path(`/${what}`), 'POST', body)));
export const change = (button, body) => act(button, async () => show(await ask(path(''), 'PATCH', body)));
export const pin = (button, user) => act(button, () => ask(path('/recovery-pin'), 'POST', { user }));
export const decide = (button, id, body) => act(button, async () => { await ask(`pushes/${encodeURIComponent(id)}`, 'POST', body); await load(); });
export const advance = (button, by) => act(button, async () => { await ask('clock', 'POST', { advance: by }); await load(); });

/** Whose phone lies beside the Mac: that of whoever stands at the window, or of its first user. */
const someone = () => mac.screen.user ?? mac.users[0]?.name ?? '';

async function show(next) {
  mac = next;
  $('page').hidden = false;
  drawScreen(mac);
  drawDesk(mac);
  drawPushes(mac, pushes);
  drawPhone(mac, await ask(path(`/phone?user=${encodeURIComponent(someone())}`)));
}

export async function load() {
  if (name) await show(await ask(path('')));
}

async function first(list) {
  $('none').hidden = list.length > 0;
  $('page').hidden = list.length === 0;
  if (!list.length) return;
  if (!list.some(one => one.name === name)) name = list[0].name;
  $('pick').hidden = list.length < 2;
  $('mac-name').replaceChildren(...list.map(one => h('option', { value: one.name }, one.name)));
  $('mac-name').value = name;
  await load();
}

$('mac-name').addEventListener('change', () => {
  name = $('mac-name').value;
  history.replaceState(null, '', `?mac=${encodeURIComponent(name)}`);
  load().catch(error => toast(error.message, true));
});
for (const button of document.querySelectorAll('[data-advance]'))
  button.addEventListener('click', () => advance(button, button.dataset.advance));

$('org-name').textContent = config.orgName;
source('macs', 'macs', first);
source('pushes', 'pushes', async list => { pushes = list; if (mac) await load(); });
source('users', null, load);
source('clock', null, load);
setInterval(() => { if (mac && document.visibilityState === 'visible') refresh('clock'); }, 5000);
listen();
