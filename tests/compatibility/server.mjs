// Starts the built server on a free port, waits until it is ready, and gives the tester's side of it: phones, mailbox, clock, settings.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const assembly = resolve(root, 'src/FactorSeq.Web/bin/Release/net10.0/FactorSeq.Web.dll');
const demoSeed = resolve(root, 'src/FactorSeq.Web/Seed/demo.yaml');

/**
 * Starts a server for the demo org.
 * `host` is the name that it is called by, `args` more of its command line, `seed` changes the demo org's text.
 */
export async function startServer({ host = '127.0.0.1', args = [], seed } = {}) {
  if (!existsSync(assembly)) {
    execFileSync('dotnet', ['build', 'src/FactorSeq.Web', '-c', 'Release', '--nologo', '-v', 'quiet'], { cwd: root, stdio: 'inherit' });
  }

  const baseUrl = `http://${host}:${await freePort()}`;
  const folder = seed && await mkdtemp(join(tmpdir(), 'factorseq-'));
  if (seed) {
    await writeFile(join(folder, 'org.yaml'), seed(await readFile(demoSeed, 'utf8')));
    args = [...args, '--seed', join(folder, 'org.yaml')];
  }
  const child = spawn('dotnet', [assembly, '--urls', baseUrl, ...args], { cwd: dirname(assembly), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', text => { said += text; });
  }

  const server = new Server(baseUrl, child, folder);
  const deadline = Date.now() + 60_000;
  while (!await server.isReady()) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await server.stop();
      throw new Error(`The server did not become ready.\n${said}`);
    }
    await pause(50);
  }
  return server;
}

class Server {
  constructor(baseUrl, child, folder) {
    this.baseUrl = baseUrl;
    this.child = child;
    this.folder = folder;
  }

  async isReady() {
    try {
      return (await fetch(`${this.baseUrl}/emulator/health`)).ok;
    } catch {
      return false;
    }
  }

  async stop() {
    this.alongside?.kill();
    if (this.child.exitCode === null) {
      const ended = new Promise(done => { this.child.once('exit', done); });
      this.child.kill('SIGTERM');
      await ended;
    }
    if (this.folder) {
      await rm(this.folder, { recursive: true });
    }
  }

  reset() { return this.ask('reset', {}); }
  clock(change) { return this.ask('clock', change); }
  settings(change) { return this.ask('settings', change, 'PATCH'); }
  pushes() { return this.ask('pushes'); }

  /** The one push that waits on a user's phone. */
  async push(user) {
    const waiting = (await this.pushes()).filter(push => push.user === user);
    if (waiting.length !== 1) {
      throw new Error(`${waiting.length} pushes wait for ${user}`);
    }
    return waiting[0];
  }

  /** The push that waits on a user's phone in place of another, once it is there. */
  async pushOtherThan(user, other) {
    return await eventually(async () => (await this.pushes()).find(push => push.user === user && push.id !== other.id))
      ?? fail(`No other push came for ${user}`);
  }

  decide(push, decision, number) { return this.ask(`pushes/${push.id}`, { decision, number }); }
  async approve(user, number) { return this.decide(await this.push(user), 'approve', number); }
  async deny(user) { return this.decide(await this.push(user), 'deny'); }

  /** The newest code that was sent to a user. */
  async code(user, channel) {
    const [newest] = await this.ask(`messages?user=${encodeURIComponent(user)}&channel=${channel}`);
    return newest.code;
  }

  /** The newest code that was sent to a user, once it has come. */
  async sentCode(user, channel) { return (await this.messages(user, channel, 1))[0]; }

  /** The link in the newest message to a user, once it has come. */
  async sentLink(user, channel) {
    return await eventually(async () => (await this.ask(`messages?user=${encodeURIComponent(user)}&channel=${channel}`))[0]?.link)
      ?? fail(`No link came for ${user}`);
  }

  /** The codes that were sent to a user, newest first, once there are so many. */
  async messages(user, channel, count) {
    const codes = await eventually(async () => {
      const sent = await this.ask(`messages?user=${encodeURIComponent(user)}&channel=${channel}`);
      return sent.length >= count && sent.map(message => message.code);
    });
    return codes || fail(`Fewer than ${count} of ${channel} came for ${user}`);
  }

  /** The code that waits for a user's phone to scan it, once it is there. */
  async activation(user) {
    return await eventually(async () => (await this.ask('activations')).find(activation => activation.user === user))
      ?? fail(`Nothing is there for ${user} to scan`);
  }

  scan(activation, phone) { return this.ask(`activations/${activation.id}`, phone); }

  /** What a user's software token shows. */
  async otp(user, factor) { return (await this.token(user, factor)).code; }

  /** What a token shows now and next; `credentialId` names one that nobody has enrolled yet. */
  token(user, factor, credentialId) {
    const query = new URLSearchParams({ factor, ...credentialId && { credentialId } });
    return this.ask(`users/${encodeURIComponent(user)}/otp?${query}`);
  }

  /** The one far end that a user is on the way to: Duo, or an identity provider. */
  async visit(user) {
    return await eventually(async () => (await this.ask('visits')).find(visit => visit.user === user))
      ?? fail(`${user} is on the way to nobody`);
  }

  async ask(path, body, method = body ? 'POST' : 'GET') {
    const response = await fetch(`${this.baseUrl}/emulator/${path}`, {
      method,
      headers: body && { 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} /emulator/${path}: ${response.status} ${text}`);
    }
    return text && JSON.parse(text);
  }
}

/** A port that nobody listens on, out of the range that outgoing connections take theirs from. */
export function freePort() {
  return new Promise(done => {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const listener = createServer();
    listener.once('error', () => done(freePort()));
    listener.listen(port, '127.0.0.1', () => listener.close(() => done(port)));
  });
}

/** What `look` finds, as soon as it finds anything. */
async function eventually(look) {
  for (let i = 0; i < 200; i++) {
    const found = await look();
    if (found) {
      return found;
    }
    await pause(20);
  }
}

function fail(message) {
  throw new Error(message);
}
