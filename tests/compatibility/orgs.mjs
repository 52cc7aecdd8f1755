// An org whose people have something to do before, or in place of, signing in.

/** Passwords that expire or have expired, factors to set up, ways back in, accounts that are locked or new. */
export const withErrands = () => `
org: { name: errands, settings: { selfServiceRegistration: true } }
groups: [ hurried, newcomers, choosers, recovering ]
users:
  - { login: pat@errands.test, firstName: Pat, lastName: Moss, password: Passw0rd-pat, status: PASSWORD_EXPIRED }
  - { login: vic@errands.test, firstName: Vic, lastName: Lam, password: Passw0rd-vic, groups: [ hurried ] }
  - { login: nia@errands.test, firstName: Nia, lastName: Ames, password: Passw0rd-nia, groups: [ newcomers ] }
  - { login: cho@errands.test, firstName: Cho, lastName: Park, password: Passw0rd-cho, groups: [ choosers ] }
  - login: kit@errands.test
    firstName: Kit
    lastName: Ray
    password: Passw0rd-kit
    groups: [ recovering ]
    recoveryQuestion: { question: disliked_food, answer: mushrooms }
    factors: { sms: { phone: "+14155550199" } }
  - { login: lou@errands.test, firstName: Lou, lastName: Tran, password: Passw0rd-lou, status: LOCKED_OUT, groups: [ recovering ], recoveryQuestion: { question: disliked_food, answer: mushrooms }, factors: { sms: { phone: "+14155550198" } } }
policies:
  mfaEnroll:
    - { name: Newcomers, groups: [ newcomers ], enroll: login, factors: { okta_otp: required, okta_push: required, okta_sms: required, okta_email: required, okta_question: required } }
    - { name: Choosers, groups: [ choosers ], enroll: login, factors: { okta_question: optional, okta_sms: optional } }
  password:
    - { name: Hurried, groups: [ hurried ], age: { maxAgeDays: 10, expireWarnDays: 5 } }
    - name: Recovering
      groups: [ recovering ]
      lockout: { showLockoutFailures: true }
      recovery: { email: true, sms: true, call: true, question: true }
      selfServiceUnlock: allow
`;

/** Apps that ask for more of somebody who is signed in. */
export const withApps = () => `
org: { name: apps, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
users:
  - login: ana@apps.test
    firstName: Ana
    lastName: Ruiz
    password: Passw0rd-ana
    factors:
      push: { device: "Ana's phone" }
      question: { question: disliked_food, answer: mushrooms }
policies:
  signOn:
    - { name: All, groups: [ Everyone ], rules: [ { name: Sequence, chains: [ push ] } ] }
apps:
  - { label: Payroll, type: bookmark, url: "http://payroll.test/start", assign: [ Everyone ], signOn: mfa every sign-on }
  - { label: Spa, clientId: spa, redirectUris: [ "http://127.0.0.1:1/cb" ], assign: [ Everyone ], signOn: mfa every sign-on }
`;
