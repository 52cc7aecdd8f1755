import { OktaAuth } from '@okta/okta-auth-js';

window.OktaAuth = OktaAuth;
