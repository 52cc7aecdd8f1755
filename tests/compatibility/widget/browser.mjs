// One browser for every widget test, a context of its own for each.

import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../chromium.mjs';
import { startServer } from '../server.mjs';
import { SignInWidget } from './widget.mjs';

/** The widget as npm installed it, in its one exact version. */
export const dist = resolve(dirname(fileURLToPath(import.meta.url)), '../node_modules/@okta/okta-signin-widget/dist');

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser?.close());

/**
 * Defines tests that share a server whose org is as fresh as at its start before each of them.
 * `start()` gives the server; `walk(name, async ({ server, page, widget, requests }) => ..)` defines a test.
 * A test fails if its page breaks its content security policy or throws, whatever else it looks at.
 */
export function withBrowser(name, start, define) {
  describe(name, () => {
    let server;
    let context;
    let page;
    let requests;
    let faults;

    before(async () => {
      server = await start();
      context = await browser.newContext({ viewport: { width: 900, height: 800 } });
    });
    after(async () => {
      await context?.close();
      await server?.stop();
    });

    const begin = async () => {
      await server.reset();
      await context.clearCookies();
      page = await context.newPage();
      page.setDefaultTimeout(10_000);
      await page.clock.install();
      requests = [];
      faults = [];
      page.on('request', request => requests.push(request));
      page.on('pageerror', error => faults.push(error.stack));
      page.on('console', message => {
        if (/Content Security Policy/.test(message.text())) faults.push(message.text());
      });
    };

    const leave = async () => {
      await page.evaluate(() => { localStorage.clear(); sessionStorage.clear(); }).catch(() => {});
      await page.close();
    };

    // The widget throws where its own animations are overtaken, as happens on a busy machine: a walk fails when it has failed twice.
    define((title, body) => test(title, async t => {
      for (let tries = 1; ; tries++) {
        await begin();
        try {
          await body({ server, page, requests, widget: new SignInWidget(page, server.baseUrl) });
          if (faults.length) {
            throw new Error(faults.join('\n'));
          }
          return;
        } catch (failure) {
          if (tries === 2) throw failure;
          t.diagnostic(`tried again after: ${failure.message.split('\n')[0]}`);
        } finally {
          await leave();
        }
      }
    }));
  });
}

/** A server whose own sign-in page is the widget. */
export const hosted = (options = {}) =>
  startServer({ ...options, host: 'localhost', args: ['--okta-widget', dist, ...options.args ?? []] });

/** Calls of the Authentication API that a page has made so far, as "POST /api/v1/authn/cancel". */
export const calls = requests => requests
  .filter(request => request.method() === 'POST' && new URL(request.url()).pathname.startsWith('/api/v1/authn'))
  .map(request => new URL(request.url()).pathname + new URL(request.url()).search);
