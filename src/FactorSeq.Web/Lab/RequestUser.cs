using System.Text.Json;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Lab;

/// <summary>Whom a request is about, before anything has served it: for faults that strike one user only.</summary>
internal static class RequestUser
{
    private const int MostBytes = JsonBody.MaxBytes;

    /// <returns>The login as it is given or known; null where nobody can be told.</returns>
    internal static async ValueTask<string?> Of(HttpContext context)
    {
        var org = context.Org();
        var body = await Body(context.Request);
        if ((InJson(body, "username") ?? InJson(body, "login") ?? await InForm(context.Request, body)) is { } named)
        {
            return named;
        }

        if (InJson(body, "stateToken") is { } stateToken
            && await org.Documents.Find(org.Name, DocumentKinds.Transactions, Tokens.Digest(stateToken)) is { } transaction)
        {
            return transaction.Value.Context.Login;
        }

        foreach (var name in (string[])["userId", "id", "user", "login"])
        {
            if (context.Request.RouteValues.TryGetValue(name, out var value) && value is string { Length: > 0 } user && user != "me")
            {
                return (await org.FindAccountById(user))?.Value.User.Login ?? user;
            }
        }

        return context.Request.Cookies[SessionStore.Cookie] is { Length: > 0 } sid
            ? (await org.Documents.Find(org.Name, DocumentKinds.Sessions, Tokens.Digest(sid)))?.Value.Login
            : null;
    }

    // What is read here is laid back for whoever serves the request. A body that comes in chunks says no length: .NET's clients send JSON so.
    private static async ValueTask<byte[]> Body(HttpRequest request)
    {
        if (request.ContentLength is 0 or > MostBytes)
        {
            return [];
        }

        request.EnableBuffering(MostBytes + 1);
        var bytes = new byte[MostBytes + 1];
        var read = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        request.Body.Position = 0;
        return read > MostBytes ? [] : bytes[..read];
    }

    private static string? InJson(byte[] body, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return JsonBody.Text(document.RootElement, name);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async ValueTask<string?> InForm(HttpRequest request, byte[] body)
    {
        if (body.Length == 0 || await FormBody.Find(request) is not { } form)
        {
            return null;
        }

        return form["username"].ToString() is { Length: > 0 } user ? user : null;
    }
}
