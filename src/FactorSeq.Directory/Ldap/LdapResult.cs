using System.Collections.Immutable;

namespace FactorSeq.Directories.Ldap;

/// <summary>Result codes that somebody here knows (RFC 4511 §4.1.9); any other number is one as well.</summary>
internal enum ResultCode
{
    Success = 0,
    OperationsError = 1,
    ProtocolError = 2,
    TimeLimitExceeded = 3,
    SizeLimitExceeded = 4,
    StrongerAuthRequired = 8,
    Referral = 10,
    ConfidentialityRequired = 13,
    NoSuchAttribute = 16,
    ConstraintViolation = 19,
    InvalidAttributeSyntax = 21,
    NoSuchObject = 32,
    InvalidCredentials = 49,
    InsufficientAccessRights = 50,
    Busy = 51,
    Unavailable = 52,
    UnwillingToPerform = 53,
}

/// <summary>How a server ends its answer.</summary>
/// <param name="Diagnostic">The server's own words; Active Directory puts its sub-codes here.</param>
internal sealed record LdapResult(ResultCode Code, string Diagnostic, ImmutableArray<LdapControl> Controls)
{
    internal bool IsSuccess => Code == ResultCode.Success;

    public override string ToString() =>
        $"result code {(int)Code}{(Enum.IsDefined(Code) ? $" ({Code})" : "")}{(Diagnostic.Length > 0 ? $": {Diagnostic.TrimEnd('\0')}" : "")}";
}
