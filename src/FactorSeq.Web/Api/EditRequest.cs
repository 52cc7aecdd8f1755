using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api;

/// <summary>What an administrator wants something of the configuration to be: the body, and what cannot be looked up while it is written.</summary>
/// <param name="Text">The body as it came.</param>
/// <param name="NewId">For what is new; the same however often the write is tried.</param>
/// <param name="Users">Ids of users whom the body names and the org has.</param>
/// <param name="Activate">Whether something new begins switched on.</param>
internal sealed record EditRequest(
    SeedNode.Mapping Body, string Text, string NewId, FactorCatalog Catalog, DateTimeOffset Now, ImmutableArray<string> Users, bool Activate)
{
    private static readonly ImmutableArray<string> NamesOfUsers = ["exclude", "include"];

    /// <param name="prefix">Of ids of what is made.</param>
    /// <returns>null after an error was answered.</returns>
    internal static async ValueTask<EditRequest?> Read(HttpContext context, string prefix) => await Of(context, await JsonBody.Read(context), prefix);

    /// <summary>The same of a body that may be left out.</summary>
    internal static async ValueTask<EditRequest?> ReadOptional(HttpContext context, string prefix) => await Of(context, await JsonBody.ReadOptional(context), prefix);

    private static async ValueTask<EditRequest?> Of(HttpContext context, JsonBody? read, string prefix)
    {
        using var body = read;
        if (body is null)
        {
            return null;
        }

        var activate = !string.Equals(context.Request.Query["activate"], "false", StringComparison.OrdinalIgnoreCase);
        return await Of(context.Org(), body.Root, prefix, activate);
    }

    /// <param name="prefix">Of ids of what is made.</param>
    internal static async ValueTask<EditRequest> Of(Org org, JsonElement body, string prefix, bool activate)
    {
        var tree = RequestTree.Of(body);
        var users = ImmutableArray.CreateBuilder<string>();
        foreach (var named in NamesOfUsers.SelectMany(list => (RequestTree.At(tree, "conditions", "people", "users", list) as SeedNode.List)?.Items ?? []))
        {
            if (RequestTree.Text(named) is { } id && await org.FindAccountById(id) is not null)
            {
                users.Add(id);
            }
        }

        return new EditRequest(tree, body.GetRawText(), Ids.New(prefix), org.Catalog, org.Clock.Now, users.ToImmutable(), activate);
    }

    /// <summary>The members of the body that are looked at.</summary>
    internal Fields Fields(Shape shape, SeedErrors errors) => Seed.Fields.Of(RequestTree.Pick(Body, shape.Members), shape, errors)!;

    /// <summary>What the body's names mean: here, ids.</summary>
    internal SeedScope Scope(OrgConfiguration configuration)
    {
        var scope = new SeedScope(OrgSection.Of(configuration), Catalog, Now, new SeedErrors("body"));
        scope.Zones.Add(Condition.Network.AllZones, Condition.Network.AllZones);
        foreach (var zone in BuiltInZones.With(configuration))
        {
            scope.Zones.Add(zone.Id, zone.Id);
        }

        foreach (var group in configuration.Groups)
        {
            scope.Groups.Add(group.Id, group.Id);
        }

        foreach (var directory in configuration.Directories)
        {
            scope.Directories.Add(directory.Id, directory.Id);
        }

        foreach (var app in configuration.Apps)
        {
            scope.Apps.Add(app.Id, app.Id);
        }

        foreach (var behavior in StockBehaviors.Of(configuration))
        {
            scope.Behaviors.Add(behavior.Id, behavior.Id);
        }

        foreach (var user in Users)
        {
            scope.Users.Add(user, user);
        }

        return scope;
    }
}
