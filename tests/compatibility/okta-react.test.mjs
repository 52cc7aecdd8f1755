// A React app made with @okta/okta-react, unmodified.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ana } from './oauth/org.mjs';
import { signInOnPage, startPage } from './oauth/pages.mjs';

let app;
before(async () => { app = await startPage('react-page.jsx'); });
after(() => app?.end());

describe('@okta/okta-react', () => {
  test('a user logs in by redirect, stays logged in, and logs out', async () => {
    const page = await app.visitor();
    await page.locator('#login').click();
    await signInOnPage(page);
    await page.locator('#logout').waitFor();
    assert.equal(page.url(), `${app.server.app}/`);
    await page.reload();
    await page.locator('#logout').click();
    await page.waitForURL(`${app.server.app}/`);
    await page.locator('#login').waitFor();
  });

  test('a page for users alone sends everybody else to the org, and is shown after it', async () => {
    const page = await app.visitor();
    await page.goto(`${app.server.app}/profile`);
    await signInOnPage(page);
    assert.equal(await page.locator('#profile').textContent(), `Ana Ruiz ${ana}`);
    assert.equal(page.url(), `${app.server.app}/profile`);
    // With a session the org asks nothing.
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.locator('#profile').waitFor();
  });
});
