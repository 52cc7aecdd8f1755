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
groups: [ by-phone, by-token ]
users:
  - { login: pat@work.test, firstName: Pat, lastName: Moss, password: Passw0rd-pat, status: PASSWORD_EXPIRED }
  - { login: nia@work.test, firstName: Nia, lastName: Ames, password: Passw0rd-nia, groups: [ by-phone ] }
  - { login: tom@work.test, firstName: Tom, lastName: Berg, password: Passw0rd-tom, groups: [ by-token ] }
  - { login: lou@work.test, firstName: Lou, lastName: Tran, password: Passw0rd-lou }
policies:
  mfaEnroll:
    - { name: By phone, groups: [ by-phone ], enroll: login, factors: { okta_sms: required, okta_question: required } }
    - { name: By token, groups: [ by-token ], enroll: login, factors: { okta_otp: required } }
`;
