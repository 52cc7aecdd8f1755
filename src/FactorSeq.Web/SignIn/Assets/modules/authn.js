/* The wire: one request, and what a refusal says. */
import { ERRORS, T } from './texts.js';

const REQUEST_TIMEOUT_MS = 30000;

export class ApiError extends Error {
  constructor(status, body) {
    super('authn request failed');
    this.status = status;
    this.code = (body && body.errorCode) || '';
    this.body = body || {};
  }

  get text() {
    if (this.status === 0) return T.network;
    if (ERRORS[this.code]) return ERRORS[this.code];
    const cause = (this.body.errorCauses || [])[0];
    // A cause may begin with the name of the member it is about, which means nothing to people.
    if (cause && cause.errorSummary) return cause.errorSummary.replace(/^[a-z]\w*: /, '');
    if (this.status >= 500) return 'Unknown error';
    return this.body.errorSummary || T.unexpected;
  }
}

/** One JSON request; whatever is not a good answer is thrown as an ApiError. */
export async function request(method, url, body) {
  let status = 0;
  let answer = null;
  try {
    const response = await fetch(url, {
      method, credentials: 'include', cache: 'no-store', signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    status = response.status;
    answer = text ? JSON.parse(text) : {};
  } catch {
    if (status === 0) throw new ApiError(0);
  }
  if (status < 200 || status > 299 || !answer) throw new ApiError(status || 500, answer);
  return answer;
}

/** A module that is fetched when it is needed; when it cannot be had, that is a network failure like any other. */
export const load = module => module.catch(() => { throw new ApiError(0); });

/** The app that asks for more of somebody who is signed in; empty for a sign-in. */
export const appOf = tx => (tx._embedded && tx._embedded.target && tx._embedded.target.label) || '';
