// The emulator's API, as the page asks it.

import { toast } from './dom.js';

export const base = document.documentElement.dataset.base;
export const config = JSON.parse(document.getElementById('factorseq-config').textContent);
export const streamUrl = `${base}/emulator/stream`;

/** Asks the server; throws an Error whose message can be shown. */
export async function ask(path, method = 'GET', body = undefined) {
  let response;
  try {
    response = await fetch(`${base}/emulator/${path}`, {
      method,
      headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Error('The emulator does not answer. Is it still running?');
  }
  const text = await response.text();
  let data = null;
  try { data = text ? JSON.parse(text) : null; } catch { /* not JSON: the status says enough */ }
  if (response.ok) return data;
  const causes = (data?.errorCauses ?? []).map(cause => cause.errorSummary).join(' ');
  const said = causes || data?.errorSummary || data?.detail || data?.title;
  const hint = response.status === 401 ? 'This address asks for the admin token.' : '';
  throw Object.assign(new Error(said || hint || `The emulator answered ${response.status}.`), { status: response.status });
}

/** Runs what a button does; a failure becomes a toast, and the button rests meanwhile: the keyboard comes back to it, or to the one drawn in its place. */
export async function act(button, work) {
  const focused = button && button === document.activeElement;
  if (button) button.disabled = true;
  try {
    return await work();
  } catch (error) {
    toast(error.message, true);
    return undefined;
  } finally {
    if (button) button.disabled = false;
    if (focused && document.activeElement === document.body) {
      (button.isConnected ? button : document.querySelector(`[data-key="${CSS.escape(button.dataset.key)}"]`))?.focus();
    }
  }
}
