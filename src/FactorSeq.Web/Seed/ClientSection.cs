using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Seed;

/// <summary>What an OIDC app says of itself as a client of authorization servers, beyond its name, its addresses and its grants.</summary>
internal sealed class ClientSection(SeedScope scope)
{
    private readonly SeedErrors errors = scope.Errors;

    internal App Read(Fields app, App client)
    {
        var refresh = app.Part("refreshToken", Shapes.RefreshToken);
        client = client with { Client = new ClientKeysSection(errors).Read(app, client) };
        if (client.IsPublic && client.Grants.Contains("client_credentials"))
        {
            errors.Add(app["grants"]!, "client_credentials needs a client that can prove who it is", "Add clientSecret, or tokenEndpointAuthMethod: private_key_jwt with jwks.");
        }

        return client with
        {
            RequiresPkce = app.Flag("pkceRequired", false),
            OktaApiScopes = app.Words("oktaApiScopes", OktaApiScopes.All),
            RotatesRefreshTokens = refresh?["rotation"] is null ? null : refresh.Choice("rotation", 0, ["static", "rotate"]) == 1,
            RotationLeeway = TimeSpan.FromSeconds(refresh?.Number("leeway", 0, 0, 60) ?? 0),
            Claims = Claims(app),
            GroupsClaim = GroupsClaim(app),
            RequiresConsent = app.Choice("consent", 0, ["trusted", "required"]) == 1,
            Logout = AppLogoutSection.Read(app, errors),
        };
    }

    private ImmutableSortedDictionary<string, string> Claims(Fields app)
    {
        var read = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in app.Free("claims"))
        {
            if (ClaimName.IsFree(value, name, errors)
                && (value is not SeedNode.Scalar { IsNull: false } scalar || AppClaim.Expression(scalar.Text) is not { } expression
                || AuthorizationServerSection.IsExpression(value, expression, errors)))
            {
                read[name] = Scalars.Json(value);
            }
        }

        return read.ToImmutable();
    }

    private AppGroupsClaim? GroupsClaim(Fields app)
    {
        if (app.Part("groupsClaim", Shapes.GroupsClaim) is not { } claim)
        {
            return null;
        }

        var filter = AuthorizationServerSection.Filter(claim, errors);
        var name = claim.Text("name") ?? "groups";
        return filter is null || !ClaimName.IsFree(claim["name"] ?? claim.Node, name, errors) ? null : new AppGroupsClaim(name, filter);
    }
}
