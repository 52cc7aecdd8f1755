using System.Collections.Immutable;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Seed;

/// <summary><c>trustedOrigins</c> and <c>apiTokens</c>: pages and programs that may call the API.</summary>
internal static class AccessSection
{
    internal static ImmutableArray<TrustedOrigin> Origins(Fields seed, SeedScope scope)
    {
        var origins = ImmutableArray.CreateBuilder<TrustedOrigin>();
        var names = new Names("trusted origin", name => name, scope.Errors);
        foreach (var node in seed.List("trustedOrigins"))
        {
            var whole = node is SeedNode.Scalar ? SeedNode.Mapping.Around(node, "origin") : node;
            if (Fields.Of(whole, Shapes.TrustedOrigin, scope.Errors) is not { } fields)
            {
                continue;
            }

            var cors = fields.Flag("cors", fallback: true);
            var redirect = fields.Flag("redirect", fallback: true);
            if (fields.Required("origin") is not { } text)
            {
                continue;
            }

            if (Formats.Origin(text) is not { } origin)
            {
                scope.Errors.Add(fields["origin"]!, $"{Wording.Quoted(text)} is not an origin", "Write scheme, host and port alone: http://localhost:5001.");
            }
            else if (names.Declare(fields["origin"]!, origin, origin))
            {
                origins.Add(new TrustedOrigin(origin, cors, redirect));
            }
        }

        return origins.ToImmutable();
    }

    internal static ImmutableArray<ApiToken> Tokens(Fields seed, string firstAdmin, SeedScope scope)
    {
        var tokens = ImmutableArray.CreateBuilder<ApiToken>();
        var names = new Names("API token", name => name, scope.Errors);
        var values = new HashSet<string>();
        foreach (var node in seed.List("apiTokens"))
        {
            if (Fields.Of(node, Shapes.ApiToken, scope.Errors) is not { } fields)
            {
                continue;
            }

            var user = fields["user"] is { } named && scope.Users.Resolve(named) is not null ? fields.Text("user") : firstAdmin;
            var token = fields.Required("token");
            if (token is not null && !values.Add(token))
            {
                scope.Errors.Add(fields["token"]!, "another API token has this very value", "Give each its own.");
            }

            if (fields.Required("name") is { } name && token is not null && names.Declare(node, name, name))
            {
                tokens.Add(new ApiToken(name, token, user) { UserId = user is not null && scope.Users.Find(user, out var id) ? id : null });
            }
        }

        return tokens.ToImmutable();
    }
}
