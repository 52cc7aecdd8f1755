import * as ask from './ask.js';

const names = {
  'password': 'Password',
  'push': 'Okta Verify push',
  'token:software:totp': 'Code from an authenticator app',
  'token:hardware': 'Hardware token',
  'token:hotp': 'Hardware token',
  'token': 'Hardware token',
  'sms': 'Text message',
  'call': 'Phone call',
  'email': 'E-mail',
  'question': 'Security question',
};

// These have nothing to verify until the server has sent something.
const sent = ['push', 'sms', 'call', 'email'];

// A wrong, used or late code, or one asked for too often: the transaction stands where it stood.
const retryable = ['E0000068', 'E0000082', 'E0000083', 'E0000109', 'E0000118', 'E0000133'];

/** Walks the factor sequence of a user; resolves with the tokens, or with null once the user gives up. */
export async function signInByCode(auth, username) {
  ask.reset();
  try {
    let transaction = await auth.signIn({ username });
    while (transaction && transaction.status !== 'SUCCESS') {
      ask.record(describe(transaction));
      try {
        transaction = await advance(transaction);
      } catch (error) {
        if (!retryable.includes(error.errorCode)) {
          throw error;
        }
        ask.complain(error.errorCauses?.[0]?.errorSummary ?? error.errorSummary);
      }
    }
    if (!transaction) {
      return null;
    }

    ask.record(describe(transaction));
    // A hidden frame trades the one-time session token for a session cookie and a code.
    const { tokens } = await auth.token.getWithoutPrompt({ sessionToken: transaction.sessionToken });
    return tokens;
  } finally {
    ask.clear();
  }
}

function advance(transaction) {
  switch (transaction.status) {
    case 'UNAUTHENTICATED': // the first step of a sequence: nobody is known yet
    case 'MFA_REQUIRED': // any later step
      return chooseFactor(transaction);
    case 'MFA_CHALLENGE':
      return transaction.factor.factorType === 'push' ? awaitPush(transaction) : enterCode(transaction);
    default:
      throw new Error(`${transaction.status} is not handled here. Use the identity provider's own page.`);
  }
}

async function chooseFactor(transaction) {
  const factors = transaction.factors.filter(factor => factor.factorType in names);
  const factor = await ask.choose('Choose a factor', factors.map(factor => [label(factor), factor]), 'Cancel');
  if (!factor) {
    await transaction.cancel();
    return null;
  }
  if (sent.includes(factor.factorType)) {
    return factor.verify();
  }

  const answer = await ask.fill(label(factor), factor.factorType === 'password' ? 'password' : 'text');
  if (answer === null) {
    return transaction;
  }
  switch (factor.factorType) {
    case 'password':
      return factor.verify({ password: answer });
    case 'question':
      return factor.verify({ answer });
    default:
      return factor.verify({ passCode: answer });
  }
}

async function enterCode(transaction) {
  const passCode = await ask.fill(label(transaction.factor), 'text');
  return passCode === null ? transaction.prev() : transaction.verify({ passCode });
}

async function awaitPush(transaction) {
  if (transaction.factorResult !== 'WAITING') {
    ask.complain(transaction.factorResult === 'REJECTED' ? 'The push was denied.' : 'The push was not answered in time.');
    return transaction.prev();
  }

  const turnedAway = ask.wait('Approve the push on your phone');
  return Promise.race([
    transaction.poll({ delay: 1000, transactionCallBack: showNumber }),
    turnedAway.then(() => transaction.prev()),
  ]);
}

// Polls deliver the raw answer, not a transaction; the number appears once the phone shows its three.
function showNumber(answer) {
  const number = answer._embedded?.factor?._embedded?.challenge?.correctAnswer;
  if (number !== undefined) {
    ask.highlight(number);
  }
}

function label({ factorType, profile }) {
  const detail = profile?.questionText ?? profile?.phoneNumber ?? profile?.email ?? profile?.name;
  return detail ? `${names[factorType]}: ${detail}` : names[factorType];
}

function describe({ status, factorResult, factor, factors }) {
  const on = factor ? [factor.factorType] : (factors ?? []).map(offered => offered.factorType);
  return [status, factorResult, on.join(' | ')].filter(Boolean).join(' · ');
}
