using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Emulator;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.SignIn;

/// <summary>Sends a browser to the emulator's page, which stands for all identity providers that have no far end of their own.</summary>
internal static class IdentityProviderSignIn
{
    private const int TokenLength = 43;

    private static readonly TimeSpan SignInTime = TimeSpan.FromMinutes(10);

    /// <summary>The path that begins a sign-in at a provider.</summary>
    internal static string Path(IdentityProvider provider) =>
        (provider.Type == IdentityProviderType.Saml2 ? "/sso/saml2/" : "/sso/idps/") + provider.Id;

    /// <summary>That path with where to come back to, for a browser that is sent there.</summary>
    /// <param name="target">A path of this org, with its query.</param>
    internal static string Address(IdentityProvider provider, string target, string? loginHint) =>
        $"{Path(provider)}?fromURI={Uri.EscapeDataString(target)}" + (loginHint is null ? "" : $"&login_hint={Uri.EscapeDataString(loginHint)}");

    internal static async Task Begin(HttpContext context, IdentityProvider provider, string? loginHint)
    {
        var org = context.Org();

        // The way back is kept here and never travels, so that nobody can bend it.
        var token = Tokens.Random(TokenLength);
        var request = new ExternalSignInRequest(
            provider.Id, SignInPages.OwnPath(context.Request.Query["fromURI"]) ?? SignInPages.Home, org.Clock.Now + SignInTime);
        await org.Documents.Commit(new UnitOfWork(org.Name)
            .Issue(DocumentKinds.ExternalSignIns, Tokens.Digest(token), request, expires: request.Expires));
        var hint = loginHint is { } login ? $"&login={Uri.EscapeDataString(login)}" : "";
        context.GoTo($"{IdentityProviderPage.Path}?request={token}{hint}");
    }
}
