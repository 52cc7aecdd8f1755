using System.Security.Cryptography;
using System.Text;

namespace FactorSeq.Directories.Embedded;

/// <summary>Somebody in an embedded directory: one document, so that a password and the lock it may bring are judged and written at once.</summary>
public sealed record EmbeddedPerson
{
    /// <summary>The entry's GUID, in small letters; see <see cref="IdOf"/>.</summary>
    public required string ExternalId { get; init; }

    /// <summary><c>sAMAccountName</c>, or <c>uid</c>.</summary>
    public required string ShortName { get; init; }

    /// <summary><c>userPrincipalName</c>, or <c>mail</c>; empty where they have none.</summary>
    public string Login { get; init; } = "";

    public string? GivenName { get; init; }

    public string? Surname { get; init; }

    public string? Telephone { get; init; }

    /// <summary>ASP.NET Core Identity's format; null where there is none, and every password is wrong.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>It is no longer the seed's: an edited seed leaves it alone.</summary>
    public bool PasswordChanged { get; init; }

    public required EmbeddedState State { get; init; }

    /// <summary>What the seed said of the state when it was last read, to tell what an edit changes; null for those whom no seed has made.</summary>
    public EmbeddedState? Seeded { get; init; }

    /// <summary>Wrong passwords in a row (<c>badPwdCount</c>).</summary>
    public int BadPasswords { get; init; }

    public DateTimeOffset? LastBadPassword { get; init; }

    /// <summary>When wrong passwords locked it (<c>lockoutTime</c>); it stays until the next good sign-in, even when the lock has run out.</summary>
    public DateTimeOffset? LockedAt { get; init; }

    /// <summary>The directory's number for the newest change (<c>uSNChanged</c>). Wrong passwords take none until they lock.</summary>
    public long Revision { get; init; }

    /// <summary>The GUID that somebody of this name has in this directory, in every run.</summary>
    public static string IdOf(string org, string directory, string shortName) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{org}\nembedded\n{directory}\n{shortName.ToUpperInvariant()}")).AsSpan(0, 16)).ToString();

    /// <summary>The same person after an administrator's change.</summary>
    /// <param name="passwordHash">Of the patch's password, where it has one.</param>
    public EmbeddedPerson With(EmbeddedPatch patch, string? passwordHash = null)
    {
        var changed = this with { State = patch.Of(State) };
        changed = passwordHash is null ? changed : changed with { PasswordHash = passwordHash, PasswordChanged = true };
        return patch.Locked == false ? changed.Cleared() : changed;
    }

    /// <summary>The same person with a password that nothing stands against.</summary>
    public EmbeddedPerson WithPassword(string hash) => this with
    {
        PasswordHash = hash,
        PasswordChanged = true,
        State = State with { PasswordExpired = false, MustChangePassword = false },
    };

    /// <summary>The same person without wrong passwords and without the lock they brought; the very same where there is nothing to clear.</summary>
    public EmbeddedPerson Cleared() => BadPasswords == 0 && LastBadPassword is null && LockedAt is null ? this
        : this with { BadPasswords = 0, LastBadPassword = null, LockedAt = null };

    public override string ToString() => $"{nameof(EmbeddedPerson)} {ShortName}";
}
