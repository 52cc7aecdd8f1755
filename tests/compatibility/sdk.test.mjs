// Okta's Node.js SDK, the last that knows a Classic org's policies, and everything it does to an org.

import './sdk/people.mjs';
import './sdk/factors.mjs';
import './sdk/settings.mjs';
import './sdk/calls.mjs';
import './sdk/administration.mjs';
import './sdk/setup.mjs';
import './sdk/apps.mjs';
