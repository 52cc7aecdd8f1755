// Stands where Okta serves Duo's script: shows the emulated Duo in a frame and hands its signature on.

window.Duo = {
  init({ host, sig_request: request, iframe, submit_callback: submitted, post_action: action }) {
    const frame = typeof iframe === 'string' ? document.getElementById(iframe) : iframe ?? document.getElementById('duo_iframe');
    const visit = /^TX\|([A-Za-z0-9]+):/.exec(request)[1];
    const script = [...document.scripts].find(known => known.src.includes('/js/sections/duo/'));
    const base = script ? script.src.slice(0, script.src.indexOf('/js/sections/duo/')) : `${location.protocol}//${host}`;
    frame.src = `${base}/emulator/duo/${visit}`;
    window.addEventListener('message', event => {
      if (event.source !== frame.contentWindow || event.origin !== new URL(base).origin) return;
      const form = document.createElement('form');
      const field = Object.assign(document.createElement('input'), { type: 'hidden', name: 'sig_response', value: event.data.sig_response });
      form.method = 'POST';
      form.append(field);
      if (submitted) {
        submitted(form);
        return;
      }
      form.action = action;
      document.body.append(form);
      form.submit();
    });
  },
};
