using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FactorSeq.Factors.Password;

/// <summary>The password as a factor: a chain may begin with it, end with it, or do without.</summary>
public sealed class PasswordFactor : IPasswordFactor
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

    public bool WasUsed(FactorData? kept, Secret password, int history) =>
        history > 0 && kept is PasswordEnrollment present
        && present.Earlier.Take(history).Prepend(present.Hash).Any(hash => Matches(hash, password.Reveal()));

    public FactorData Replace(FactorData? kept, Secret password, int history) => kept is DelegatedPassword delegated ? delegated.Outlived() : Enroll(password.Reveal()) with
    {
        Earlier = kept is PasswordEnrollment present ? [.. present.Earlier.Prepend(present.Hash).Take(history)] : [],
    };

    public ImmutableArray<ProfileField> Profile(Enrollment enrollment) => [];

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        new Verdict.Challenged(null, null);

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now)
    {
        if (enrollment.Data is DelegatedPassword delegated)
        {
            return answer switch
            {
                Answer.Password asked => new Verdict.Ask(new Question.Directory(asked.Text)),
                Answer.FromDirectory replied => Judged(delegated, replied, now),
                _ => new Verdict.Rejected(Rejection.WrongPassword),
            };
        }

        var given = answer is Answer.Password password ? password.Text.Reveal() : "";
        return Matches(((PasswordEnrollment)enrollment.Data).Hash, given)
            ? new Verdict.Accepted()
            : new Verdict.Rejected(Rejection.WrongPassword);
    }

    // One hash for all decoys: judging it costs what judging a real one costs.
    public FactorData Fabricate(string login, Entropy entropy) => nobodys.Value;

    // A password that is right but over is right: what follows from that stands in the account-state matrix.
    private Verdict Judged(DelegatedPassword delegated, Answer.FromDirectory replied, DateTimeOffset now) => replied.Reply.Answer switch
    {
        DirectoryAnswer.Bound => new Verdict.Accepted(delegated.Type == DirectoryType.ActiveDirectory
            ? delegated with { Cached = Enroll(replied.Text.Reveal()).Hash, Proved = now }
            : null) { Directory = replied.Reply },
        DirectoryAnswer.MustChangePassword or DirectoryAnswer.PasswordExpired => new Verdict.Accepted() { Directory = replied.Reply },
        // A guess at what stands in is a guess at the password, and counts as one.
        DirectoryAnswer.NoAgent when delegated is { Cached: { } hash, Proved: { } proved } && now < proved + DelegatedPassword.CacheLifetime =>
            Matches(hash, replied.Text.Reveal())
                ? new Verdict.Accepted() { Directory = replied.Reply }
                : new Verdict.Rejected(Rejection.WrongPassword) { Directory = replied.Reply },
        DirectoryAnswer.WrongPassword => new Verdict.Rejected(Rejection.WrongPassword) { Directory = replied.Reply },
        _ => new Verdict.Rejected(Rejection.DirectoryRefused) { Directory = replied.Reply },
    };

    private bool Matches(string hash, string given) => ImportedHash.Is(hash)
        ? ImportedHash.Matches(hash, given)
        : hasher.VerifyHashedPassword(null!, hash, given) != PasswordVerificationResult.Failed;
}
