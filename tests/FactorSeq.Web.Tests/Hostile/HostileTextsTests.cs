using System.Diagnostics;
using System.Globalization;
using System.Text;
using FactorSeq.Directories.Ldap;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Saml;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Tests.OAuth;
using Xunit.Abstractions;
using Seeds = FactorSeq.Web.Tests.Seed.Seeds;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>
/// Texts and octets of strangers, bent: seeds, SAML, JWTs, answers of directories. A reader says what is wrong, or that it is nothing, in time; it
/// never throws what its callers do not wait for. (CBOR of security keys: the tests of the core.)
/// </summary>
public sealed class HostileTextsTests(ITestOutputHelper output)
{
    private static readonly int Number =
        int.TryParse(Environment.GetEnvironmentVariable("FACTORSEQ_HOSTILE_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : Random.Shared.Next();

    private static readonly int Times = int.TryParse(Environment.GetEnvironmentVariable("FACTORSEQ_HOSTILE"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var times) ? Math.Max(1, times / 50_000) : 1;

    // What YAML makes of its own that no other text has.
    private static readonly string[] Yaml =
    [
        "\n", "\n  ", "\t", "- ", ": ", "? ", "&a ", "*a", "!!binary ", "!<x> ", "|\n", ">-\n", "%YAML 9.9\n", "---\n", "...\n", "{", "}", "[", "]", "'", "\"", "#", "\u0085", "\uFEFF", "<<: ", "~", "\\x41", "\"\\ud800\"", "[[[[[[[[[[", "{a: {a: {a: ",
    ];

    [Fact]
    public void A_seed_is_read_or_refused_by_line() => Hold(600, garbage =>
    {
        var text = garbage.Once(4) ? Encoding.UTF8.GetString(garbage.Bent(Encoding.UTF8.GetBytes(Good))) : Good;
        for (var times = garbage.Number(4); times > 0; times--)
        {
            text = text.Insert(garbage.Number(text.Length + 1), garbage.Once(2) ? garbage.Of(Yaml) : garbage.Text());
        }

        // A value of another kind in place of a good one.
        var lines = text.Split('\n');
        var at = garbage.Number(lines.Length);
        if (lines[at].IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon)
        {
            lines[at] = lines[at][..(colon + 2)] + (garbage.Value()?.ToJsonString() ?? "null");
        }

        text = string.Join('\n', lines);
        if (Seeds.Read(text) is SeedResult.Refused refused)
        {
            Assert.All(refused.Errors, error => Assert.Matches("^factorseq.yaml:[1-9][0-9]*: ", error.ToString()));
        }
    });

    [Fact]
    public void XML_is_a_document_or_nothing() => Hold(4000, garbage =>
    {
        var text = Encoding.UTF8.GetString(garbage.Bent(Encoding.UTF8.GetBytes(Xml)));
        text = garbage.Once(3) ? text.Insert(garbage.Number(text.Length + 1), garbage.Of(["<!DOCTYPE a>", "&lt;", "&x;", "<![CDATA[", "<?a b?>", "<!--", "xmlns:samlp=\"\"", "<a:b xmlns:a=\"\"/>", "\0", "\uFFFF", "<a a=\"1\" a=\"2\"/>"])) : text;
        _ = SafeXml.Read(text)?.DocumentElement?.OuterXml;
    });

    [Fact]
    public void A_JWT_is_one_or_nothing()
    {
        var good = SigningClient.Sign("ES256", new() { ["iss"] = "a", ["exp"] = 1, ["aud"] = "b" }, "p256");
        Hold(4000, garbage =>
        {
            var parts = good.Split('.');
            var at = garbage.Number(3);
            parts[at] = garbage.Once(2) ? garbage.Bent(parts[at]) : System.Buffers.Text.Base64Url.EncodeToString(garbage.Json("""{"alg":"ES256","kid":"p256","typ":"JWT","crit":["b64"],"aud":["a"],"exp":1e300,"iat":-1}"""));
            if (SignedJwt.Read(string.Join('.', parts)) is { } jwt)
            {
                _ = (jwt.Algorithm, jwt.Kid, jwt["iss"], jwt.Instant("exp"), jwt.Instant("iat"), jwt.IsEarly(DateTimeOffset.UnixEpoch), jwt.IsFor("a"));
            }
        });
    }

    [Fact]
    public void An_answer_of_a_directory_is_one_or_breaks_the_connection()
    {
        string[] good =
        [
            "300C02010161070A010004000400", "3014020101610F0A013104000408646174612037" + "3735",
            "303602010161070A010004000400A028302604193" + "12E332E362E312E342E312E34322E322E32372E382E352E3104093007A002800081010" + "1",
            "30290201026424040B7569643D616E612C64633D30153013040375696431" + "0C0403616E610405416E6E6100",
        ];
        Hold(6000, garbage =>
        {
            var message = garbage.Bent(Convert.FromHexString(garbage.Of(good)));
            try
            {
                _ = MessageReader.Measure(message, 1000);
                if (LdapAnswer.Decode(message) is LdapAnswer.Final { Result: var result })
                {
                    _ = PasswordPolicy.Read(result);
                }
            }
            catch (LdapBrokenException)
            {
            }
        });
    }

    private static string Good { get; } = """
        org: { name: every, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ], settings: { stateTokenMinutes: 7 } }
        groups: [ staff, { name: "odd: one", description: "It says \"no\"" } ]
        zones: [ { name: office, gateways: [ 10.0.0.0/8, 192.0.2.7 ] } ]
        apiTokens: [ { name: ci, token: 00every-token } ]
        users:
          - login: bea@every.test
            profile: { locale: de_DE, note: "two\nlines" }
            password: Passw0rd-bea
            status: SUSPENDED
            groups: [ staff ]
            factors:
              push: [ { device: "Bea's phone" } ]
              totp: { secret: JBSWY3DPEHPK3PXP }
              hotp: { secret: MZXW6YTBOJRGC6TQ, counter: 4 }
              question: { question: disliked_food, answer: mushrooms }
        policies:
          signOn:
            - name: Staff
              groups: [ staff ]
              rules:
                - { name: Short, chains: [ push, sms -> question, password -> push | totp ], network: office, session: { maxIdleMinutes: 5 } }
        apps:
          - label: Web
            clientId: web
            redirectUris: [ http://localhost:5001/cb ]
            claims: { level: 3, mail: "${user.email}" }
        trustedOrigins: [ http://localhost:5001 ]
        """;

    private const string Xml = """<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="id1" Version="2.0"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">a<!-- b -->c</saml:Issuer></samlp:AuthnRequest>""";

    private void Hold(int times, Action<Garbage> holds)
    {
        output.WriteLine($"FACTORSEQ_HOSTILE_SEED={Number}");
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < times * Times; i++)
        {
            var watch = Stopwatch.StartNew();
            try
            {
                holds(new Garbage(unchecked(Number + i)));
            }
            catch (Exception e)
            {
                Assert.Fail($"FACTORSEQ_HOSTILE_SEED={unchecked(Number + i)}, the first of its row: {e}");
            }

            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
        }

        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
