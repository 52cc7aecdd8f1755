using System.Text.Json;
using FactorSeq.Core.Ports;
using FactorSeq.Factors.Totp;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>QR codes that wait to be scanned, and the user's phone that scans them.</summary>
internal static class Activations
{
    private const string UsualDevice = "New phone";

    internal static async Task List(HttpContext context)
    {
        var org = context.Org();
        var now = org.Clock.Now;
        var waiting = new List<Stored<Activation>>();
        foreach (var activation in await Awaited.Waiting(org, DocumentKinds.Activations))
        {
            if (!await IsSetUp(org, activation.Value))
            {
                waiting.Add(activation);
            }
        }

        await Awaited.Write(context, waiting, (json, id, activation) => Write(json, id, activation, now));
    }

    /// <summary>Scans a code, once: <c>{"device"?, "platform"?: "IOS" | "ANDROID"}</c>.</summary>
    internal static async Task Scan(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var platform = body.Text("platform") ?? "IOS";
        if (platform is not ("IOS" or "ANDROID"))
        {
            await ErrorCodes.ValidationFailed.With("activation", "platform: write \"IOS\" or \"ANDROID\".").Write(context);
            return;
        }

        var id = (string)context.Request.RouteValues["id"]!;
        if (await Scan(context.Org(), id, body.Text("device") is { Length: > 0 } device ? device : UsualDevice, platform) is not { } scanned)
        {
            await ErrorCodes.NotFound.With($"Resource not found: {id} (Activation)").Write(context);
            return;
        }

        await OktaJson.Ok(context, json => Write(json, id, scanned, context.Org().Clock.Now));
    }

    /// <summary>The link that was sent in place of the QR code: to open it is to scan it.</summary>
    internal static async Task Open(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        await Scan(context.Org(), id, UsualDevice, "IOS");
        context.GoTo("/emulator");
    }

    /// <returns>null where no such code waits.</returns>
    private static ValueTask<Activation?> Scan(Org org, string id, string device, string platform) => Awaited.Answer(
        org, DocumentKinds.Activations, "activations", id, activation => activation with { Device = device, Platform = platform });

    // Whose code was typed in has no use for the picture any more.
    private static async ValueTask<bool> IsSetUp(Org org, Activation activation) =>
        (await org.FindAccountById(activation.UserId))?.Value.Enrollment(activation.FactorId) is not null;

    private static void Write(Utf8JsonWriter json, string id, Activation activation, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("user", activation.User);
        json.WriteString("factorId", activation.FactorId);
        json.WriteString("factor", activation.Factor);
        json.WriteString("uri", activation.Uri);
        if (Secret(activation.Uri) is { } secret)
        {
            json.WriteString("code", TotpVerifier.Code(Base32.Decode(secret), TotpVerifier.StepAt(now)));
        }

        json.WriteInstant("createdAt", activation.Created);
        json.WriteInstant("expiresAt", activation.Expires);
        json.WriteString("device", activation.Device);
        json.WriteEndObject();
    }

    // An authenticator app reads the secret off the code and shows the number to type in.
    private static string? Secret(string uri) =>
        uri.StartsWith("otpauth://totp/", StringComparison.Ordinal)
            ? uri[(uri.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').FirstOrDefault(p => p.StartsWith("secret=", StringComparison.Ordinal))?["secret=".Length..]
            : null;
}
