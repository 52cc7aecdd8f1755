// The login flow of Okta's React samples: a home page, a page for users alone, and the way back from the org.

import { LoginCallback, Security, useOktaAuth } from '@okta/okta-react';
import { OktaAuth, toRelativeUrl } from '@okta/okta-auth-js';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

const { issuer, app } = window.config;
const oktaAuth = new OktaAuth({
  issuer,
  clientId: 'page',
  redirectUri: `${app}/callback`,
  postLogoutRedirectUri: `${app}/`,
  scopes: ['openid', 'profile', 'email', 'offline_access'],
});

const Home = () => {
  const { authState } = useOktaAuth();
  return authState
    ? authState.isAuthenticated
      ? <button id="logout" onClick={() => oktaAuth.signOut()}>Log out</button>
      : <button id="login" onClick={() => oktaAuth.signInWithRedirect({ originalUri: '/' })}>Log in</button>
    : <p>…</p>;
};

const Profile = () => {
  const { authState } = useOktaAuth();
  const [user, setUser] = useState();
  useEffect(() => {
    if (authState && !authState.isAuthenticated) {
      oktaAuth.setOriginalUri(toRelativeUrl(location.href, location.origin));
      oktaAuth.signInWithRedirect();
    } else if (authState) {
      oktaAuth.getUser().then(setUser);
    }
  }, [authState]);
  return user ? <p id="profile">{user.name} {authState.idToken.claims.preferred_username}</p> : <p>…</p>;
};

const pages = { '/profile': Profile, '/callback': LoginCallback };

const App = () => {
  const [path, setPath] = useState(location.pathname);
  const restoreOriginalUri = async (_, originalUri) => {
    history.replaceState(null, '', originalUri || '/');
    setPath(location.pathname);
  };
  const Page = pages[path] ?? Home;
  return <Security oktaAuth={oktaAuth} restoreOriginalUri={restoreOriginalUri}><Page /></Security>;
};

createRoot(document.getElementById('app')).render(<App />);
