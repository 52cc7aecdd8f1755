using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;

namespace FactorSeq.Web.SignOn;

/// <summary>Who wants in: the parts of <c>POST /api/v1/authn</c> that decide.</summary>
internal sealed record PrimaryRequest(string Username, Secret? Password, string? StateToken, string? RelayState, bool RememberDevice);

/// <summary>What came of a request: the state to render, or why it was refused.</summary>
/// <param name="StateToken">The token the client goes on with.</param>
/// <param name="SessionToken">The one-time session token, where this request earned one.</param>
/// <param name="SessionId">The session, where this request opened one.</param>
internal sealed record Outcome(
    Transaction At, Refusal? Refusal, Facts? Facts, string StateToken, string? SessionToken = null, string? SessionId = null, string? DeviceToken = null);
