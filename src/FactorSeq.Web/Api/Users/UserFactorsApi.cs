using FactorSeq.Core.Factors;
using FactorSeq.Factors.SecurityQuestion;
using FactorSeq.Web.Api.Authn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;
using QRCoder;

namespace FactorSeq.Web.Api.Users;

/// <summary>The parts of the Factors API that a sign-in page reaches: what a browser is handed by link while a factor is being set up.</summary>
internal static class UserFactorsApi
{
    private const int PixelsPerModule = 6;

    internal static readonly ApiRoute[] Table =
    [
        new("GET",  "/api/v1/users/{userId}/factors/questions",                             Questions),
        new("GET",  "/api/v1/users/{userId}/factors/{factorId}/qr/{token}",                 QrCode),
        new("POST", "/api/v1/users/{userId}/factors/{factorId}/lifecycle/activate/email",   ActivateFactor.ByEmail),
        new("POST", "/api/v1/users/{userId}/factors/{factorId}/lifecycle/activate/sms",     ActivateFactor.BySms),
    ];

    // The same for everybody, known or not: it is a list of texts.
    private static Task Questions(HttpContext context) => OktaJson.Ok(context, json =>
    {
        json.WriteStartArray();
        foreach (var (key, text) in SecurityQuestions.All.OrderBy(q => q.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("question", key);
            json.WriteString("questionText", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    // The address is the secret: whoever has it may see the picture, as an img element carries no token.
    private static async Task QrCode(HttpContext context)
    {
        var org = context.Org();
        var route = context.Request.RouteValues;
        var stored = await org.Documents.Find(org.Name, DocumentKinds.Activations, (string)route["token"]!);
        if (stored?.Value is not { } activation
            || activation.UserId != (string)route["userId"]!
            || activation.FactorId != (string)route["factorId"]!
            || org.Clock.Now >= activation.Expires)
        {
            await ErrorCodes.NotFound.With($"Resource not found: {route["factorId"]} (Factor)").Write(context);
            return;
        }

        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(activation.Uri, QRCodeGenerator.ECCLevel.M);
        using var code = new PngByteQRCode(data);
        context.Response.ContentType = "image/png";
        context.Response.Headers.CacheControl = "no-cache, no-store";
        await context.Response.BodyWriter.WriteAsync(code.GetGraphic(PixelsPerModule));
    }
}
