// The page of a far end, Duo or an identity provider: approve or deny, once.

const base = document.documentElement.dataset.base;
const config = JSON.parse(document.getElementById('factorseq-config').textContent);
const $ = id => document.getElementById(id);

const enable = enabled => {
  $('approve').disabled = $('deny').disabled = !enabled;
};

async function decide(decision) {
  enable(false);
  $('error').hidden = true;
  let response = null;
  try {
    response = await fetch(`${base}/emulator/visits/${encodeURIComponent(config.id)}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ decision }),
    });
  } catch { /* told below */ }
  if (!response?.ok) {
    $('error').textContent = response?.status === 404
      ? 'This request is over. Go back and try again.'
      : 'The emulator does not answer. Is it still running?';
    $('error').hidden = false;
    enable(true);
    return;
  }
  if (config.back) {
    location.assign(config.back);
    return;
  }
  $('choices').hidden = true;
  $('done').textContent = decision === 'approve' ? 'Approved. You can go back to the sign-in.' : 'Denied. You can go back to the sign-in.';
  if (window.parent !== window) window.parent.postMessage({ sig_response: config.signature }, location.origin);
}

$('approve').addEventListener('click', () => decide('approve'));
$('deny').addEventListener('click', () => decide('deny'));
// A click before this would be lost.
enable(true);
$('approve').focus();
