using FactorSeq.Core.Users;

namespace FactorSeq.Web.Api;

/// <summary>Who administers the org through its API: whoever has one of its API tokens, and the admin at the console.</summary>
internal static class Administrator
{
    /// <summary>The login, or else the token's name, of an administrator; null after an error was answered.</summary>
    internal static async ValueTask<string?> Require(HttpContext context) =>
        context.Features.Get<ConsoleAdmin>() is { } admin ? admin.User.Login :
        await SswsCaller.Require(context) is { } token ? token.UserLogin ?? token.Name : null;
}

/// <summary>An admin who works at the console, as a request of its says. Only the console makes such requests, and none of them came over the wire.</summary>
internal sealed record ConsoleAdmin(User User);
