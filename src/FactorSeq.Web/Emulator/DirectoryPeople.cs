using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.Users;
using FactorSeq.Directories.Embedded;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>The people of a directory with their state there, beside what Okta has of them; those of an embedded one can be changed.</summary>
internal static class DirectoryPeople
{
    private const int MostListed = 500;

    private const string Wanted =
        "write locked, disabled, mustChangePassword, passwordExpired, deleted (true or false), accountExpires (an instant, or null), "
        + "logonHours (allowed or denied), workstations (a list), organizationalUnit or password.";

    /// <summary><c>GET /emulator/directories/{name}/users</c>: of a real server the first 500, as its service account sees them.</summary>
    internal static async Task List(HttpContext context)
    {
        if (await DirectoriesApi.Named(context) is not { } directory)
        {
            return;
        }

        var org = context.Org();
        var people = new List<Row>();
        try
        {
            await foreach (var row in Rows(org, directory, context.RequestAborted))
            {
                people.Add(row with { Okta = row.Login.Length > 0 ? (await org.FindAccount(row.Login))?.Value.User : null });
                if (people.Count == MostListed)
                {
                    break;
                }
            }
        }
        catch (DirectoryUnavailableException e)
        {
            await ErrorCodes.NoAgent.Because(e.Message).Write(context);
            return;
        }

        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var row in people.OrderBy(p => p.Login, StringComparer.Ordinal))
            {
                Write(json, row);
            }

            json.WriteEndArray();
        });
    }

    /// <summary><c>PATCH /emulator/directories/{name}/users/{login}</c>: as the directory's own administrator would.</summary>
    internal static async Task Change(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null || await DirectoriesApi.Named(context) is not { } directory)
        {
            return;
        }

        var org = context.Org();
        if (org.Agents.Behind(directory) is not EmbeddedDirectory embedded)
        {
            await ErrorCodes.ValidationFailed.With("directory", "This directory is a server of its own: change its people there.").Write(context);
            return;
        }

        if (Patch(body) is not { } patch)
        {
            await ErrorCodes.ValidationFailed.With("user", Wanted).Write(context);
            return;
        }

        var login = (string)context.Request.RouteValues["login"]!;
        if (await embedded.Change(login, patch) is not { } person)
        {
            await ErrorCodes.NotFound.With($"Resource not found: {login} (User)").Write(context);
            return;
        }

        org.Changes.Tell("directories");
        var row = Of(embedded, person) with { Okta = person.Login.Length > 0 ? (await org.FindAccount(person.Login))?.Value.User : null };
        await OktaJson.Ok(context, json => Write(json, row));
    }

    private static async IAsyncEnumerable<Row> Rows(
        Org org, DirectoryIntegration directory, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var behind = org.Agents.Behind(directory);
        if (behind is EmbeddedDirectory embedded)
        {
            await foreach (var person in embedded.People())
            {
                yield return Of(embedded, person);
            }

            yield break;
        }

        await foreach (var page in behind.Read(new DirectoryQuery(null, null), cancellation))
        {
            foreach (var entry in page.Entries)
            {
                yield return new Row(entry.Login, entry.ShortName, entry.FirstName, entry.LastName, Word(entry.Locked, entry.Disabled), null, null);
            }
        }
    }

    private static Row Of(EmbeddedDirectory directory, EmbeddedPerson person) => new(
        person.Login,
        person.ShortName,
        person.GivenName,
        person.Surname,
        person.State.Deleted ? "deleted" : Word(directory.IsLocked(person), person.State.Disabled),
        person.State,
        null);

    private static string Word(bool locked, bool disabled) => locked ? "locked" : disabled ? "disabled" : "enabled";

    private static EmbeddedPatch? Patch(JsonBody body)
    {
        var patch = new EmbeddedPatch();
        var asked = false;
        foreach (var member in body.Root.EnumerateObject())
        {
            asked = true;
            if (Patched(patch, member.Name, member.Value) is not { } next)
            {
                return null;
            }

            patch = next;
        }

        return asked ? patch : null;
    }

    private static EmbeddedPatch? Patched(EmbeddedPatch patch, string member, JsonElement value) => (member, value.ValueKind) switch
    {
        ("locked", JsonValueKind.True or JsonValueKind.False) => patch with { Locked = value.GetBoolean() },
        ("disabled", JsonValueKind.True or JsonValueKind.False) => patch with { Disabled = value.GetBoolean() },
        ("mustChangePassword", JsonValueKind.True or JsonValueKind.False) => patch with { MustChangePassword = value.GetBoolean() },
        ("passwordExpired", JsonValueKind.True or JsonValueKind.False) => patch with { PasswordExpired = value.GetBoolean() },
        ("deleted", JsonValueKind.True or JsonValueKind.False) => patch with { Deleted = value.GetBoolean() },
        ("accountExpires", JsonValueKind.Null) => patch with { AccountExpires = EmbeddedPatch.Never },
        ("accountExpires", JsonValueKind.String)
            when DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) =>
            patch with { AccountExpires = at.ToUniversalTime() },
        ("logonHours", JsonValueKind.String) when value.GetString() is "allowed" or "denied" =>
            patch with { LogonHoursDenied = value.GetString() == "denied" },
        ("workstations", JsonValueKind.Array) when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            patch with { Workstations = [.. value.EnumerateArray().Select(item => item.GetString()!)] },
        ("organizationalUnit", JsonValueKind.String) => patch with { OrganizationalUnit = value.GetString() },
        ("password", JsonValueKind.String) when value.GetString() is { Length: > 0 } password => patch with { Password = new Secret(password) },
        _ => null,
    };

    private static void Write(Utf8JsonWriter json, Row row)
    {
        json.WriteStartObject();
        json.WriteString("login", row.Login);
        json.WriteString("shortName", row.ShortName);
        json.WriteString("name", $"{row.FirstName} {row.LastName}".Trim());
        json.WriteString("state", row.State);
        json.WriteString("oktaStatus", row.Okta is { } user ? Names.Status(user.Status) : null);
        if (row.Embedded is { } state)
        {
            json.WriteBoolean("locked", row.State == "locked");
            json.WriteBoolean("disabled", state.Disabled);
            json.WriteBoolean("mustChangePassword", state.MustChangePassword);
            json.WriteBoolean("passwordExpired", state.PasswordExpired);
            json.WriteInstantOrNull("accountExpires", state.AccountExpires);
            json.WriteString("logonHours", state.LogonHoursDenied ? "denied" : "allowed");
            json.WriteTexts("workstations", state.Workstations);
            json.WriteBoolean("deleted", state.Deleted);
            json.WriteString("organizationalUnit", state.OrganizationalUnit);
        }

        json.WriteEndObject();
    }

    /// <summary>Somebody in a directory.</summary>
    /// <param name="State">The one word that matters most.</param>
    /// <param name="Embedded">All of it, of somebody in an embedded directory.</param>
    /// <param name="Okta">Their user in Okta; null where there is none.</param>
    private sealed record Row(
        string Login, string ShortName, string? FirstName, string? LastName, string State, EmbeddedState? Embedded, User? Okta);
}
