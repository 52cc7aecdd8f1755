// oidc-provider as its documentation starts it: in-memory store, its own development keys, and one client whose tokens are RS256 JWTs.
// Its one user signs in and consents by being sent there, since what is measured begins with a session.
import { Provider } from 'oidc-provider';

const port = Number(process.argv[2]);
const provider = new Provider(`http://localhost:${port}`, {
  clients: [{
    client_id: 'bench',
    client_secret: 'bench-secret',
    grant_types: ['client_credentials', 'authorization_code'],
    response_types: ['code'],
    redirect_uris: ['http://localhost:5001/signin-oidc'],
    scope: 'openid bench',
  }],
  scopes: ['openid', 'bench'],
  pkce: { required: () => false },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'urn:bench',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: 'bench', audience: 'urn:bench', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
    },
  },
});
provider.use(async (context, next) => {
  if (!context.path.startsWith('/interaction/')) {
    return next();
  }
  const { prompt, params, session } = await provider.interactionDetails(context.req, context.res);
  if (prompt.name === 'login') {
    return provider.interactionFinished(context.req, context.res, { login: { accountId: 'ana' } });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope('openid');
  grant.addResourceScope('urn:bench', 'bench');
  return provider.interactionFinished(context.req, context.res, { consent: { grantId: await grant.save() } });
});
provider.listen(port, '127.0.0.1');
