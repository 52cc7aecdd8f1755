using System.Collections.Immutable;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Api.Apps;

/// <summary>How an app's users get into it, in Okta's words: those of the kinds of apps that there are here.</summary>
internal static class AppModes
{
    internal const string Oidc = "OPENID_CONNECT";
    internal const string Saml = "SAML_2_0";
    internal const string Bookmark = "BOOKMARK";

    internal static readonly ImmutableArray<string> All = [Oidc, Saml, Bookmark];

    internal static string Of(App app) => app.Saml is not null ? Saml : app.Type == AppType.Bookmark ? Bookmark : Oidc;

    /// <summary>Whether it is an OAuth client, as this API means it.</summary>
    internal static bool IsClient(App app) => Of(app) == Oidc;
}
