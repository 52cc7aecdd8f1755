/* Security keys and biometrics: the browser's own ceremonies, by registration and by assertion. */
import { h } from './dom.js';
import { button, form } from './parts.js';
import { T } from './texts.js';
import { prove, rememberDevice, send } from './verify.js';

const W = {
  instructions: 'Your browser or device will prompt you to verify with a security key or biometric authenticator.',
  enroll: 'Your browser will prompt you to register a security key or biometric authenticator. Follow its instructions to finish.',
  register: 'Register',
  error: 'You are currently unable to use a Security key or biometric authenticator. Try again.',
  registered: 'This security key or biometric authenticator is already set up.',
  unsupported: 'Security key or biometric authenticator is not supported on this browser. Select another factor or contact your admin for assistance.',
};

const isSupported = () => typeof PublicKeyCredential === 'function' && Boolean(navigator.credentials);

const decode = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
const encode = buffer => btoa(Array.from(new Uint8Array(buffer), b => String.fromCharCode(b)).join(''));
const key = id => ({ type: 'public-key', id: decode(id) });

/** Runs a ceremony; what the browser refuses, for whichever reason, is told in one way. */
async function ceremony(page, run, text = () => W.error) {
  try {
    return await run();
  } catch (error) {
    page.setError(text(error));
    return null;
  }
}

function screen(page, lead, label, before, work) {
  if (!isSupported()) return { body: [h('p', { id: 'unsupported', class: 'fs-warning' }, W.unsupported)] };
  return {
    lead,
    body: [form(page, { fields: [], submit: button({ id: 'verify', label, submit: true }), before, work })],
  };
}

export function assertionBody(page, tx, entry) {
  return screen(page, W.instructions, T.verify, [rememberDevice(page)], async () => {
    // Every try has a challenge of its own; asked of a type, any of its keys may answer.
    const asked = await send(page, entry);
    page.accept(asked);
    const { challenge, keys } = challengeOf(asked);
    const credential = await ceremony(page, () => navigator.credentials.get({
      publicKey: { ...challenge, allowCredentials: keys.map(key), challenge: decode(challenge.challenge) },
    }));
    if (!credential) return;
    const { clientDataJSON, authenticatorData, signature } = credential.response;
    await prove(page, entry, {
      clientData: encode(clientDataJSON), authenticatorData: encode(authenticatorData), signatureData: encode(signature),
    });
  });
}

function challengeOf({ _embedded: { challenge, factors, factor } }) {
  return factors
    ? { challenge, keys: factors.map(f => f.profile.credentialId) }
    : { challenge: factor._embedded.challenge, keys: [factor.profile.credentialId] };
}

export function registrationBody(page, tx) {
  return screen(page, W.enroll, W.register, [], async () => {
    const { activation } = page.tx._embedded.factor._embedded;
    const credential = await ceremony(page, () => navigator.credentials.create({
      publicKey: {
        ...activation,
        challenge: decode(activation.challenge),
        user: { ...activation.user, id: decode(activation.user.id) },
        excludeCredentials: (activation.excludeCredentials || []).map(({ id }) => key(id)),
      },
    }), error => (error.name === 'InvalidStateError' ? W.registered : W.error));
    if (!credential) return;
    const { response } = credential;
    await page.show(await page.post(page.tx._links.next.href, {
      attestation: encode(response.attestationObject),
      clientData: encode(response.clientDataJSON),
      transports: response.getTransports ? JSON.stringify(response.getTransports()) : null,
      clientExtensions: JSON.stringify(credential.getClientExtensionResults()),
    }));
  });
}
