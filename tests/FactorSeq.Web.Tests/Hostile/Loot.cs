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

    private readonly Dictionary<string, List<string>> kept = [];

    /// <summary>Something of this name; null where nothing was given out yet.</summary>
    internal string? Of(string name) => kept.TryGetValue(name, out var all) ? garbage.Of(all) : null;

    internal void Keep(string name, string value)
    {
        if (value.Length is 0 or > 4000)
        {
            return;
        }

        if (!kept.TryGetValue(name, out var all))
        {
            kept[name] = all = [];
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
    internal void Take(string kind, RawAnswer answer, string body)
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
            Keep(name == "id" ? kind : Names.GetValueOrDefault(name, name), found.Groups[2].Value);
            if (name == "id")
            {
                Keep("id", found.Groups[2].Value);
            }
        }

        foreach (Match found in Parameter().Matches(answer.Head))
        {
            Keep(Names.GetValueOrDefault(found.Groups[1].Value, found.Groups[1].Value), Uri.UnescapeDataString(found.Groups[2].Value));
        }

        if (answer.Header("Set-Cookie") is { } cookie && cookie.StartsWith("sid=", StringComparison.Ordinal))
        {
            Keep("sid", cookie[4..].Split(';')[0]);
        }
    }

    [GeneratedRegex("\"(stateToken|sessionToken|recoveryToken|activationToken|access_token|refresh_token|id_token|device_code|user_code|id|key|client_id)\":\\s*\"([^\"\\\\]+)\"")]
    private static partial Regex Member();

    [GeneratedRegex("[?&#](stateToken|code|okta_key|after|state|id_token|access_token|onetimetoken)=([^&\\s>;]+)")]
    private static partial Regex Parameter();
}
