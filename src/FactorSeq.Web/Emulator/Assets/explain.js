// The explanation of one sign-in as a picture: what was said and why, policies and rules, chains, factors.
// A pure function from the JSON of GET /emulator/explain to elements.

const stepsOf = text => text.split('->').map(step => step.trim()).filter(Boolean);

/** What each step of a chain is: done (the residual has dropped it), next, later; or closed as a whole. */
function stateOfSteps({ text, remaining, state }) {
  const steps = stepsOf(text);
  const left = state === 'done' ? 0 : stepsOf(remaining ?? text).length;
  return steps.map((step, index) => {
    const done = index < steps.length - left;
    if (done) return [step, 'done'];
    if (state === 'closed') return [step, 'closed'];
    return [step, index === steps.length - left ? 'next' : 'later'];
  });
}

export function drawExplanation(data, { h, icon, timeOf }) {
  const verified = new Set(data.transaction?.verified ?? []);
  const section = (title, hint, ...body) => h('section', { class: 'part' }, h('h3', null, title), hint && h('p', { class: 'hint' }, hint), ...body);
  const mark = (hit, yes, no) => h('span', { class: `mark ${hit ? 'hit' : 'miss'}` }, icon(hit ? 'check' : 'cross'), hit ? yes : no);
  const unreached = () => h('span', { class: 'mark unreached' }, icon('dot'), 'not reached');

  function answer() {
    const { status, errorCode, errorSummary, factorResult } = data.answer ?? {};
    const failed = Boolean(errorCode) || typeof status === 'number' && status >= 400;
    return h('div', { class: 'answers' },
      h('div', { class: 'answer public', 'data-answer': errorCode ?? status },
        h('h3', null, icon('globe'), 'What the client is told'),
        h('p', { class: failed ? 'big bad' : 'big' }, [status, errorCode].filter(Boolean).join(' ') || 'No answer yet'),
        errorSummary && h('p', null, errorSummary),
        factorResult && h('p', null, factorResult)),
      h('div', { class: 'answer true' },
        h('h3', null, icon('lock'), 'What is really so'),
        h('p', { class: 'reason' }, data.reason || 'Nothing is hidden here.'),
        data.transaction
          ? h('p', { class: 'transaction' }, 'Transaction: ', h('strong', null, data.transaction.status),
            verified.size > 0 && `, verified ${[...verified].join(', ')}`,
            data.transaction.stepUpFor && `, to open ${data.transaction.stepUpFor}`,
            data.transaction.enrolling && `, setting up ${data.transaction.enrolling}`,
            data.transaction.recoveryType && `, recovery type ${data.transaction.recoveryType}`,
            data.transaction.expiresAt && `, until ${timeOf(data.transaction.expiresAt)} UTC`)
          : h('p', { class: 'transaction' }, 'No sign-in is in progress: this is what the next one would meet.')));
  }

  // What the directory would say to the right password, and what would become of it.
  function directory() {
    const { name, agents, answer: said, errorCode, reason, oktaStatus, atPassword, checkedBySequence } = data.directory;
    const told = atPassword && [atPassword.status, atPassword.errorCode, atPassword.errorSummary].filter(Boolean).join(' ');
    const sentence = text => text.charAt(0).toUpperCase() + text.slice(1);
    return h('div', { class: 'answers', 'data-directory-answer': said },
      h('div', { class: 'answer public' },
        h('h3', null, icon('globe'), 'What the client is told at the password'),
        h('p', { class: atPassword?.errorCode ? 'big bad' : 'big' }, told || 'Nothing: no password is set up')),
      h('div', { class: 'answer true' },
        h('h3', null, icon('lock'), `What ${name} would say to the right one`),
        h('p', { class: 'reason' }, `${sentence(reason ?? (said === 'Bound' ? 'it is right' : said))}${errorCode ? ` (${errorCode})` : ''}`),
        h('p', { class: 'transaction' }, `${agents} ${agents === 1 ? 'agent' : 'agents'} connected; the user is ${oktaStatus} in Okta.`),
        !checkedBySequence && h('p', null, 'A chain of this rule has no password: by it the directory is not asked at all.')));
  }

  const conditions = list => list?.length
    ? h('ul', { class: 'conditions' }, list.map(({ condition, hit, text }) => h('li', { 'data-condition': condition, 'data-hit': String(hit) },
      mark(hit, 'hit', 'miss'), h('span', { class: 'condition' }, condition), h('span', null, text))))
    : null;

  const rule = ({ name, matched, conditions: list }, index, all) => h('li', { class: matched ? 'rule-box matched' : 'rule-box', 'data-rule': name, 'data-matched': String(matched) },
    h('div', { class: 'box-head' }, h('strong', null, name), all.slice(0, index).some(earlier => earlier.matched) ? unreached() : mark(matched, 'matched', 'no match')), conditions(list));

  const policy = ({ name, priority, applied, conditions: list, rules }, index, all) => h('li', { class: applied ? 'policy applied' : 'policy', 'data-policy': name, 'data-applied': String(applied) },
    h('span', { class: 'priority', 'aria-label': `Priority ${priority}` }, String(priority ?? '')),
    h('div', { class: 'policy-body' },
      h('div', { class: 'box-head' }, h('strong', null, name), all.slice(0, index).some(earlier => earlier.applied)
        ? unreached()
        : mark(applied, 'applies', rules?.length && (list ?? []).every(({ hit }) => hit) ? 'no rule matched' : 'does not apply')),
      conditions(list),
      rules?.length > 0 && h('ol', { class: 'rules' }, rules.map(rule))));

  function decision() {
    const { policy: name, rule: ruleName, access } = data.decision ?? {};
    if (!access) return h('p', { class: 'decision none' }, 'No rule decided.');
    return h('p', { class: access === 'DENY' ? 'decision deny' : 'decision', 'data-access': access },
      h('span', { class: 'label' }, 'Decision'), h('span', null, name ?? 'no policy'), icon('arrow'), h('span', null, ruleName ?? 'no rule'), icon('arrow'), h('strong', null, access));
  }

  // An app's own policy, which comes after the org's; its decision ends with what is still to be proved.
  function app({ app: label, rule: ruleName, access, needs, reason, rules }) {
    const words = { GRANTED: 'opens', DENIED: 'does not open', NOT_ASSIGNED: 'not assigned', STEP_UP: `asks for ${needs.join(' and ')}` };
    return h('li', { class: 'policy applied', 'data-app': label, 'data-access': access },
      h('span', { class: 'priority', 'aria-hidden': 'true' }, [...label][0].toUpperCase()),
      h('div', { class: 'policy-body' },
        h('div', { class: 'box-head' }, h('strong', null, label), access === 'STEP_UP'
          ? h('span', { class: 'mark unreached' }, icon('dot'), words.STEP_UP)
          : mark(access === 'GRANTED', words[access], words[access])),
        h('p', { class: 'hint' }, `${ruleName ?? 'no rule'}: ${reason}`),
        h('ol', { class: 'rules' }, rules.map(rule))));
  }

  function chain(item, index) {
    const names = { done: 'done', next: 'next', later: 'then', closed: 'closed' };
    return h('li', { class: `chain ${item.state}`, 'data-chain': item.text, 'data-state': item.state },
      h('span', { class: 'chain-number' }, `Chain ${index + 1}`),
      h('ol', { class: 'steps' }, stateOfSteps(item).map(([text, state], nth) => [
        nth > 0 && h('li', { class: 'arrow', 'aria-hidden': 'true' }, icon('arrow')),
        h('li', { class: `step ${state}`, 'data-step': text, 'data-state': state },
          h('span', { class: 'step-state' }, state === 'done' && icon('check'), state === 'closed' && icon('cross'), names[state]),
          h('span', { class: 'alternatives' }, text.split('|').map((factor, place) => [
            place > 0 && h('span', { class: 'or' }, 'or'),
            h('span', { class: state === 'done' && verified.has(factor.trim()) ? 'chip used' : 'chip' }, factor.trim()),
          ]))),
      ])),
      h('span', { class: 'chain-state' }, item.state === 'done' ? 'complete' : item.state === 'closed' ? 'no longer possible' : `left: ${item.remaining || item.text}`));
  }

  const factor = ({ factor: name, id, enrolled, offered, why }) => h('li', { class: offered ? 'factor offered' : 'factor', 'data-factor': name, 'data-offered': String(offered), title: id },
    h('strong', null, name), mark(offered, 'offered', 'not offered'), h('span', { class: 'enrolment' }, enrolled ? 'enrolled' : 'not enrolled'), h('span', { class: 'why' }, why));

  function enrollment({ policy: name, rule: ruleName, enroll, factors }) {
    const moments = { LOGIN: 'at every sign-in', CHALLENGE: 'when a factor is asked for', NEVER: 'never' };
    const chip = item => {
      const missing = item.enrollment === 'REQUIRED' && !item.enrolled;
      return h('li', { class: missing ? 'chip missing' : item.enrolled ? 'chip have' : 'chip', 'data-enrollment': item.factor, 'data-missing': String(missing) },
        `${item.factor}: ${item.enrollment.toLowerCase()}${item.enrolled ? ', enrolled' : missing ? ', missing' : ''}`);
    };
    return h('div', { class: 'demand', 'data-enrollment-policy': name ?? '' },
      h('div', { class: 'box-head' }, h('strong', null, 'Enrollment'), h('span', { class: 'hint' }, name ? `${name} / ${ruleName ?? 'no rule'}` : 'no policy')),
      h('dl', null, h('dt', null, 'Asked'), h('dd', null, moments[enroll] ?? enroll)),
      factors.length ? h('ul', { class: 'chips', 'aria-label': 'Factors' }, factors.map(chip)) : h('p', { class: 'hint' }, 'No factor may be set up at sign-in.'));
  }

  function password({ policy: name, rule: ruleName, ...demands }) {
    const line = (title, text) => text && [h('dt', null, title), h('dd', null, text)];
    const day = instant => instant?.slice(0, 10);
    const may = [demands.passwordChange && 'change', demands.selfServicePasswordReset && 'reset', demands.selfServiceUnlock && 'unlock'].filter(Boolean);
    return h('div', { class: 'demand', 'data-password-policy': name ?? '' },
      h('div', { class: 'box-head' }, h('strong', null, 'Password'), h('span', { class: 'hint' }, name ? `${name} / ${ruleName ?? 'no rule'}` : 'no policy')),
      h('dl', null,
        line('Complexity', demands.complexity.replace(/^[^:]*: /, '')),
        line('Age', demands.maxAgeDays ? `${demands.maxAgeDays} days at most` : 'never expires'),
        line('Set', day(demands.passwordChanged)),
        line('Expires', day(demands.passwordExpires)),
        line('Lock', demands.maxAttempts ? `after ${demands.maxAttempts} wrong passwords${demands.autoUnlockMinutes ? `, for ${demands.autoUnlockMinutes} min` : ''}` : 'never'),
        line('Users may', may.join(', ') || 'nothing by themselves'),
        line('Recovery by', demands.recovery.join(', '))));
  }

  return h('div', { class: 'explanation' },
    h('p', { class: 'subject' }, h('strong', null, data.user), data.at && ` at ${timeOf(data.at)} UTC`),
    answer(),
    data.directory && section('Directory', null, directory()),
    section('Policies and rules', 'Asked in order of priority; the first rule that matches decides.',
      data.policies?.length ? h('ol', { class: 'policies' }, data.policies.map(policy)) : h('p', { class: 'hint' }, 'No policy was asked.'), decision()),
    data.apps && section('Apps', 'Each app has a sign-on policy of its own. It takes no chains: any factor of the user will do.',
      h('ol', { class: 'policies', 'data-apps': '' }, data.apps.map(app))),
    section('Chains', null, data.chains?.length ? h('ol', { class: 'chains' }, data.chains.map(chain)) : h('p', { class: 'hint' }, 'No chain leads to a session.')),
    section('Factors', null, data.factors?.length ? h('ul', { class: 'factors' }, data.factors.map(factor)) : h('p', { class: 'hint' }, 'No factor.')),
    data.enrollmentPolicy && data.passwordPolicy && section('Factors to set up, and the password', 'The policies that apply to this user, and what they demand.',
      h('div', { class: 'demands' }, enrollment(data.enrollmentPolicy), password(data.passwordPolicy))));
}
