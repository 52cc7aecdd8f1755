using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FactorSeq.Factors.Password;

/// <summary>The password as a factor: a chain may begin with it, end with it, or do without.</summary>
public sealed class PasswordFactor : IFactor
{
    private readonly PasswordHasher<PasswordEnrollment> hasher;
    private readonly Lazy<PasswordEnrollment> nobodys;

    /// <param name="iterations">PBKDF2-HMAC-SHA512 rounds for new hashes.</param>
    public PasswordFactor(int iterations)
    {
        hasher = new PasswordHasher<PasswordEnrollment>(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        nobodys = new Lazy<PasswordEnrollment>(() => Enroll("the password of nobody"));
    }

    public FactorType Type { get; } = new()
    {
        Key = "password",
        Kind = FactorKind.Password,
        VendorName = "OKTA",
        IdPrefix = "",
        PolicyKey = "okta_password",
        Amr = ["pwd"],
        EventName = "PASSWORD_AS_FACTOR",
        CountsStrikes = false,
    };

    /// <summary>Hashes a new password.</summary>
    public PasswordEnrollment Enroll(string password) => new(hasher.HashPassword(null!, password));

    public ImmutableArray<ProfileField> Profile(Enrollment enrollment) => [];

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        new Verdict.Challenged(null, null);

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now)
    {
        var given = answer is Answer.Password password ? password.Text.Reveal() : "";
        return hasher.VerifyHashedPassword(null!, ((PasswordEnrollment)enrollment.Data).Hash, given) == PasswordVerificationResult.Failed
            ? new Verdict.Rejected(Rejection.WrongPassword)
            : new Verdict.Accepted();
    }

    // One hash for all decoys: judging it costs what judging a real one costs.
    public FactorData Fabricate(string login, Entropy entropy) => nobodys.Value;
}
