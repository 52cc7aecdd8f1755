using System.Security.Cryptography;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// The eight letters that a user carries from a device to a browser (RFC 8628 §6.1: consonants, so that they spell nothing). Ten wrong ones
/// within ten minutes, and whoever typed them waits.
/// </summary>
internal static class UserCode
{
    internal const int Length = 8;

    internal const int MostWrong = 10;

    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    internal static string New() => RandomNumberGenerator.GetString(Letters, Length);

    /// <summary>The key under which a code is kept.</summary>
    internal static string Alias(string code) => Tokens.Digest("user code " + code);

    /// <summary>A code as it was typed, in small letters or with a dash; null where it is empty.</summary>
    internal static string? Read(string? typed)
    {
        var letters = new string([.. (typed ?? "").Where(c => !char.IsWhiteSpace(c) && c != '-')]);
        return letters.Length == 0 ? null : letters[..Math.Min(letters.Length, Length * 2)].ToUpperInvariant();
    }

    /// <summary>The device that waits under a code. A wrong code counts against whoever typed it.</summary>
    internal static async ValueTask<UserCodeResult> Find(Org org, string userId, string code)
    {
        // Counted before it is looked up: else any number of guesses at once would all be answered.
        if (!await Count(org, userId, 1))
        {
            return new UserCodeResult.Blocked();
        }

        if (code.Length != Length
            || await org.Documents.FindByAlias(org.Name, DocumentKinds.DeviceAuthorizations, Alias(code)) is not { Value.Decision: DeviceDecision.Pending } device
            || org.Clock.Now >= device.Value.Expires)
        {
            return new UserCodeResult.Wrong();
        }

        await Count(org, userId, -1);
        return new UserCodeResult.Found(device);
    }

    /// <summary>Counts a try, or takes one back that was right.</summary>
    /// <returns>false where there were too many.</returns>
    private static async ValueTask<bool> Count(Org org, string userId, int more)
    {
        while (true)
        {
            var now = org.Clock.Now;
            var stored = await org.Documents.Find(org.Name, DocumentKinds.UserCodeTries, userId);
            var wrong = stored is not null && now < stored.Value.Expires ? stored.Value.Wrong : 0;
            if (wrong + more is < 0 or > MostWrong)
            {
                return more < 0;
            }

            var expires = wrong == 0 ? now + Memory : stored!.Value.Expires;
            var counted = new UserCodeTries(wrong + more, expires);
            if (await org.Documents.Commit(stored is null
                ? new UnitOfWork(org.Name).Insert(DocumentKinds.UserCodeTries, userId, counted, expires: expires)
                : new UnitOfWork(org.Name).Update(DocumentKinds.UserCodeTries, stored, counted, expires)))
            {
                return true;
            }
        }
    }
}

/// <summary>What a user code comes to. Closed.</summary>
internal abstract record UserCodeResult
{
    private UserCodeResult()
    {
    }

    internal sealed record Found(Stored<DeviceAuthorization> Device) : UserCodeResult;

    /// <summary>No device waits under it, or none any more.</summary>
    internal sealed record Wrong : UserCodeResult;

    /// <summary>Too many were wrong.</summary>
    internal sealed record Blocked : UserCodeResult;
}
