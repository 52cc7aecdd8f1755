using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Directories.Embedded;

/// <summary>What an administrator changes on an account; null leaves a member as it is.</summary>
public sealed record EmbeddedPatch
{
    /// <summary>For <see cref="AccountExpires"/>: the account has no end. The very value with which Active Directory says so.</summary>
    public static readonly DateTimeOffset Never = DateTimeOffset.MaxValue;

    /// <summary>False also opens a lock that wrong passwords have brought about.</summary>
    public bool? Locked { get; init; }

    public bool? Disabled { get; init; }

    public bool? MustChangePassword { get; init; }

    public bool? PasswordExpired { get; init; }

    /// <summary>The end of the account, or <see cref="Never"/>.</summary>
    public DateTimeOffset? AccountExpires { get; init; }

    public bool? LogonHoursDenied { get; init; }

    public ImmutableArray<string>? Workstations { get; init; }

    public bool? Deleted { get; init; }

    public string? OrganizationalUnit { get; init; }

    /// <summary>A new password; it is neither expired nor to be changed, unless the patch says so.</summary>
    public Secret? Password { get; init; }

    /// <summary>The state after it, as far as it is the administrator's.</summary>
    public EmbeddedState Of(EmbeddedState state)
    {
        var renewed = Password is null ? state : state with { PasswordExpired = false, MustChangePassword = false };
        return renewed with
        {
            Locked = Locked ?? renewed.Locked,
            Disabled = Disabled ?? renewed.Disabled,
            MustChangePassword = MustChangePassword ?? renewed.MustChangePassword,
            PasswordExpired = PasswordExpired ?? renewed.PasswordExpired,
            AccountExpires = AccountExpires is { } end ? end == Never ? null : end : renewed.AccountExpires,
            LogonHoursDenied = LogonHoursDenied ?? renewed.LogonHoursDenied,
            Workstations = Workstations ?? renewed.Workstations,
            Deleted = Deleted ?? renewed.Deleted,
            OrganizationalUnit = OrganizationalUnit ?? renewed.OrganizationalUnit,
        };
    }
}
