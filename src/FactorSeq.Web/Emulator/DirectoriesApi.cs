using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Imports;
using FactorSeq.Directories;
using FactorSeq.Directories.Ldap;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>The org's directories as a tester sees and changes them: agents, schedule, scope, life-cycle settings, imports.</summary>
internal static class DirectoriesApi
{
    private const int MostAgents = 100;
    private const int ReportsShown = 50;

    private static readonly ImmutableArray<string> Deactivations = ["deactivate", "suspend", "nothing"];
    private static readonly ImmutableArray<string> Reactivations = ["nothing", "reactivate"];

    /// <summary><c>GET /emulator/directories</c>.</summary>
    internal static async Task List(HttpContext context)
    {
        var org = context.Org();
        var states = new List<(DirectoryIntegration Directory, ImportState State)>();
        foreach (var directory in org.Current.Configuration.Directories)
        {
            states.Add((directory, await org.Imports.State(directory)));
        }

        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var (directory, state) in states)
            {
                DirectoryJson.Write(json, org, directory, state);
            }

            json.WriteEndArray();
        });
    }

    /// <summary><c>PATCH /emulator/directories/{name}</c>: all that is asked, or nothing.</summary>
    internal static async Task Change(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null || await Named(context) is not { } found)
        {
            return;
        }

        var changed = found;
        var errors = new List<string>();
        foreach (var member in body.Root.EnumerateObject())
        {
            if (Changed(changed, member.Name, member.Value) is { } next)
            {
                changed = next;
            }
            else
            {
                errors.Add($"{member.Name}: {Wanted(member.Name)}");
            }
        }

        if (errors.Count == 0 && Unusable(changed) is { } why)
        {
            errors.Add(why);
        }

        if (errors.Count > 0)
        {
            await ErrorCodes.ValidationFailed.With("directory", [.. errors]).Write(context);
            return;
        }

        var org = context.Org();
        await org.Change(configuration => configuration with
        {
            Directories = [.. configuration.Directories.Select(d => d.Id == found.Id ? Replay(d, body) : d)],
        });
        org.Changes.Tell("directories");
        await WriteOne(context, org.Agents.ById(found.Id)!);
    }

    /// <summary><c>POST /emulator/directories/{name}/import</c>: <c>{"mode": "incremental" | "full"}</c>; answers when it is over.</summary>
    internal static async Task Import(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null || await Named(context) is not { } directory)
        {
            return;
        }

        ImportMode? mode = body.Text("mode") switch
        {
            null or "incremental" => ImportMode.Incremental,
            "full" => ImportMode.Full,
            _ => null,
        };
        if (mode is null)
        {
            await ErrorCodes.ValidationFailed.With("import", "mode: write incremental or full.").Write(context);
            return;
        }

        // Whoever hangs up has not stopped it: DELETE does.
        var report = await context.Org().Imports.Run(directory, mode.Value, ImportTrigger.Manual, CancellationToken.None);
        await OktaJson.Ok(context, json => DirectoryJson.Write(json, report));
    }

    /// <summary><c>DELETE /emulator/directories/{name}/import</c>: stops the import under way; the next one goes on from there.</summary>
    internal static async Task Stop(HttpContext context)
    {
        if (await Named(context) is not { } directory)
        {
            return;
        }

        if (!await context.Org().Imports.Stop(directory))
        {
            await ErrorCodes.NotFound.With("Resource not found: no import is under way (Import)").Write(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    /// <summary><c>GET /emulator/directories/{name}/imports</c>: the newest first.</summary>
    internal static async Task History(HttpContext context)
    {
        if (await Named(context) is not { } directory)
        {
            return;
        }

        var reports = await context.Org().Imports.History(directory, ReportsShown);
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var report in reports)
            {
                DirectoryJson.Write(json, report.Value);
            }

            json.WriteEndArray();
        });
    }

    /// <summary>The directory that the request names; null after an error was answered.</summary>
    internal static async ValueTask<DirectoryIntegration?> Named(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        if (context.Org().Agents.ByName(name) is { } found)
        {
            return found;
        }

        await ErrorCodes.NotFound.With($"Resource not found: {name} (Directory)").Write(context);
        return null;
    }

    // Opening connects to nobody; it reads what was set up.
    private static string? Unusable(DirectoryIntegration directory)
    {
        try
        {
            _ = directory.Source is DirectorySource.Ldap ldap ? LdapDirectories.Open(directory, ldap) : null;
            return null;
        }
        catch (DirectorySettingException e)
        {
            return e.Message;
        }
    }

    private static async Task WriteOne(HttpContext context, DirectoryIntegration directory)
    {
        var state = await context.Org().Imports.State(directory);
        await OktaJson.Ok(context, json => DirectoryJson.Write(json, context.Org(), directory, state));
    }

    // Decided on again with whatever the directory has become meanwhile.
    private static DirectoryIntegration Replay(DirectoryIntegration directory, JsonBody body) =>
        body.Root.EnumerateObject().Aggregate(directory, (d, member) => Changed(d, member.Name, member.Value)!);

    private static DirectoryIntegration? Changed(DirectoryIntegration directory, string member, JsonElement value) => member switch
    {
        "agents" when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var agents) && agents is >= 0 and <= MostAgents =>
            directory with { Agents = agents },
        "importInterval" when value.ValueKind == JsonValueKind.String && Interval(value.GetString()!, out var interval) =>
            directory with { ImportInterval = interval },
        "organizationalUnits" when Texts(value) is { } units => directory with { OrganizationalUnits = units },
        "userFilter" when value.ValueKind == JsonValueKind.Null => directory with { UserFilter = null },
        "userFilter" when value.ValueKind == JsonValueKind.String =>
            directory with { UserFilter = value.GetString() },
        "whenDeactivated" when Place(value, Deactivations) is { } place => directory with { WhenDeactivated = (WhenDeactivated)place },
        "whenReactivated" when Place(value, Reactivations) is { } place => directory with { WhenReactivated = (WhenReactivated)place },
        "justInTime" when Flag(value) is { } flag => directory with { JustInTime = flag },
        "unlockInDirectory" when Flag(value) is { } flag => directory with { UnlockInDirectory = flag },
        _ => null,
    };

    private static string Wanted(string member) => member switch
    {
        "agents" => $"write how many are connected, 0 to {MostAgents}.",
        "importInterval" => "write a duration such as PT1H, or never.",
        "organizationalUnits" => "write a list of units; an empty one reads everything.",
        "userFilter" => "write a filter as LDAP has it, such as (department=Sales), or null.",
        "whenDeactivated" => "write deactivate, suspend or nothing.",
        "whenReactivated" => "write nothing or reactivate.",
        "justInTime" or "unlockInDirectory" => "write true or false.",
        _ => "this can be changed: agents, importInterval, organizationalUnits, userFilter, whenDeactivated, whenReactivated, justInTime, unlockInDirectory.",
    };

    private static bool Interval(string text, out TimeSpan? interval)
    {
        interval = null;
        if (text == "never")
        {
            return true;
        }

        var known = IsoDuration.TryParse(text, out var span) && span >= TimeSpan.FromMinutes(1);
        interval = span;
        return known;
    }

    private static ImmutableArray<string>? Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : null;

    private static int? Place(JsonElement value, ImmutableArray<string> words) =>
        value.ValueKind == JsonValueKind.String && words.IndexOf(value.GetString()!) is >= 0 and var place ? place : null;

    private static bool? Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
