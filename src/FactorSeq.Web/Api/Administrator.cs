namespace FactorSeq.Web.Api;

/// <summary>Who administers the org through its API: whoever has one of its API tokens.</summary>
internal static class Administrator
{
    /// <summary>The login, or else the token's name, of an administrator; null after an error was answered.</summary>
    internal static async ValueTask<string?> Require(HttpContext context) =>
        await SswsCaller.Require(context) is { } token ? token.UserLogin ?? token.Name : null;
}
