using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.SignOn;

/// <summary>
/// The account of a login that nobody may learn anything about: the first factors of what a member of Everyone alone would be asked,
/// some of them, picked by a keyed hash of the login, so that the same login always looks the same.
/// </summary>
public static class Decoy
{
    /// <summary>Makes the account up. Its factors have no owner, and the machine never accepts them.</summary>
    /// <param name="chains">What the policies ask of a user who is only in Everyone.</param>
    /// <param name="entropy">Keyed by the login.</param>
    public static Account Fabricate(string id, string login, FactorChains chains, FactorCatalog catalog, Entropy entropy)
    {
        var kinds = chains.Next
            .SelectMany(step => step is FactorStep.OneOf one ? one.Kinds : [FactorKind.Password])
            .Distinct()
            .Where(kind => catalog.Find(kind) is not null)
            .ToImmutableArray();
        var enrolled = kinds.Where(kind => entropy.Below($"enrolled in {kind}", 2) == 1).ToImmutableArray();
        if (enrolled.IsEmpty && !kinds.IsEmpty)
        {
            enrolled = [kinds[entropy.Below("the only one", kinds.Length)]];
        }

        var user = new User { Id = id, Login = login, Email = login };
        return new Account(user, [.. enrolled.Select(kind => Enroll(catalog[kind], login, entropy))], Attempts.None);
    }

    private static Enrollment Enroll(IFactor factor, string login, Entropy entropy) => new(
        factor.Type.Kind == FactorKind.Password ? Enrollment.PasswordId : factor.Type.IdPrefix + entropy.Id($"id of {factor.Type.Key}", 17),
        factor.Type.Kind,
        factor.Fabricate(login, entropy),
        DateTimeOffset.UnixEpoch);
}
