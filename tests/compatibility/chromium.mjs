// Debian's Chromium, or the one that CHROMIUM names.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';
const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Chromium, headless. */
export function openBrowser() {
  if (!existsSync(executablePath)) {
    throw new Error(`${executablePath} is missing: apt-get install chromium-headless-shell, or say where it is in CHROMIUM.`);
  }
  return chromium.launch({ executablePath, args: flags });
}
