// Orgs other than the demo org.

/** Without factor sequencing: name and password on one page. */
export const withoutSequencing = () => `
org: { name: plain }
groups: [ any-factor ]
users:
  - { login: finn@demo.test, firstName: Finn, lastName: Keller, password: Passw0rd-finn }
  - login: gina@demo.test
    firstName: Gina
    lastName: Rossi
    password: Passw0rd-gina
    groups: [ any-factor ]
    factors:
      push: { device: "Gina's phone" }
      totp: { secret: KRSXG5CTMVRXEZLU }
      sms:  { phone: "+14155550103" }
policies:
  signOn:
    - name: Any factor
      groups: [ any-factor ]
      rules: [ { name: Password and any factor, authenticate: password + any } ]
`;

/** People who are not done when they have signed in: a password that has expired, factors to set up. */
export const withWorkToDo = () => `
org: { name: work, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
groups: [ by-phone, by-token, by-push, forgetful, hurried ]
users:
  - { login: pat@work.test, firstName: Pat, lastName: Moss, password: Passw0rd-pat, status: PASSWORD_EXPIRED }
  - { login: vic@work.test, firstName: Vic, lastName: Lam, password: Passw0rd-vic, groups: [ hurried ] }
  - { login: nia@work.test, firstName: Nia, lastName: Ames, password: Passw0rd-nia, groups: [ by-phone ] }
  - { login: tom@work.test, firstName: Tom, lastName: Berg, password: Passw0rd-tom, groups: [ by-token ] }
  - { login: uma@work.test, firstName: Uma, lastName: Rao, password: Passw0rd-uma, groups: [ by-push ] }
  - { login: lou@work.test, firstName: Lou, lastName: Tran, password: Passw0rd-lou }
  - login: kit@work.test
    firstName: Kit
    lastName: Ray
    password: Passw0rd-kit
    groups: [ forgetful ]
    recoveryQuestion: { question: disliked_food, answer: mushrooms }
    factors: { sms: { phone: "+14155550199" } }
  - login: max@work.test
    firstName: Max
    lastName: Ode
    password: Passw0rd-max
    status: LOCKED_OUT
    groups: [ forgetful ]
    recoveryQuestion: { question: disliked_food, answer: mushrooms }
policies:
  mfaEnroll:
    - { name: By phone, groups: [ by-phone ], enroll: login, factors: { okta_sms: required, okta_question: required } }
    - { name: By token, groups: [ by-token ], enroll: login, factors: { okta_otp: required } }
    - { name: By push, groups: [ by-push ], enroll: login, factors: { okta_push: required } }
  password:
    - { name: Hurried, groups: [ hurried ], age: { maxAgeDays: 10, expireWarnDays: 5 } }
    - name: Forgetful
      groups: [ forgetful ]
      lockout: { showLockoutFailures: true }
      recovery: { email: true, sms: true, question: true }
      selfServiceUnlock: allow
`;
