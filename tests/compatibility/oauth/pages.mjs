// Pages that run a client library in Chromium: bundled from npm when the test starts, served from the app's origin.

import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { openBrowser } from '../chromium.mjs';
import { ana, password, startOrg } from './org.mjs';

const folder = dirname(fileURLToPath(import.meta.url));

/** A server, and a page of the app whose script is bundled from `entry`; every path shows it, as in a single-page app. */
export async function startPage(entry) {
  const { outputFiles: [script] } = await build({
    entryPoints: [join(folder, entry)],
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
    logLevel: 'error',
  });
  const server = await startOrg();
  const config = { issuer: `${server.baseUrl}/oauth2/default`, org: server.baseUrl, app: server.app };
  const html = `<!DOCTYPE html><meta charset="utf-8"><title>App</title><link rel="icon" href="data:,"><div id="app"></div>`
    + `<script>window.config = ${JSON.stringify(config)};</script><script src="/bundle.js"></script>`;
  const site = createServer((request, response) => {
    const isScript = request.url === '/bundle.js';
    response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? script.text : html);
  });
  await new Promise(done => { site.listen(server.appPort, '127.0.0.1', done); });
  const browser = await openBrowser();
  const end = async () => {
    await browser.close();
    site.closeAllConnections();
    site.close();
    await server.stop();
  };

  /** A browser that nobody has used yet, at the app's first page. */
  const visitor = async () => {
    await server.reset();
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${server.app}/`);
    return page;
  };
  return { server, visitor, end };
}

/** What ana does on FactorSeq's own sign-in page. */
export async function signInOnPage(page) {
  await page.locator('#username').fill(ana);
  await page.locator('#password').fill(password);
  await page.locator('#signin').click();
}
