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
    private const int MostCharacters = 72;
    private const int MostDays = 999;
    private const int MostEarlier = 30;
    private const int MostTokenMinutes = 43_200;

    // As CredentialProvider, EnrollmentMoment and EnrollmentDemand have them.
    private static readonly ImmutableArray<string> Providers = ["OKTA", "ACTIVE_DIRECTORY", "LDAP"];
    private static readonly ImmutableArray<string> AccessWords = ["allow", "deny"];
    private static readonly ImmutableArray<string> Attributes = ["firstName", "lastName"];
    private static readonly ImmutableArray<string> Moments = ["challenge", "login", "never"];
    private static readonly ImmutableArray<string> DemandWords = ["notAllowed", "optional", "required"];

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
            (policy, name) => list.Only(name, Password(policy)),
            policy => new Condition.AuthProvider((CredentialProvider)policy.Choice("provider", (int)CredentialProvider.Okta, Providers)),
            new(PolicyType.ActiveDirectoryPolicy, OfDirectories, new Condition.AuthProvider(CredentialProvider.ActiveDirectory)),
            new(PolicyType.LdapPolicy, OfDirectories, new Condition.AuthProvider(CredentialProvider.Ldap)),
            new(PolicyType.DefaultPolicy, new PasswordAction(), new Condition.AuthProvider(CredentialProvider.Okta)));
    }

    // The directory counts wrong passwords itself, and its administrators reset and unlock.
    private static PasswordAction OfDirectories => new(MaxAttempts: 0) { AllowsChange = true, AllowsReset = false, AllowsUnlock = false };

    /// <summary>What a password policy and its one rule say.</summary>
    internal static PasswordAction Password(Fields policy)
    {
        var standard = new PasswordAction();
        var action = policy.Part("lockout", Shapes.Lockout) is { } lockout
            ? new PasswordAction(
                lockout.Number("maxAttempts", standard.MaxAttempts, 0, MostAttempts),
                lockout.Number("autoUnlockMinutes", standard.AutoUnlockMinutes, 0, MostUnlockMinutes),
                lockout.Flag("showLockoutFailures", standard.ShowLockoutFailures))
            : standard;
        return action with
        {
            Complexity = Complexity(policy, standard.Complexity),
            Age = Age(policy, standard.Age),
            Recovery = Recovery(policy, standard.Recovery),
            AllowsChange = Allows(policy, "passwordChange", standard.AllowsChange),
            AllowsReset = Allows(policy, "selfServicePasswordReset", standard.AllowsReset),
            AllowsUnlock = Allows(policy, "selfServiceUnlock", standard.AllowsUnlock),
        };
    }

    private static bool Allows(Fields policy, string member, bool standard) => policy.Choice(member, standard ? 0 : 1, AccessWords) == 0;

    private static PasswordComplexity Complexity(Fields policy, PasswordComplexity standard) =>
        policy.Part("complexity", Shapes.Complexity) is not { } given ? standard : new PasswordComplexity
        {
            MinLength = given.Number("minLength", standard.MinLength, 1, MostCharacters),
            MinLowerCase = given.Number("minLowerCase", standard.MinLowerCase, 0, MostCharacters),
            MinUpperCase = given.Number("minUpperCase", standard.MinUpperCase, 0, MostCharacters),
            MinNumber = given.Number("minNumber", standard.MinNumber, 0, MostCharacters),
            MinSymbol = given.Number("minSymbol", standard.MinSymbol, 0, MostCharacters),
            ExcludeUsername = given.Flag("excludeUsername", standard.ExcludeUsername),
            ExcludeAttributes = given.Words("excludeAttributes", Attributes),
        };

    private static PasswordAge Age(Fields policy, PasswordAge standard) =>
        policy.Part("age", Shapes.Age) is not { } given ? standard : new PasswordAge(
            given.Number("maxAgeDays", standard.MaxAgeDays, 0, MostDays),
            given.Number("expireWarnDays", standard.ExpireWarnDays, 0, MostDays),
            given.Number("minAgeMinutes", standard.MinAgeMinutes, 0, MostUnlockMinutes),
            given.Number("historyCount", standard.HistoryCount, 0, MostEarlier));

    private static RecoveryFactors Recovery(Fields policy, RecoveryFactors standard) =>
        policy.Part("recovery", Shapes.Recovery) is not { } given ? standard : new RecoveryFactors(
            given.Flag("email", standard.Email),
            given.Number("tokenLifetimeMinutes", standard.TokenMinutes, 1, MostTokenMinutes),
            given.Flag("sms", standard.Sms),
            given.Flag("call", standard.Call),
            given.Flag("question", standard.Question));

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
        scope.Errors.Add(
            value, $"unknown factor {Wording.Quoted(key)}", Wording.Choose(key, [.. scope.Catalog.All.Select(f => f.Type.PolicyKey)], "Factors"));
    }

    private static ImmutableSortedDictionary<string, EnrollmentDemand> Optional(FactorCatalog catalog) =>
        catalog.All.Where(factor => factor.Type.Kind != FactorKind.Password)
            .Aggregate(NoDemands, (demands, factor) => demands.SetItem(factor.Type.PolicyKey, EnrollmentDemand.Optional));
}
