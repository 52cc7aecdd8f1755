// Serves the page in public/ and the widget as npm installed it. Nothing here signs anybody in: the page does, by itself.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const port = process.env.PORT ?? 5003;
const issuer = process.env.OKTA_ISSUER ?? 'http://localhost:7700/oauth2/default';
const clientId = process.env.OKTA_CLIENT_ID ?? 'sample-okta-widget';
const passwordless = process.env.OKTA_PASSWORDLESS !== 'false';
const widget = process.env.OKTA_WIDGET ?? join(here, 'node_modules/@okta/okta-signin-widget/dist');

if (!existsSync(join(widget, 'js/okta-sign-in.classic.min.js'))) {
  console.error(`${widget} holds no widget. Install it: npm ci`);
  process.exit(1);
}

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === '/config.json') {
    response.writeHead(200, { 'Content-Type': types['.json'] }).end(JSON.stringify({ issuer, clientId, passwordless }));
    return;
  }

  // The widget's routes, /signin/verify/okta/push for one, are this page.
  const path = pathname === '/' || pathname.startsWith('/signin') ? '/index.html' : pathname;
  const file = path.startsWith('/widget/') ? inside(widget, path.slice('/widget'.length)) : inside(join(here, 'public'), path);
  const type = types[extname(path)];
  if (!file || !type) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': statSync(file).size, 'Cache-Control': 'no-cache' });
  createReadStream(file).pipe(response);
}).listen(port, 'localhost', () => console.log(`http://localhost:${port} signs in to ${issuer}`));

/** A file below a folder, or nothing. */
function inside(folder, path) {
  const file = join(folder, normalize(`/${path}`));
  return existsSync(file) && statSync(file).isFile() ? file : undefined;
}
