// What changes on the server arrives here: each room says what it shows, and is told again whenever that has changed.

import { $, toast } from './dom.js';
import { ask, streamUrl } from './server.js';

const sources = new Map(); // kind of change -> where to ask, who shows it, whether anybody wants to know
const loading = new Map(); // kind -> 'running' | 'again': one request per kind at a time, and the last word always wins

/** Shows the answer of `path` at the start and after every change of this kind; without a path, tells of the change alone. */
export function source(kind, path, show, wanted = () => true) {
  const known = sources.get(kind);
  if (!known) return void sources.set(kind, { path, shows: [show], wanted });
  known.path ??= path;
  known.shows.push(show);
}

export async function refresh(kind) {
  if (!sources.has(kind)) return;
  if (loading.has(kind)) return void loading.set(kind, 'again');
  loading.set(kind, 'running');
  const { path, shows } = sources.get(kind);
  try {
    const data = path && await ask(path);
    for (const show of shows) await show(data);
  } catch (error) {
    toast(error.message, true);
  }
  const again = loading.get(kind) === 'again';
  loading.delete(kind);
  if (again) setTimeout(refresh, 100, kind);
}

export function refreshAll() {
  for (const [kind, { wanted }] of sources)
    if (wanted()) refresh(kind);
}

function lamp(state, text) {
  $('live').dataset.state = state;
  $('live-text').textContent = text;
}

export function listen() {
  const stream = new EventSource(streamUrl);
  stream.addEventListener('open', () => { lamp('live', 'Live'); refreshAll(); });
  stream.addEventListener('change', event => refresh(JSON.parse(event.data).kind));
  stream.addEventListener('error', () => {
    lamp('reconnecting', 'Reconnecting');
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 3000); // refused, not lost: the browser gives up, we do not
  });
}
