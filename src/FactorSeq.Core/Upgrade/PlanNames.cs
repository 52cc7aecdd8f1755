using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>What ids and factors are called in what is written of a plan.</summary>
/// <param name="Factor">A factor's short name, for example <c>google_totp</c>.</param>
public sealed record PlanNames(Func<FactorKind, string> Factor, Func<string, string> Group, Func<string, string> Zone)
{
    private static readonly ImmutableDictionary<string, string> Labels = new Dictionary<string, string>
    {
        ["okta_password/password"] = "Password",
        ["security_question/security_question"] = "Security question",
        ["okta_verify/push"] = "Okta Verify push",
        ["okta_verify/totp"] = "Okta Verify code",
        ["google_otp/otp"] = "Google Authenticator",
        ["phone_number/sms"] = "Text message",
        ["phone_number/voice"] = "Voice call",
        ["okta_email/email"] = "Email",
        ["yubikey_token/otp"] = "YubiKey code",
        ["rsa_token/otp"] = "RSA SecurID",
        ["onprem_mfa/otp"] = "On-prem MFA",
        ["symantec_vip/otp"] = "Symantec VIP",
        ["custom_otp/otp"] = "Custom code",
        ["duo/duo"] = "Duo",
        ["webauthn/webauthn"] = "Security key or biometric",
    }.ToImmutableDictionary();

    /// <summary>The names that an org has for them.</summary>
    public static PlanNames Of(OrgConfiguration org, Func<FactorKind, string> factor)
    {
        var groups = org.Groups.ToDictionary(group => group.Id, group => group.Name);
        var zones = org.Zones.ToDictionary(zone => zone.Id, zone => zone.Name);
        return new PlanNames(factor, id => groups.GetValueOrDefault(id, id), id => zones.GetValueOrDefault(id, id));
    }

    /// <summary>What people call a factor.</summary>
    public string Label(FactorKind kind) =>
        Authenticators.Of(kind) is { } method ? Labels.GetValueOrDefault($"{method.Key}/{method.Method}", method.Key) : Factor(kind);

    /// <summary>Where a rule holds, in a sentence.</summary>
    public string Where(IEnumerable<Condition> conditions)
    {
        var parts = conditions.Select(condition => condition switch
        {
            Condition.People people => People(people),
            Condition.Network { Include.IsEmpty: false } network => $"from {string.Join(", ", network.Include.Select(Zone))}",
            Condition.Network { Exclude.IsEmpty: false } network => $"from outside {string.Join(", ", network.Exclude.Select(Zone))}",
            Condition.AuthType { Door: not AuthenticationDoor.Any } type => $"by {type.Door}",
            Condition.Behaviors => "on a behavior",
            _ => "",
        }).Where(part => part.Length > 0).ToList();
        return parts.Count == 0 ? "everybody" : string.Join(", ", parts);
    }

    private string People(Condition.People people)
    {
        var named = people.Users.Length;
        var included = people.Groups.Select(Group).Concat(named > 0 ? [$"{named} by name"] : Array.Empty<string>()).ToList();
        var excluded = people.ExcludedUsers.Length;
        return (included.Count == 0 ? "everybody" : string.Join(", ", included)) + (excluded > 0 ? $" but {excluded} by name" : "");
    }
}
