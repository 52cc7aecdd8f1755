using System.Text.Json;
using System.Xml;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Lab;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>What should go wrong next, where, and how often.</summary>
internal static class FaultsApi
{
    /// <summary><c>GET /emulator/faults</c>: those that will strike yet, in their order.</summary>
    internal static Task List(HttpContext context)
    {
        var faults = context.Org().Lab.Faults.All;
        return OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var fault in faults)
            {
                Write(json, fault);
            }

            json.WriteEndArray();
        });
    }

    /// <summary><c>POST /emulator/faults</c>.</summary>
    internal static async Task Add(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var (fault, errors) = FaultBody.Read(body.Root, context);
        if (fault is null)
        {
            await ErrorCodes.ValidationFailed.With("fault", [.. errors]).Write(context);
            return;
        }

        if (!await context.Org().Lab.Faults.Add(fault))
        {
            await ErrorCodes.ValidationFailed.With("fault", $"The org has {Faults.Most} faults: DELETE /emulator/faults makes room.").Write(context);
            return;
        }

        await OktaJson.Ok(context, json => Write(json, fault), StatusCodes.Status201Created);
    }

    /// <summary><c>DELETE /emulator/faults</c>.</summary>
    internal static async Task Clear(HttpContext context)
    {
        await context.Org().Lab.Faults.Clear();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary><c>DELETE /emulator/faults/{id}</c>.</summary>
    internal static async Task Remove(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        if (!await context.Org().Lab.Faults.Remove(id))
        {
            await ErrorCodes.NotFound.With($"Resource not found: {id} (Fault)").Write(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static void Write(Utf8JsonWriter json, Fault fault)
    {
        json.WriteStartObject();
        json.WriteString("id", fault.Id);
        foreach (var (name, value) in new[]
        {
            ("route", fault.Route), ("method", fault.Method), ("factor", fault.Factor), ("directory", fault.Directory), ("user", fault.User),
            ("fails", fault.Kind == FaultKind.Usual ? null : FaultBody.Name(fault.Kind)), ("errorCode", fault.ErrorCode), ("errorSummary", fault.ErrorSummary),
            ("delay", fault.Delay == TimeSpan.Zero ? null : XmlConvert.ToString(fault.Delay)),
        })
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }

        if (fault.Status is { } status)
        {
            json.WriteNumber("status", status);
        }

        if (fault.Drop)
        {
            json.WriteBoolean("drop", true);
        }

        if (fault.Remaining is { } remaining)
        {
            json.WriteNumber("remaining", remaining);
        }
        else
        {
            json.WriteNull("remaining");
        }

        json.WriteEndObject();
    }
}
