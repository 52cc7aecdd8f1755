using System.Net;
using System.Security.Claims;
using FactorSeq.Core.Users;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;

namespace FactorSeq.Web.Console.Access;

/// <summary>The session of an admin at the console: not the right to anything, but what it takes to ask for that right again, at every step.</summary>
/// <param name="Sid">The session's id. It stays on the server: a circuit's principal is never sent anywhere.</param>
/// <param name="Origin">That of the console's pages.</param>
/// <param name="PathBase">The path that leads to the org there.</param>
internal sealed record AdminSession(string Org, string Sid, string Origin, string PathBase, IPAddress? Address, string UserAgent)
{
    private const string Type = "factorseq-console";

    public override string ToString() => $"{nameof(AdminSession)} of {Org}";

    /// <summary>The form in which Blazor hands it from a request to the circuit that the request opens.</summary>
    internal ClaimsPrincipal Principal() => new(new ClaimsIdentity(
        [
            new Claim("org", Org), new Claim("sid", Sid), new Claim("origin", Origin), new Claim("path", PathBase),
            new Claim("address", Address?.ToString() ?? ""), new Claim("agent", UserAgent),
        ],
        Type));

    internal static AdminSession? Of(ClaimsPrincipal principal)
    {
        if (principal.Identity is not { AuthenticationType: Type })
        {
            return null;
        }

        string Read(string claim) => principal.FindFirst(claim)?.Value ?? "";
        return new AdminSession(
            Read("org"), Read("sid"), Read("origin"), Read("path"), IPAddress.TryParse(Read("address"), out var address) ? address : null, Read("agent"));
    }

    /// <summary>Who it is, while the session lives and its user has a role.</summary>
    /// <param name="org">The session's.</param>
    /// <param name="quietly">Whether the session is only looked at: a page that refreshes itself must not keep it alive.</param>
    internal async ValueTask<User?> Admin(Org org, bool quietly = false)
    {
        var session = quietly ? await SessionStore.Look(org, Sid) : await SessionStore.Find(org, Sid);
        return session is { Status: SessionStatus.Active }
            && await org.FindAccountById(session.UserId) is { Value.User: var user }
            && org.Current.Configuration.Administration.RolesOf(user).Any() && Caller.MayHaveTokens(user)
                ? user
                : null;
    }
}
