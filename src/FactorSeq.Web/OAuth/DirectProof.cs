using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>What a factor came to that a client has put to a user itself. Closed.</summary>
internal abstract record DirectProof
{
    private DirectProof()
    {
    }

    /// <summary>A challenge is out.</summary>
    /// <param name="Code">The <c>oob_code</c>, which is told once.</param>
    /// <param name="Number">The number to tap; null where the phone asks for none.</param>
    internal sealed record Begun(string Code, DirectChallenge Challenge, int? Number) : DirectProof;

    internal sealed record Waiting : DirectProof;

    /// <summary>The factor is proved, and that is written.</summary>
    internal sealed record Proved(Account Account, Enrollment Enrollment) : DirectProof;

    internal sealed record Refused(OAuthError Error) : DirectProof;

    public static implicit operator DirectProof(OAuthError error) => new Refused(error);
}
