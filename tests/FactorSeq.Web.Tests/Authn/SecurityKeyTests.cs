using System.Buffers.Text;
using System.Text.Json.Nodes;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Authn;

/// <summary>WebAuthn and U2F keys over the wire, signed by a key in software.</summary>
public sealed class SecurityKeyTests
{
    private const int Rivals = 100;
    private const string Kim = "kim@demo.test";
    private const string Ben = "ben@demo.test";

    private readonly SecurityKey blue = new();
    private readonly SecurityKey green = new();

    [Fact]
    public async Task A_key_signs_in_by_its_factor_s_id()
    {
        await using var org = await Start("webauthn", WebAuthn(blue));
        var named = await org.Identify(Kim);
        var asked = (await org.Verify(named, "webauthn")).Expect("MFA_CHALLENGE");

        Assert.Equal(("CHALLENGE", "FACTOR"), (asked.FactorResult, asked.Text("challengeType")));
        var factor = asked.Json!["_embedded"]!["factor"]!;
        Assert.Equal(blue.CredentialId, (string?)factor["profile"]!["credentialId"]);
        Assert.Equal("Blue", (string?)factor["profile"]!["authenticatorName"]);
        Assert.StartsWith("fwf", (string?)factor["id"]);
        Assert.Equal($"{org.Address}/api/v1/authn/factors/{factor["id"]}/verify", (string?)asked.Json["_links"]!["next"]!["href"]);

        (await Sign(org, asked, "webauthn", blue.Get(OnPage(org, Challenge(factor))))).Expect("SUCCESS");
    }

    [Fact]
    public async Task Any_of_several_keys_signs_in_by_the_factor_s_type()
    {
        await using var org = await Start("password -> webauthn", WebAuthn(blue, green));
        var named = await org.Verify(await org.Identify(Kim), "password", password: Seeds.Password);
        Assert.Equal("webauthn", (string?)named.Expect("MFA_REQUIRED").Json!["_embedded"]!["factorTypes"]![0]!["factorType"]);
        var asked = (await org.Verify(named.StateToken!, "webauthn")).Expect("MFA_CHALLENGE");

        Assert.Equal(("FACTOR_TYPE", "webauthn"), (asked.Text("challengeType"), asked.Text("factorType")));
        Assert.Equal([blue.CredentialId, green.CredentialId], asked.Offered.Select(f => (string?)f!["profile"]!["credentialId"]));
        Assert.EndsWith("/api/v1/authn/factors/webauthn/verify", (string?)asked.Json!["_links"]!["next"]!["href"]);

        var page = OnPage(org, (string)asked.Json["_embedded"]!["challenge"]!["challenge"]!);
        (await Send(org, asked, "webauthn", new SecurityKey().Get(page))).Expect(403, "E0000068");
        (await Send(org, asked, "webauthn", green.Get(page))).Expect("SUCCESS");
    }

    [Fact]
    public async Task One_signature_signs_in_once()
    {
        // A key without a counter: nothing but the challenge keeps its signature from being used again.
        var uncounted = new SecurityKey { Counts = false };
        await using var org = await Start("webauthn", WebAuthn(uncounted));
        var asked = await org.Verify(await org.Identify(Kim), "webauthn");
        var signed = uncounted.Get(OnPage(org, Challenge(asked.Json!["_embedded"]!["factor"]!)));

        var answers = await Task.WhenAll(Enumerable.Range(0, Rivals).Select(_ => Sign(org, asked, "webauthn", signed)));

        Assert.Single(answers, answer => answer.State == "SUCCESS");
        Assert.All(answers.Where(answer => answer.State != "SUCCESS"), answer => answer.Expect(401, "E0000011"));
    }

    [Fact]
    public async Task A_signature_opens_no_other_sign_in()
    {
        var uncounted = new SecurityKey { Counts = false };
        await using var org = await Start("webauthn", WebAuthn(uncounted));
        var first = await org.Verify(await org.Identify(Kim), "webauthn");
        var second = await org.Verify(await org.Identify(Kim), "webauthn");
        var signed = uncounted.Get(OnPage(org, Challenge(first.Json!["_embedded"]!["factor"]!)));

        (await Sign(org, second, "webauthn", signed)).Expect(403, "E0000068");
        (await Sign(org, first, "webauthn", signed)).Expect("SUCCESS");
    }

    [Fact]
    public async Task Wrong_signatures_are_no_strikes()
    {
        await using var org = await Start("webauthn", WebAuthn(blue));
        var asked = await org.Verify(await org.Identify(Kim), "webauthn");
        var page = OnPage(org, Challenge(asked.Json!["_embedded"]!["factor"]!));
        for (var i = 0; i < 6; i++)
        {
            (await Sign(org, asked, "webauthn", green.Get(page))).Expect(403, "E0000068");
        }

        (await Sign(org, asked, "webauthn", blue.Get(page with { Origin = "http://evil.test" }))).Expect(403, "E0000068");
        (await Sign(org, asked, "webauthn", blue.Get(page with { Origin = "http://trusted.test", RpId = "trusted.test" }))).Expect("SUCCESS");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("packed")]
    [InlineData("tpm")]
    public async Task A_key_is_enrolled_at_sign_in_and_signs_in_from_then_on(string format)
    {
        await using var org = await Start("password -> webauthn", "");
        var asked = await BeginEnrolling(org, "webauthn");
        var activation = asked.Json!["_embedded"]!["factor"]!["_embedded"]!["activation"]!;
        Assert.Equal("direct", (string?)activation["attestation"]);
        Assert.Equal("demo", (string?)activation["rp"]!["name"]);
        Assert.Equal(Ben, (string?)activation["user"]!["name"]);
        Assert.Empty(activation["excludeCredentials"]!.AsArray());
        var page = OnPage(org, (string)activation["challenge"]!);

        (await Activate(org, asked, "attestation", blue.Create(page with { Origin = "http://evil.test" }, new Statement(format)))).Expect(403, "E0000068");
        (await Activate(org, asked, "attestation", blue.Create(page, new Statement(format)))).Expect("SUCCESS");

        var again = await org.Verify(await org.Identify(Ben), "password", password: "Passw0rd-ben");
        var challenged = (await org.Verify(again, "webauthn")).Expect("MFA_CHALLENGE");
        (await Sign(org, challenged, "webauthn", blue.Get(OnPage(org, Challenge(challenged.Json!["_embedded"]!["factor"]!))))).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_U2F_key_is_enrolled_at_sign_in_and_signs_in_from_then_on()
    {
        await using var org = await Start("password -> u2f", "");
        var asked = await BeginEnrolling(org, "u2f");
        var activation = asked.Json!["_embedded"]!["factor"]!["_embedded"]!["activation"]!;
        Assert.Equal((org.Address, "U2F_V2", 20), ((string?)activation["appId"], (string?)activation["version"], (int)activation["timeoutSeconds"]!));
        (await Activate(org, asked, "registrationData", blue.U2fRegister(OnPage(org, (string)activation["nonce"]!), org.Address))).Expect("SUCCESS");

        var again = await org.Verify(await org.Identify(Ben), "password", password: "Passw0rd-ben");
        var challenged = (await org.Verify(again, "u2f")).Expect("MFA_CHALLENGE");
        var factor = challenged.Json!["_embedded"]!["factor"]!;
        Assert.Equal((blue.CredentialId, org.Address), ((string?)factor["profile"]!["credentialId"], (string?)factor["profile"]!["appId"]));
        var page = OnPage(org, (string)factor["_embedded"]!["challenge"]!["nonce"]!);
        (await Sign(org, challenged, "u2f", green.U2fSign(page, org.Address))).Expect(403, "E0000068");
        (await Sign(org, challenged, "u2f", blue.U2fSign(page, org.Address))).Expect("SUCCESS");
    }

    private static Task<OrgHost> Start(string chain, string factors) => OrgHost.Start(Seeds.WithRule(
        Seeds.Chains(chain),
        users: $"  - {{ login: {Kim}, firstName: Kim, lastName: Lee, password: {Seeds.Password}{(factors.Length > 0 ? $", factors: {{ {factors} }}" : "")} }}"));

    private static string WebAuthn(params SecurityKey[] keys) => "webauthn: [ "
        + string.Join(", ", keys.Select((key, i) => $"{{ credentialId: \"{key.CredentialId}\", publicKey: \"{key.PublicKey}\", name: {(i == 0 ? "Blue" : "Green")} }}")) + " ]";

    private static Page OnPage(OrgHost org, string challenge) => new(challenge, org.Address);

    private static string Challenge(JsonNode factor) => (string)factor["_embedded"]!["challenge"]!["challenge"]!;

    private static async Task<Reply> BeginEnrolling(OrgHost org, string type)
    {
        var proved = (await org.Verify(await org.Identify(Ben), "password", password: "Passw0rd-ben")).Expect("MFA_ENROLL");
        Assert.Equal([type], proved.Factors);
        return (await org.Post("/api/v1/authn/factors", new { stateToken = proved.StateToken, factorType = type, provider = "FIDO" })).Expect("MFA_ENROLL_ACTIVATE");
    }

    private static Task<Reply> Sign(OrgHost org, Reply at, string type, SignedChallenge signed) => Send(org, at, at.FactorId(type)!, signed);

    // As clients differ: client data in one alphabet, the rest in the other.
    private static Task<Reply> Send(OrgHost org, Reply at, string factorId, SignedChallenge signed)
    {
        var body = new JsonObject
        {
            ["stateToken"] = at.StateToken,
            ["clientData"] = Base64Url.EncodeToString(signed.ClientData),
            ["signatureData"] = Convert.ToBase64String(signed.Signature),
        };
        if (signed.AuthenticatorData.Length > 0)
        {
            body["authenticatorData"] = Convert.ToBase64String(signed.AuthenticatorData);
        }

        return org.Post($"/api/v1/authn/factors/{factorId}/verify?rememberDevice=false", body);
    }

    private static Task<Reply> Activate(OrgHost org, Reply at, string member, MadeCredential made) => org.Post(
        $"/api/v1/authn/factors/{at.Json!["_embedded"]!["factor"]!["id"]}/lifecycle/activate",
        new JsonObject
        {
            ["stateToken"] = at.StateToken,
            ["clientData"] = Convert.ToBase64String(made.ClientData),
            [member] = Convert.ToBase64String(made.Credential),
            ["version"] = "U2F_V2",
            ["transports"] = "[\"usb\"]",
            ["clientExtensions"] = null,
        });
}
