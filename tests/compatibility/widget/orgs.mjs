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
