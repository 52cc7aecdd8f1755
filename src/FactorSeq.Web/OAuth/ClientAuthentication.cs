using System.Net;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>Which client is asking, and whether it can prove it (RFC 6749 §2.3). Public clients only say who they are.</summary>
internal static class ClientAuthentication
{
    /// <summary>In the order of <see cref="ClientAuthenticationMethod"/>.</summary>
    internal static readonly string[] Methods = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"];

    private const string Scheme = "Basic ";

    /// <summary>Reads the form of a client's request, and the client.</summary>
    /// <param name="inQuery">Whether a public client may name itself in the address.</param>
    /// <returns>null after an error was answered.</returns>
    internal static async ValueTask<(Parameters Form, App Client)?> Read(HttpContext context, bool inQuery = false)
    {
        if (await Parameters.OfForm(context.Request) is not { } form)
        {
            await OAuthErrors.NoForm.Write(context);
            return null;
        }

        if (form.Repeated is not null)
        {
            await OAuthErrors.RepeatedParameter.Write(context);
            return null;
        }

        var (client, error) = await Judge(context, form, inQuery);
        if (error is not null)
        {
            await ClientRefusal.Tell(context, client, error);
            await error.Write(context);
            return null;
        }

        return (form, client!);
    }

    /// <returns>Whom the request claims to come from, where the org has it, and why it is not believed.</returns>
    private static async ValueTask<(App? Client, OAuthError? Error)> Judge(HttpContext context, Parameters form, bool inQuery)
    {
        var inBody = (Id: form["client_id"], Secret: form["client_secret"]);
        var inHeader = FromHeader(context.Request.Headers.Authorization.ToString());
        var (id, secret) = inHeader ?? inBody;
        if (inQuery && inHeader is null && id is null && secret is null)
        {
            id = Parameters.OfQuery(context.Request)["client_id"];
        }

        var current = context.Org().Current;
        var claimed = id is null ? null : current.App(id) ?? current.App(WebUtility.UrlDecode(id));
        if (context.Request.Query.ContainsKey("client_secret")
            || inHeader is not null && (inBody.Secret is not null || inBody.Id is not null && inBody.Id != inHeader.Value.Id))
        {
            return (claimed, OAuthErrors.ManyClientCredentials);
        }

        if (ClientAssertion.IsIn(form))
        {
            return inHeader is null && inBody.Secret is null ? await ClientAssertion.Judge(context, form) : (claimed, OAuthErrors.ManyClientCredentials);
        }

        if (id is null)
        {
            return (null, OAuthErrors.NoClientCredentials);
        }

        if (claimed is not { } app)
        {
            return (null, OAuthErrors.InvalidClientId);
        }

        if (secret is null && !app.IsPublic)
        {
            return (app, OAuthErrors.NoClientCredentials);
        }

        var used = secret is null ? ClientAuthenticationMethod.None
            : inHeader is null ? ClientAuthenticationMethod.ClientSecretPost
            : ClientAuthenticationMethod.ClientSecretBasic;
        return app.Client?.Method is { } method && method != used && !app.IsPublic ? (app, ClientErrors.AssertionMethod)
            : Proves(app, secret) ? (app, null)
            : (app, OAuthErrors.InvalidClientSecret);
    }

    // okta-auth-js names a public client as Basic base64(id), without a colon.
    private static (string? Id, string? Secret)? FromHeader(string header)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out var length))
        {
            return (null, null);
        }

        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return (parts[0], parts.Length == 2 && parts[1].Length > 0 ? parts[1] : null);
    }

    // By the standard, id and secret in the header are form-encoded; most clients send them as they are.
    internal static bool Proves(App app, string? secret) => app.ClientSecret is null
        ? secret is null
        : secret is not null && (AreEqual(secret, app.ClientSecret) | AreEqual(WebUtility.UrlDecode(secret), app.ClientSecret));

    // Digests have one length, so not even the secret's length can be timed.
    private static bool AreEqual(string given, string kept) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(kept)));
}
