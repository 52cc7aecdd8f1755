// Okta's Sign-In Widget in a real browser. One file, so that one browser serves them all; each folder file starts its own server.

import './widget/hosted.mjs';
import './widget/challenges.mjs';
import './widget/refusals.mjs';
import './widget/ways-back.mjs';
import './widget/work-to-do.mjs';
import './widget/keys.mjs';
import './widget/setting-up.mjs';
import './widget/tokens.mjs';
import './widget/far-ends.mjs';
import './widget/extras.mjs';
import './widget/apps.mjs';
import './widget/reloads.mjs';
import './widget/cross-origin.mjs';
