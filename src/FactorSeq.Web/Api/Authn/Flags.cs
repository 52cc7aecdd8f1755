using FactorSeq.Core.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary>Flags arrive in the query from okta-auth-js, in the body from others, as text from some.</summary>
internal static class Flags
{
    /// <returns>null where the request does not say.</returns>
    internal static bool? Read(HttpContext context, JsonBody body, string name) =>
        bool.TryParse(context.Request.Query[name], out var inQuery) ? inQuery
        : bool.TryParse(body.Text(name), out var inBody) ? inBody
        : null;

    /// <summary><c>options</c> of the request that began a transaction.</summary>
    internal static SignOnOptions Options(JsonBody body) => body.Object("options") is { } options
        ? new SignOnOptions(IsOn(options, "warnBeforePasswordExpired"), IsOn(options, "multiOptionalFactorEnroll"))
        : SignOnOptions.None;

    private static bool IsOn(System.Text.Json.JsonElement options, string name) => bool.TryParse(JsonBody.Text(options, name), out var on) && on;
}
