using System.Text.RegularExpressions;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>What answers have given out, by its name: the way from one request to the next.</summary>
internal sealed partial class Loot(Garbage garbage)
{
    private const int Kept = 40;

    private static readonly Dictionary<string, string> Names = new()
    {
        ["access_token"] = "accessToken", ["refresh_token"] = "refreshToken", ["id_token"] = "idToken", ["device_code"] = "deviceCode", ["user_code"] = "userCode", ["okta_key"] = "oktaKey", ["state"] = "relayState",
    };

    private readonly Dictionary<(string Org, string Name), List<string>> kept = [];

    /// <summary>Something that an org gave out by this name; null where it was nothing yet.</summary>
    internal string? Of(string org, string name) => kept.TryGetValue((org, name), out var all) ? garbage.Of(all) : null;

    /// <summary>An org was emptied: what it gave out leads nowhere any more.</summary>
    internal void Forget(string org)
    {
        foreach (var key in kept.Keys.Where(key => key.Org == org).ToList())
        {
            kept.Remove(key);
        }
    }

    private void Keep(string org, string name, string value)
    {
        // What was sent comes back too, and the journal's secrets are hidden.
        if (value.Length is < 3 or > 4000 || value is "[hidden]" or "nothing-yet" or "nowhere" || name == "stateToken" && !State().IsMatch(value))
        {
            return;
        }

        if (!kept.TryGetValue((org, name), out var all))
        {
            kept[(org, name)] = all = [];
        }

        if (all.Count < Kept)
        {
            all.Add(value);
        }
        else
        {
            all[garbage.Number(Kept)] = value;
        }
    }

    /// <param name="kind">What the ids of the answer are ids of: <c>zones</c>.</param>
    internal void Take(string org, string kind, RawAnswer answer, string body)
    {
        if (answer.Status >= 400)
        {
            // The state of a sign-in goes on through its refusals, and its token is known already.
            return;
        }

        var taken = 0;
        foreach (Match found in Member().Matches(body))
        {
            if (++taken > 30)
            {
                break;
            }

            var name = found.Groups[1].Value;
            Keep(org, name == "id" ? kind : Names.GetValueOrDefault(name, name), found.Groups[2].Value);
            if (name == "id")
            {
                Keep(org, "id", found.Groups[2].Value);
            }
        }

        foreach (Match found in Parameter().Matches(answer.Head))
        {
            Keep(org, Names.GetValueOrDefault(found.Groups[1].Value, found.Groups[1].Value), Uri.UnescapeDataString(found.Groups[2].Value));
        }

        if (answer.Header("Set-Cookie") is { } cookie && cookie.StartsWith("sid=", StringComparison.Ordinal))
        {
            Keep(org, "sid", cookie[4..].Split(';')[0]);
        }
    }

    [GeneratedRegex("\"(stateToken|sessionToken|recoveryToken|activationToken|access_token|refresh_token|id_token|device_code|user_code|id|key|client_id)\":\\s*\"([^\"\\\\]+)\"")]
    private static partial Regex Member();

    [GeneratedRegex("^00[A-Za-z0-9_-]{40}$")]
    private static partial Regex State();

    [GeneratedRegex("[?&#](stateToken|code|okta_key|after|state|id_token|access_token|onetimetoken)=([^&\\s>;]+)")]
    private static partial Regex Parameter();
}
