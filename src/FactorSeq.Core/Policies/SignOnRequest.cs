using System.Net;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Policies;

/// <summary>What policies are evaluated against: who wants in, from where, by which door.</summary>
/// <param name="Login">As typed; for the texts of the trace.</param>
/// <param name="UserId">Null for somebody nobody knows.</param>
public sealed record SignOnRequest(
    string Login,
    string? UserId,
    IReadOnlyCollection<string> Groups,
    IPAddress? Address,
    AuthenticationDoor Door,
    bool OktaMobile,
    CredentialProvider Provider)
{
    /// <summary>The id of the directory that masters them; null for Okta's own.</summary>
    public string? Directory { get; init; }
}

/// <summary>The door a request came through (<c>conditions.authContext.authType</c>).</summary>
public enum AuthenticationDoor
{
    /// <summary>Browser or API.</summary>
    Any,
    Radius,
    LdapInterface,
}
