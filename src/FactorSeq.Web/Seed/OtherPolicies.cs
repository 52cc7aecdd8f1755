using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Seed;

/// <summary><c>policies.mfaEnroll</c> and <c>policies.password</c>: one rule each, which the seed does not write out.</summary>
internal static class OtherPolicies
{
    private const int MostAttempts = 1000;
    private const int MostUnlockMinutes = 9999;

    // As CredentialProvider, EnrollmentMoment and EnrollmentDemand have them.
    private static readonly ImmutableArray<string> Providers = ["OKTA", "ACTIVE_DIRECTORY", "LDAP"];
    private static readonly ImmutableArray<string> Moments = ["challenge", "login", "never"];
    private static readonly ImmutableArray<string> DemandWords = ["notAllowed", "optional", "required"];

    private static readonly ImmutableArray<string> LaterKeys =
        ["duo", "fido_u2f", "fido_webauthn", "hotp", "rsa_token", "symantec_vip", "yubikey_token"];

    private static readonly ImmutableSortedDictionary<string, EnrollmentDemand> NoDemands = ImmutableSortedDictionary<string, EnrollmentDemand>.Empty;

    internal static ImmutableArray<Policy<EnrollmentAction>> Enrollment(Fields? policies, SeedScope scope)
    {
        var list = new PolicyList<EnrollmentAction>(PolicyType.Enrollment, Shapes.EnrollmentPolicy, scope);
        return list.Read(
            policies?.List("mfaEnroll") ?? [],
            (policy, name) => list.Only(name, new EnrollmentAction(Demands(policy, scope), Moment(policy))),
            new EnrollmentAction(Optional(scope.Catalog), EnrollmentMoment.Challenge));
    }

    internal static ImmutableArray<Policy<PasswordAction>> Passwords(Fields? policies, SeedScope scope)
    {
        var list = new PolicyList<PasswordAction>(PolicyType.Password, Shapes.PasswordPolicy, scope);
        return list.Read(
            policies?.List("password") ?? [],
            (policy, name) => list.Only(name, Lockout(policy)),
            new PasswordAction(),
            policy => new Condition.AuthProvider((CredentialProvider)policy.Choice("provider", (int)CredentialProvider.Okta, Providers)));
    }

    private static PasswordAction Lockout(Fields policy)
    {
        var standard = new PasswordAction();
        return policy.Part("lockout", Shapes.Lockout) is { } lockout
            ? new PasswordAction(
                lockout.Number("maxAttempts", standard.MaxAttempts, 0, MostAttempts),
                lockout.Number("autoUnlockMinutes", standard.AutoUnlockMinutes, 0, MostUnlockMinutes),
                lockout.Flag("showLockoutFailures", standard.ShowLockoutFailures))
            : standard;
    }

    private static EnrollmentMoment Moment(Fields policy) =>
        (EnrollmentMoment)policy.Choice("enroll", (int)EnrollmentMoment.Challenge, Moments);

    private static ImmutableSortedDictionary<string, EnrollmentDemand> Demands(Fields policy, SeedScope scope)
    {
        var demands = NoDemands;
        foreach (var (key, value) in policy.Free("factors"))
        {
            if (scope.Catalog.All.All(factor => factor.Type.PolicyKey != key))
            {
                Unknown(key, value, scope);
            }
            else if (Scalars.Text(value, scope.Errors) is { } text)
            {
                demands = demands.SetItem(key, Demand(value, text, scope.Errors));
            }
        }

        return demands;
    }

    private static EnrollmentDemand Demand(SeedNode at, string text, SeedErrors errors)
    {
        if (Wording.Place(text, DemandWords) is >= 0 and var place)
        {
            return (EnrollmentDemand)place;
        }

        errors.Add(at, $"{Wording.Quoted(text)} says nothing about enrolling", Wording.Choose(text, DemandWords, "Values here"));
        return EnrollmentDemand.NotAllowed;
    }

    private static void Unknown(string key, SeedNode value, SeedScope scope)
    {
        if (LaterKeys.Contains(key))
        {
            scope.Errors.Add(value, new Later(key, $"the factor {key} is").Message, Later.Cure);
            return;
        }

        scope.Errors.Add(
            value, $"unknown factor {Wording.Quoted(key)}", Wording.Choose(key, [.. scope.Catalog.All.Select(f => f.Type.PolicyKey)], "Factors"));
    }

    private static ImmutableSortedDictionary<string, EnrollmentDemand> Optional(FactorCatalog catalog) =>
        catalog.All.Where(factor => factor.Type.Kind != FactorKind.Password)
            .Aggregate(NoDemands, (demands, factor) => demands.SetItem(factor.Type.PolicyKey, EnrollmentDemand.Optional));
}
