using System.Security.Cryptography;
using System.Text;

namespace FactorSeq.Web.Seed;

/// <summary>
/// Okta's ids for what a seed holds: a prefix of three, then 17 letters and digits out of the SHA-256 of what the thing is called,
/// so that a restart, a reload and another node find everything under the id it had.
/// </summary>
internal static class Ids
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Drawn = 17;

    /// <summary>The id of something that no seed names.</summary>
    internal static string New(string prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, Drawn);

    internal static string UserType(string org) => Of("oty", org, "userType", "user");

    internal static string UserSchema(string org) => Of("osc", org, "userSchema", "user");

    internal static string GroupSchema(string org) => Of("osc", org, "groupSchema", "group");

    internal static string Brand(string org) => Of("bnd", org, "brand", "default");

    internal static string Agent(string directory, int number) => Of("a53", directory, "agent", $"{number}");

    internal static string Mapping(string org, string source, string target) => Of("prm", org, "mapping", $"{source}\n{target}");

    internal static string Org(string name) => Of("00o", name, "org", "");

    internal static string User(string org, string login) => Of("00u", org, "user", Core.Users.Login.Key(login));

    internal static string Group(string org, string name) => Of("00g", org, "group", name);

    internal static string Feature(string org, string name) => Of("ftr", org, "feature", name);

    internal static string Zone(string org, string name) => Of("nzo", org, "zone", name);

    internal static string TrustedOrigin(string org, string origin) => Of("tos", org, "trustedOrigin", origin);

    internal static string Behavior(string org, string name) => Of("bhv", org, "behavior", name);

    internal static string App(string org, string clientId) => Of("0oa", org, "app", clientId);

    internal static string AuthorizationServer(string org, string name) => Of("aus", org, "authorizationServer", name);

    internal static string Scope(string org, string server, string name) => Of("scp", org, "scope", $"{server}\n{name}");

    /// <param name="type">Which token it is for: of both kinds there may be one of a name.</param>
    internal static string Claim(string org, string server, string type, string name) => Of("ocl", org, "claim", $"{server}\n{type}\n{name}");

    internal static string ScopeGrant(string org, string app, string scope) => Of("oag", org, "scopeGrant", $"{app}\n{scope}");

    internal static string RefreshToken(string org, string family) => Of("oar", org, "refreshToken", family);

    internal static string UserGrant(string org, string user, string client, string? server, string scope) => Of("oag", org, "userGrant", $"{user}\n{client}\n{server}\n{scope}");

    internal static string SamlApp(string org, string label) => Of("0oa", org, "samlApp", label);

    /// <summary>The key of a SAML app in its addresses and its issuer.</summary>
    internal static string ExternalKey(string org, string label) => Of("exk", org, "samlApp", label);

    internal static string Directory(string org, string name) => Of("0oa", org, "directory", name);

    internal static string IdentityProvider(string org, string name) => Of("0oa", org, "idp", name);

    /// <param name="type">Okta's policy type, for example <c>OKTA_SIGN_ON</c>.</param>
    internal static string Policy(string org, string type, string name) => Of("00p", org, type, name);

    internal static string Rule(string org, string type, string policy, string name) => Of("0pr", org, type, $"{policy}\n{name}");

    /// <param name="factor">The factor's key, for example <c>google_totp</c>.</param>
    /// <param name="index">Which of the user's enrollments in this factor.</param>
    internal static string Enrollment(string org, string prefix, string login, string factor, int index) =>
        Of(prefix, org, "enrollment", $"{Core.Users.Login.Key(login)}\n{factor}\n{index}");

    private static string Of(string prefix, string org, string kind, string key)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{org}\n{kind}\n{key}"));
        return string.Create(prefix.Length + Drawn, (prefix, digest), static (span, source) =>
        {
            source.prefix.CopyTo(span);
            for (var i = 0; i < Drawn; i++)
            {
                span[source.prefix.Length + i] = Alphabet[source.digest[i] % Alphabet.Length];
            }
        });
    }
}
