using System.Text.Json;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>Named copies of the org, and the way back to them.</summary>
internal static class SnapshotsApi
{
    private const int LongestName = 100;

    /// <summary><c>POST /emulator/snapshot</c>: <c>{"name"}</c>.</summary>
    internal static async Task Take(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null || await Name(context, body) is not { } name)
        {
            return;
        }

        if (await Of(context).Take(context.Org(), name) is not { } mark)
        {
            await ErrorCodes.ValidationFailed
                .With("snapshot", $"The org has {Snapshots.Most} snapshots: DELETE /emulator/snapshots/{{name}} makes room.")
                .Write(context);
            return;
        }

        await OktaJson.Ok(context, json => Write(json, name, mark), StatusCodes.Status201Created);
    }

    /// <summary><c>GET /emulator/snapshots</c>.</summary>
    internal static async Task List(HttpContext context)
    {
        var marks = await Of(context).List(context.Org().Name);
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var mark in marks)
            {
                Write(json, mark.Id, mark.Value);
            }

            json.WriteEndArray();
        });
    }

    /// <summary><c>POST /emulator/restore</c>: <c>{"name", "keepEvents"?}</c>.</summary>
    internal static async Task Restore(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null || await Name(context, body) is not { } name)
        {
            return;
        }

        await Gone(context, name, await Of(context).Restore(context.Org().Name, name, body.Flag("keepEvents")));
    }

    /// <summary><c>DELETE /emulator/snapshots/{name}</c>.</summary>
    internal static async Task Drop(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        await Gone(context, name, await Of(context).Drop(context.Org().Name, name));
    }

    private static Snapshots Of(HttpContext context) => context.RequestServices.GetRequiredService<Snapshots>();

    private static async ValueTask<string?> Name(HttpContext context, JsonBody body)
    {
        if (body.Text("name") is { Length: > 0 and <= LongestName } name)
        {
            return name;
        }

        await ErrorCodes.ValidationFailed.With("name", $"name: give the snapshot a name of at most {LongestName} characters.").Write(context);
        return null;
    }

    private static Task Gone(HttpContext context, string name, bool done)
    {
        if (!done)
        {
            return ErrorCodes.NotFound.With($"Resource not found: {name} (Snapshot)").Write(context);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static void Write(Utf8JsonWriter json, string name, SnapshotMark mark)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteInstant("taken", mark.Taken);
        json.WriteEndObject();
    }
}
