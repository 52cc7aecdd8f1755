// Signs users in at a fixed rate by an embedded directory and by OpenLDAP while a third directory is dead, and imports many people from OpenLDAP.
// usage: node run.mjs [--rate 200] [--seconds 10] [--people 50000]      needs: a Release build, slapd, ldap-utils, openssl
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import http from 'node:http';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const option = (name, standard) => Number(process.argv[process.argv.indexOf(`--${name}`) + 1]) || standard;
const rate = option('rate', 200);
const seconds = option('seconds', 10);
const people = option('people', 50_000);
const folder = mkdtempSync(join(tmpdir(), 'factorseq-directories-'));
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

const listen = server => new Promise(done => server.listen(0, '127.0.0.1', () => done(server.address().port)));
const freePort = async () => {
  const server = createServer();
  const port = await listen(server);
  await new Promise(done => server.close(done));
  return port;
};

const request = (base, method, path, body) => new Promise((done, failed) => {
  const sent = http.request(base + path, { method, agent, headers: { 'Content-Type': 'application/json' } }, answer => {
    let text = '';
    answer.on('data', part => (text += part));
    answer.on('end', () => done({ status: answer.statusCode, json: text ? JSON.parse(text) : null }));
  });
  sent.on('error', failed);
  sent.end(body && JSON.stringify(body));
});

async function start(seed, ...more) {
  const port = await freePort();
  const file = join(folder, `seed-${port}.yaml`);
  writeFileSync(file, seed);
  const server = spawn('dotnet', [join(root, 'src/FactorSeq.Web/bin/Release/net10.0/FactorSeq.Web.dll'), '--urls', `http://127.0.0.1:${port}`, '--seed', file, ...more],
    { stdio: ['ignore', 'ignore', 'inherit'] });
  const base = `http://127.0.0.1:${port}`;
  for (;;) {
    if (server.exitCode !== null) throw new Error('the server did not start');
    if (await request(base, 'GET', '/emulator/health').catch(() => null)) break;
    await new Promise(done => setTimeout(done, 50));
  }
  return { base, server };
}

const memory = server => Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024);

// A sign-in begins every 1/rate seconds, whether those before it are done or not.
async function signIn(base, login, password, perSecond) {
  const times = [];
  const outcomes = {};
  const running = [];
  const begun = performance.now();
  for (let i = 0; i < perSecond * seconds; i++) {
    const wait = begun + (i * 1000) / perSecond - performance.now();
    if (wait > 1) await new Promise(done => setTimeout(done, wait));
    const at = performance.now();
    running.push(request(base, 'POST', '/api/v1/authn', { username: login(i), password: password(i) }).then(answer => {
      times.push(performance.now() - at);
      const outcome = answer.json.status ?? answer.json.errorCode;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }));
  }
  await Promise.all(running);
  const took = (performance.now() - begun) / 1000;
  times.sort((a, b) => a - b);
  const at = part => `${times[Math.min(times.length - 1, Math.floor(times.length * part))].toFixed(0)} ms`;
  return `${(times.length / took).toFixed(0)}/s  p50 ${at(0.5)}  p99 ${at(0.99)}  ${JSON.stringify(outcomes)}`;
}

const slapd = { SLAPD_DIR: join(folder, 'slapd'), SLAPD_PORT: String(await freePort()), SLAPD_TLS_PORT: String(await freePort()) };
const openLdap = command => execFileSync('bash', [join(root, 'tests/directories/slapd.sh'), command], { env: { ...process.env, ...slapd }, stdio: 'ignore' });
const silent = createServer(() => {});

try {
  openLdap('start');
  const url = `ldap://127.0.0.1:${slapd.SLAPD_PORT}`;
  const entry = `dn: uid=load,ou=people,dc=example,dc=test\nchangetype: add\nobjectClass: inetOrgPerson\nuid: load\ncn: Load\nsn: Test\ngivenName: Load\nmail: load@example.test\nuserPassword: Passw0rd-load\n`;
  execFileSync('ldapmodify', ['-x', '-H', url, '-D', 'cn=admin,dc=example,dc=test', '-w', 'adminpw'], { input: entry, stdio: ['pipe', 'ignore', 'inherit'] });
  const dead = await listen(silent);
  const ldap = (name, address) => `
  - name: ${name}
    type: ldap
    importInterval: never
    justInTime: false
    ldap: { url: "${address}", bindDn: "cn=svc,ou=services,dc=example,dc=test", bindPassword: svcpw-1, baseDn: "dc=example,dc=test" }`;
  const { base, server } = await start(`
org: { name: load }
directories:
  - name: embedded
    type: activeDirectory
    importInterval: never
    embedded:
      users:
${Array.from({ length: 100 }, (_, i) => `        - { sAMAccountName: u${i}, userPrincipalName: u${i}@load.test, givenName: U, sn: Test, password: Passw0rd-u${i} }`).join('\n')}${ldap('openldap', url)}${ldap('dead', `ldap://127.0.0.1:${dead}`)}
users:
  - { login: load@example.test, directory: openldap }
  - { login: dead@example.test, directory: dead }
`);
  const embedded = () => signIn(base, i => `u${i % 100}@load.test`, i => `Passw0rd-u${i % 100}`, rate);
  const overLdap = () => signIn(base, () => 'load@example.test', () => 'Passw0rd-load', rate);
  await signIn(base, i => `u${i % 100}@load.test`, i => `Passw0rd-u${i % 100}`, 50);
  console.log(`embedded                    ${await embedded()}`);
  console.log(`OpenLDAP                    ${await overLdap()}`);
  const beside = signIn(base, () => 'dead@example.test', () => 'whatever', 20);
  console.log(`embedded, a dead one beside ${await embedded()}`);
  console.log(`the dead one itself         ${await beside}`);
  const again = signIn(base, () => 'dead@example.test', () => 'whatever', 20);
  console.log(`OpenLDAP, a dead one beside ${await overLdap()}`);
  await again;
  server.kill();

  const added = Array.from({ length: people }, (_, i) =>
    `dn: uid=p${i},ou=people,dc=example,dc=test\nchangetype: add\nobjectClass: inetOrgPerson\nuid: p${i}\ncn: P\nsn: Test\ngivenName: P\nmail: p${i}@example.test\n`);
  execFileSync('ldapmodify', ['-x', '-H', url, '-D', 'cn=admin,dc=example,dc=test', '-w', 'adminpw'],
    { input: added.join('\n'), stdio: ['pipe', 'ignore', 'inherit'], maxBuffer: 1 << 30 });
  const large = await start(`org: { name: large }\ndirectories:${ldap('openldap', url)}\n`, '--data', join(folder, 'large.db'));
  for (const mode of ['full', 'full', 'incremental']) {
    const at = performance.now();
    const { json } = await request(large.base, 'POST', '/emulator/directories/openldap/import', { mode });
    console.log(`${mode}: ${json.read} read, ${json.created} created, in ${((performance.now() - at) / 1000).toFixed(1)} s, ${memory(large.server)} MB at most`);
  }
  large.server.kill();
} finally {
  openLdap('clean');
  silent.close();
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
  process.exit();
}
