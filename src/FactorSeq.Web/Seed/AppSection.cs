using System.Collections.Immutable;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Seed;

/// <summary><c>apps</c>, <c>trustedOrigins</c> and <c>apiTokens</c>: who may ask this org for something.</summary>
internal sealed class AppSection(SeedScope scope)
{
    private static readonly ImmutableArray<string> Grants =
        ["authorization_code", "implicit", "refresh_token", "password", "client_credentials"];

    private static readonly ImmutableArray<string> Browser = ["authorization_code", "implicit"];

    private static readonly ImmutableArray<(string Type, string Subject)> LaterTypes =
    [
        ("saml", "SAML apps are"), ("bookmark", "bookmark apps are"), ("desktopMfa", "Desktop MFA apps are"),
    ];

    internal ImmutableArray<App> Read(Fields seed)
    {
        var apps = ImmutableArray.CreateBuilder<App>();
        var labels = new Names("app", label => label, scope.Errors);
        var clients = new Names("client", id => id, scope.Errors);
        foreach (var node in seed.List("apps"))
        {
            if (IsLater(node) || Fields.Of(node, Shapes.App, scope.Errors) is not { } app)
            {
                continue;
            }

            var label = app.Required("label");
            var clientId = app.Required("clientId");
            var isNew = (label is null || labels.Declare(app["label"]!, label, label))
                & (clientId is null || IsClientId(app["clientId"]!, clientId) & clients.Declare(app["clientId"]!, clientId, clientId));
            var read = App(app, label ?? "", clientId ?? "");
            if (isNew && label is not null && clientId is not null)
            {
                apps.Add(read);
            }
        }

        return apps.ToImmutable();
    }

    internal ImmutableArray<TrustedOrigin> Origins(Fields seed)
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

    internal ImmutableArray<ApiToken> Tokens(Fields seed, string firstAdmin)
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
                tokens.Add(new ApiToken(name, token, user));
            }
        }

        return tokens.ToImmutable();
    }

    private bool IsLater(SeedNode node)
    {
        if (node is not SeedNode.Mapping mapping || mapping.Members.GetValueOrDefault("type") is not SeedNode.Scalar type)
        {
            return false;
        }

        var subject = LaterTypes.FirstOrDefault(later => later.Type == type.Text).Subject;
        if (subject is not null)
        {
            scope.Errors.Add(type, Later.Message(subject), "Remove the app.");
        }

        return subject is not null;
    }

    private App App(Fields app, string label, string clientId)
    {
        app.Choice("type", "oidc", [("oidc", "oidc")]);
        var grants = ReadGrants(app);
        var redirects = Uris(app, "redirectUris");
        if (redirects.IsEmpty && app.List("redirectUris").Count == 0 && grants.Any(Browser.Contains))
        {
            app.Missing("redirectUris");
        }

        var (groups, users) = Assigned(app);
        return new App
        {
            Id = Ids.App(scope.Org.Name, clientId),
            Label = label,
            ClientId = clientId,
            ClientSecret = app.Text("clientSecret"),
            RedirectUris = redirects,
            PostLogoutRedirectUris = Uris(app, "postLogoutRedirectUris"),
            Grants = grants,
            Groups = groups,
            Users = users,
        };
    }

    private bool IsClientId(SeedNode at, string text)
    {
        if (text.All(c => c is > ' ' and <= '~'))
        {
            return true;
        }

        scope.Errors.Add(at, $"{Wording.Quoted(text)} cannot be a client id", "Use printable ASCII without spaces.");
        return false;
    }

    private ImmutableArray<string> ReadGrants(Fields app)
    {
        if (app["grants"] is null)
        {
            return Grants[..1];
        }

        var read = ImmutableArray.CreateBuilder<string>();
        foreach (var node in app.List("grants"))
        {
            if (Scalars.Text(node, scope.Errors) is not { } grant)
            {
                continue;
            }

            if (Grants.Contains(grant))
            {
                read.Add(grant);
            }
            else
            {
                scope.Errors.Add(node, $"unknown grant {Wording.Quoted(grant)}", Wording.Choose(grant, Grants, "Grants"));
            }
        }

        return [.. read.Distinct()];
    }

    private ImmutableArray<string> Uris(Fields app, string member)
    {
        var uris = ImmutableArray.CreateBuilder<string>();
        foreach (var node in app.List(member))
        {
            if (Scalars.Text(node, scope.Errors) is not { } text)
            {
                continue;
            }

            if (Formats.IsRedirect(text))
            {
                uris.Add(text);
            }
            else
            {
                scope.Errors.Add(
                    node, $"{Wording.Quoted(text)} is not a redirect URI", "Write an absolute URI without a fragment, for example http://localhost:5001/signin-oidc.");
            }
        }

        return uris.ToImmutable();
    }

    private (ImmutableArray<string> Groups, ImmutableArray<string> Users) Assigned(Fields app)
    {
        var groups = ImmutableArray.CreateBuilder<string>();
        var users = ImmutableArray.CreateBuilder<string>();
        foreach (var node in app.List("assign"))
        {
            if (Scalars.Text(node, scope.Errors) is not { } name)
            {
                continue;
            }

            if (scope.Groups.Find(name, out var group))
            {
                groups.Add(group);
            }
            else if (scope.Users.Find(name, out var user))
            {
                users.Add(user);
            }
            else
            {
                scope.Errors.Add(
                    node, $"neither a group nor a user is called {Wording.Quoted(name)}", name.Contains('@') ? scope.Users.Choose(name) : scope.Groups.Choose(name));
            }
        }

        return ([.. groups.Distinct()], [.. users.Distinct()]);
    }
}
