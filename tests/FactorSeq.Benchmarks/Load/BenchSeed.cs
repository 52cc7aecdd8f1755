namespace FactorSeq.Benchmarks.Load;

/// <summary>
/// An org to be measured: users who walk one chain each, under as many rules as wanted, the one that decides being the last. Of the others half are for
/// networks where nobody is, and half are each the only one of a policy for a group that nobody is in.
/// </summary>
internal static class BenchSeed
{
    internal const string Secret = "JBSWY3DPEHPK3PXP";
    internal const string Answer = "mushrooms";
    internal const string Password = "Passw0rd-bench";

    /// <summary>Users with a password: few, because where the framework's default cost applies each takes a tenth of a second to seed.</summary>
    internal const int PasswordUsers = 16;

    // Networks that nobody comes from.
    private const int Places = 20;

    /// <summary>Walks TOTP alone.</summary>
    internal static string Single(int user) => $"u{user:d7}@bench.test";

    /// <summary>Walks question, then TOTP.</summary>
    internal static string Double(int user) => $"w{user:d7}@bench.test";

    internal static string ByPassword(int user) => $"p{user:d7}@bench.test";

    /// <param name="users">Of each of the two chains.</param>
    /// <param name="rules">Sign-on rules in all; at least the three that decide.</param>
    internal static void Write(TextWriter to, int users, int rules)
    {
        to.WriteLine("org: { name: bench, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }");
        to.WriteLine($"groups: [ single, double, by-password{string.Concat(Enumerable.Range((rules - 3) / 2, Math.Max(0, rules - 3 - ((rules - 3) / 2))).Select(i => $", team {i}"))} ]");
        to.WriteLine("zones:");
        for (var i = 0; i < Places; i++)
        {
            to.WriteLine($"- {{ name: elsewhere {i}, gateways: [ 192.0.2.{i}/32 ] }}");
        }

        to.WriteLine("users:");
        for (var i = 0; i < users; i++)
        {
            to.WriteLine($"- {{ login: {Single(i)}, groups: [ single ], factors: {{ totp: {Secret} }} }}");
            to.WriteLine($"- {{ login: {Double(i)}, groups: [ double ], factors: {{ totp: {Secret}, question: {{ question: disliked_food, answer: {Answer} }} }} }}");
        }

        for (var i = 0; i < PasswordUsers; i++)
        {
            to.WriteLine($"- {{ login: {ByPassword(i)}, groups: [ by-password ], password: {Password} }}");
        }

        to.WriteLine("policies:");
        to.WriteLine("  signOn:");
        if (rules > 3)
        {
            var perPlace = (rules - 3) / 2;
            to.WriteLine("  - name: Passed over");
            to.WriteLine("    rules:");
            for (var i = 0; i < perPlace; i++)
            {
                to.WriteLine($"    - {{ name: Rule {i}, network: elsewhere {i % Places}, authenticate: deny }}");
            }

            for (var i = perPlace; i < rules - 3; i++)
            {
                to.WriteLine($"  - {{ name: Policy {i}, groups: [ team {i} ], rules: [ {{ name: Rule {i}, authenticate: deny }} ] }}");
            }
        }

        Rule(to, "single", "chains: [ totp ]");
        Rule(to, "double", "chains: [ question -> totp ]");
        Rule(to, "by-password", "authenticate: password");
        to.WriteLine("authorizationServers: [ { id: bench, name: bench, audience: \"urn:bench\", scopes: [ bench ] } ]");
        to.WriteLine("apps:");
        to.WriteLine("- { label: Sample web app, clientId: sample-web, clientSecret: sample-secret, redirectUris: [ \"http://localhost:5001/signin-oidc\" ], assign: [ Everyone ] }");
        to.WriteLine("- { label: Bench, clientId: bench, clientSecret: bench-secret, grants: [ client_credentials ] }");
    }

    internal static string Write(string path, int users, int rules)
    {
        using var file = new StreamWriter(path);
        Write(file, users, rules);
        return path;
    }

    private static void Rule(TextWriter to, string group, string action)
    {
        to.WriteLine($"  - name: {group}");
        to.WriteLine($"    groups: [ {group} ]");
        to.WriteLine($"    rules: [ {{ name: {group}, {action} }} ]");
    }
}
