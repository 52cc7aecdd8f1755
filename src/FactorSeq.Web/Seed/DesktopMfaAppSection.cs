using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.OAuth;

namespace FactorSeq.Web.Seed;

/// <summary>Apps of <c>type: desktopMfa</c>: what Macs prove themselves to the org with.</summary>
internal sealed class DesktopMfaAppSection(SeedScope scope, Names labels, Names clients)
{
    internal const string Word = "desktopMfa";

    // Okta's own and not to be chosen: the Mac has no browser.
    private static readonly ImmutableArray<string> Grants = [GrantTypes.Oob, GrantTypes.Otp];

    internal static bool IsOne(SeedNode node) =>
        node is SeedNode.Mapping mapping && mapping.Members.GetValueOrDefault("type") is SeedNode.Scalar { Text: Word };

    /// <returns>null where it cannot be read.</returns>
    internal App? Read(SeedNode node)
    {
        if (Fields.Of(node, Shapes.DesktopMfaApp, scope.Errors) is not { } app)
        {
            return null;
        }

        var label = app.Required("label");
        var clientId = app.Required("clientId");
        var secret = app.Required("clientSecret");
        var isNew = (label is null || labels.Declare(app["label"]!, label, label))
            & (clientId is null || AppSection.IsClientId(app["clientId"]!, clientId, scope.Errors) & clients.Declare(app["clientId"]!, clientId, clientId));
        return !isNew || label is null || clientId is null || secret is null ? null : AppSection.Assigned(app, scope, new App
        {
            Id = Ids.App(scope.Org.Name, clientId),
            Label = label,
            Type = AppType.DesktopMfa,
            ClientId = clientId,
            ClientSecret = secret,
            Grants = Grants,
        });
    }
}
