using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.OAuth;

/// <summary>What tokens and userinfo say about a user, by scope (OpenID Connect Core §5.4).</summary>
internal static class UserClaims
{
    /// <summary>The little that an ID token carries when the rest can be asked for at userinfo.</summary>
    internal static void AddThin(this JsonObject claims, User user, IReadOnlyCollection<string> scopes)
    {
        if (scopes.Contains("profile"))
        {
            claims.Add("name", user.FullName());
            claims.Add("preferred_username", user.Login);
        }

        if (scopes.Contains("email"))
        {
            claims.Add("email", user.Email);
        }
    }

    internal static void AddAll(this JsonObject claims, User user, IReadOnlyCollection<string> scopes)
    {
        claims.AddThin(user, scopes);
        if (scopes.Contains("profile"))
        {
            claims.AddPresent("given_name", user.FirstName);
            claims.AddPresent("family_name", user.LastName);
            claims.AddPresent("middle_name", user.Attribute("middleName"));
            claims.AddPresent("nickname", user.Attribute("nickName"));
            claims.AddPresent("profile", user.Attribute("profileUrl"));
            claims.Add("locale", user.Locale.Replace('_', '-'));
            claims.Add("zoneinfo", user.TimeZone);
            claims.Add("updated_at", user.StatusChanged.ToUnixTimeSeconds());
        }

        if (scopes.Contains("email"))
        {
            claims.Add("email_verified", true);
        }

        if (scopes.Contains("phone"))
        {
            claims.AddPresent("phone_number", user.Attribute("primaryPhone") ?? user.Attribute("mobilePhone"));
        }

        if (scopes.Contains("address") && Address(user) is { Count: > 0 } address)
        {
            claims.Add("address", address);
        }
    }

    /// <summary>The user's own claims come last and replace none of the protocol's.</summary>
    internal static JsonObject WithCustom(this JsonObject claims, User? user)
    {
        foreach (var (name, json) in user?.Claims ?? ImmutableSortedDictionary<string, string>.Empty)
        {
            if (!claims.ContainsKey(name))
            {
                claims.Add(name, JsonNode.Parse(json));
            }
        }

        return claims;
    }

    /// <summary>Claims of the server's or the app's, which replace none that is there.</summary>
    internal static JsonObject WithOwn(this JsonObject claims, IEnumerable<(string Name, JsonNode Value)> own)
    {
        foreach (var (name, value) in own)
        {
            claims.TryAdd(name, value);
        }

        return claims;
    }

    private static JsonObject Address(User user)
    {
        var address = new JsonObject();
        address.AddPresent("street_address", user.Attribute("streetAddress"));
        address.AddPresent("locality", user.Attribute("city"));
        address.AddPresent("region", user.Attribute("state"));
        address.AddPresent("postal_code", user.Attribute("zipCode"));
        address.AddPresent("country", user.Attribute("countryCode"));
        return address;
    }

    private static string FullName(this User user) =>
        string.Join(' ', new[] { user.FirstName, user.LastName }.Where(name => !string.IsNullOrEmpty(name))) is { Length: > 0 } name ? name : user.Login;

    /// <summary>An attribute of the profile that a user has no member for.</summary>
    internal static string? Attribute(this User user, string name) => user.Profile.GetValueOrDefault(name);

    private static void AddPresent(this JsonObject claims, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            claims.Add(name, value);
        }
    }
}
