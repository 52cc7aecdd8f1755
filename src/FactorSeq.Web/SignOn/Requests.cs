using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;

namespace FactorSeq.Web.SignOn;

/// <summary>Who wants in: the parts of <c>POST /api/v1/authn</c> that decide.</summary>
/// <param name="DeviceToken">The device's name as a trusted app gives it, in place of the browser's cookie.</param>
internal sealed record PrimaryRequest(
    string Username,
    Secret? Password,
    string? StateToken,
    string? RelayState,
    bool RememberDevice,
    SignOnOptions Options,
    string? DeviceToken);

/// <summary>What a client sent to set a factor up.</summary>
/// <param name="Profile">Members of <c>profile</c> that are text.</param>
internal sealed record EnrollRequest(
    FactorKind Kind, ImmutableDictionary<string, string> Profile, Secret? PassCode, Secret? NextPassCode);

/// <summary>Who wants back in, and how.</summary>
/// <param name="Channel">Null where a trusted app wants the token itself.</param>
internal sealed record RecoveryRequest(string Username, RecoveryKind Kind, Channel? Channel, string? RelayState);

/// <summary>What came of a request: the state to render, or why it was refused.</summary>
/// <param name="StateToken">The token the client goes on with.</param>
internal sealed record Outcome(Transaction At, Refusal? Refusal, Facts? Facts, string StateToken)
{
    /// <summary>What the refusal's error says in particular; null where its standing text says all.</summary>
    internal string? Cause { get; init; }

    /// <summary>The one-time session token, where this request earned one.</summary>
    internal string? SessionToken { get; init; }

    /// <summary>The session, where this request opened one.</summary>
    internal string? SessionId { get; init; }

    /// <summary>Whether this request added to a session that there was.</summary>
    internal bool RaisedSession { get; init; }

    /// <summary>The recovery token, where a trusted app was granted one.</summary>
    internal string? RecoveryToken { get; init; }

    /// <summary>The name this browser is remembered by from now on.</summary>
    internal string? DeviceToken { get; init; }
}
