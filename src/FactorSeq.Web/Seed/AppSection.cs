using System.Collections.Immutable;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Seed;

/// <summary><c>apps</c>: the clients that sign their users in here.</summary>
internal sealed class AppSection(SeedScope scope)
{
    /// <summary>Grant types that an app may have.</summary>
    internal static readonly ImmutableArray<string> Grants =
    [
        "authorization_code", "implicit", "refresh_token", "password", "client_credentials",
        "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:okta:params:oauth:grant-type:oob", "urn:okta:params:oauth:grant-type:otp",
        "http://auth0.com/oauth/grant-type/mfa-oob", "http://auth0.com/oauth/grant-type/mfa-otp",
    ];

    private static readonly ImmutableArray<string> Browser = ["authorization_code", "implicit"];

    /// <summary>Clients by their ids, once apps are read.</summary>
    internal Names Clients { get; } = new("client", id => id, scope.Errors);

    internal ImmutableArray<App> Read(Fields seed)
    {
        var apps = ImmutableArray.CreateBuilder<App>();
        var labels = new Names("app", label => label, scope.Errors);
        var saml = new SamlAppSection(scope, labels);
        foreach (var node in seed.List("apps"))
        {
            if (SamlAppSection.IsOne(node))
            {
                if (saml.Read(node) is { } samlApp)
                {
                    apps.Add(samlApp);
                }

                continue;
            }

            if (DesktopMfaAppSection.IsOne(node))
            {
                if (new DesktopMfaAppSection(scope, labels, Clients).Read(node) is { } desktop)
                {
                    apps.Add(desktop);
                }

                continue;
            }

            if (Fields.Of(node, Shapes.App, scope.Errors) is not { } app)
            {
                continue;
            }

            var label = app.Required("label");
            var isBookmark = AppLaunchSection.IsBookmark(app);
            var clientId = isBookmark ? AppLaunchSection.BookmarkKey(label ?? "") : app.Required("clientId");
            var isNew = (label is null || labels.Declare(app["label"]!, label, label))
                & (isBookmark || clientId is null || IsClientId(app["clientId"]!, clientId, scope.Errors) & Clients.Declare(app["clientId"]!, clientId, clientId));
            var read = isBookmark ? Assigned(app, scope, new AppLaunchSection(scope).OfBookmark(app, label ?? "")) : App(app, label ?? "", clientId ?? "");
            if (isNew && label is not null && clientId is not null)
            {
                apps.Add(read);
            }
        }

        return apps.ToImmutable();
    }

    private App App(Fields app, string label, string clientId)
    {
        app.Choice("type", 0, ["oidc", AppLaunchSection.Bookmark, "saml", DesktopMfaAppSection.Word]);
        var grants = ReadGrants(app);
        var redirects = Uris(app, "redirectUris");
        if (redirects.IsEmpty && app.List("redirectUris").Count == 0 && grants.Any(Browser.Contains))
        {
            app.Missing("redirectUris");
        }

        return Assigned(app, scope, new AppLaunchSection(scope).OfClient(app, new ClientSection(scope).Read(app, new App
        {
            Id = Ids.App(scope.Org.Name, clientId),
            Label = label,
            ClientId = clientId,
            ClientSecret = app.Text("clientSecret"),
            RedirectUris = redirects,
            PostLogoutRedirectUris = Uris(app, "postLogoutRedirectUris"),
            Grants = grants,
        })));
    }

    internal static bool IsClientId(SeedNode at, string text, SeedErrors errors)
    {
        if (text.All(c => c is > ' ' and <= '~'))
        {
            return true;
        }

        errors.Add(at, $"{Wording.Quoted(text)} cannot be a client id", "Use printable ASCII without spaces.");
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

    /// <summary>An app with the groups and users it is assigned to.</summary>
    internal static App Assigned(Fields fields, SeedScope scope, App app)
    {
        var groups = ImmutableArray.CreateBuilder<string>();
        var users = ImmutableArray.CreateBuilder<string>();
        foreach (var node in fields.List("assign"))
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

        return app with { Groups = [.. groups.Distinct()], Users = [.. users.Distinct()] };
    }
}
