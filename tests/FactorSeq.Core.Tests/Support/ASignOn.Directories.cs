using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Imports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Factors.Password;

namespace FactorSeq.Core.Tests.Support;

/// <summary>Somebody whose password a directory judges: the shell's part of it, and what the directory says.</summary>
internal sealed partial class ASignOn
{
    /// <summary>How often the directory was asked.</summary>
    internal int Asked => world.Asked;

    /// <summary>What Okta keeps of the password that the directory judges.</summary>
    internal DelegatedPassword Delegated => Assert.IsType<DelegatedPassword>(Account.Enrollment(Enrollment.PasswordId)?.Data);

    /// <summary>From here on she is a directory's user; comes after <see cref="EnrolledIn"/>.</summary>
    internal ASignOn From(DirectoryIntegration directory) => Do(() =>
    {
        world.Directory = directory;
        world.Account = Account with
        {
            User = Account.User with
            {
                FirstName = Corporate.Entry.FirstName, LastName = Corporate.Entry.LastName,
                Provider = directory.Type.Provider(), Directory = new DirectoryLink(directory.Id, Corporate.Entry.ExternalId),
            },
            Enrollments =
            [
                .. Account.Enrollments.Select(e => e.Kind == FactorKind.Password ? e with { Data = new DelegatedPassword(directory.Id, directory.Type) } : e),
            ],
        };
        DirectorySays(DirectoryAnswer.Bound);
    });

    /// <summary>What the directory says to the right password; to a wrong one it says so, where it says anything.</summary>
    internal ASignOn DirectorySays(DirectoryAnswer answer, DirectoryEntry? entry = null, string? diagnostic = null) => Do(() =>
        world.Replies = password => !answer.IsAnswered() || password.Matches(Ana.Password)
            ? new DirectoryReply(answer, entry, diagnostic)
            : new DirectoryReply(DirectoryAnswer.WrongPassword));

    /// <summary>An import reads her entry.</summary>
    internal ASignOn Imports(DirectoryEntry entry, ImportMode mode) => Do(() => world.Account = Importing.Take(
        Account, entry, world.Directory!, mode, world.Settings, () => throw new InvalidOperationException("she is there already"), world.Now).Account);

    /// <summary>The directory takes a new password, or does not: what becomes of it is the shell's to tell.</summary>
    internal ASignOn ChangeDirectoryPassword(NewPassword? outcome = null) => Take(new Step.PasswordChanged(
        OldRight: true,
        outcome ?? new NewPassword.Fit(((IPasswordFactor)Catalog[FactorKind.Password]).Replace(Delegated, new Secret("N3w-password"), 0)),
        RevokeSessions: false));

    internal ASignOn ShouldHaveAsked(int times)
    {
        Assert.Equal(times, Asked);
        return this;
    }

    internal ASignOn ShouldHaveStatus(AccountStatus status)
    {
        Assert.Equal(status, Account.User.Status);
        return this;
    }

    // As the shell does: who is barred already is judged without the directory.
    private DirectoryReply AskDirectory(Secret password)
    {
        if (world.Facts().Gate(SignInPoint.Password) is not (Gate.Open or Gate.ChangePassword))
        {
            return new DirectoryReply(DirectoryAnswer.WrongPassword, Diagnostic: "not asked");
        }

        world.Asked++;
        return world.Replies(password);
    }
}
