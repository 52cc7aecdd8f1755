using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Accounts;

/// <summary>The user whom a path names: by id, by login, by the unambiguous part of it before the @, or as <c>me</c> (Users API, "Get user").</summary>
internal static class UserFinder
{
    private const string Parameter = "userId";

    // As many as one reading of the store brings.
    private const int Batch = 500;

    /// <summary>How the path names them.</summary>
    internal static string Named(HttpContext context) => (string)context.Request.RouteValues[Parameter]!;

    internal static async ValueTask<Stored<Account>?> Find(Org org, ApiCaller caller, string named) =>
        named == ApiCaller.Me ? caller.User is { } self ? await org.FindAccountById(self.Id) : null
        : await org.FindAccountById(named) ?? await org.FindAccount(named);

    /// <returns>null after E0000007 was answered.</returns>
    internal static async ValueTask<Stored<Account>?> Required(HttpContext context, ApiCaller caller)
    {
        var found = await Find(context.Org(), caller, Named(context));
        if (found is null)
        {
            await NotFound(Named(context)).Write(context);
        }

        return found;
    }

    /// <summary>Everybody, by id.</summary>
    /// <param name="after">The id to begin behind; empty for the first.</param>
    internal static async IAsyncEnumerable<Account> All(Org org, string after = "")
    {
        while (true)
        {
            var batch = await org.Documents.List(org.Name, DocumentKinds.Accounts, Batch, after);
            foreach (var stored in batch)
            {
                yield return stored.Value;
            }

            if (batch.Count < Batch)
            {
                yield break;
            }

            after = batch[^1].Id;
        }
    }

    internal static OktaError NotFound(string named) => RequestErrors.NotFound(named, "User");
}
