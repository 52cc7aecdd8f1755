using System.Text.Json;
using System.Text.RegularExpressions;
using FactorSeq.Core.Ports;
using FactorSeq.Directories.Embedded;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Seed.Export;
using FactorSeq.Web.Tests.Directories;
using FactorSeq.Web.Tests.Management;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Seed;

/// <summary>An org written down as a seed, and started from it.</summary>
public sealed class ExportTests
{
    public static TheoryData<string> Orgs => ["everything", "demo", "ana", "corp", "sample"];

    [Theory]
    [MemberData(nameof(Orgs))]
    public void What_is_exported_is_the_same_org_again(string name)
    {
        var seed = Seeds.Ready(TextOf(name));
        var export = Export(seed);
        var again = Seeds.Ready(export.ToYaml());

        Assert.Equal(Json(DocumentKinds.Configuration, seed.Configuration), Json(DocumentKinds.Configuration, again.Configuration));
        Assert.Equal(People(seed), People(again));
        Assert.Equal(export.ToYaml(), Export(again).ToYaml());
        Assert.Empty(export.LeftOut);
    }

    [Theory]
    [MemberData(nameof(Orgs))]
    public async Task An_org_that_starts_from_an_export_exports_the_same(string name)
    {
        var first = await Exported(TextOf(name));

        Assert.Equal(first, await Exported(first));
    }

    [Fact]
    public void Everything_says_all_that_a_seed_can_say_and_so_does_its_export()
    {
        var export = Export(Seeds.Ready(Everything.Seed)).ToYaml();
        var members = Shapes.All.SelectMany(shape => shape.Members).Distinct().Except(Everything.WrittenOtherwise).ToList();

        Assert.Equal("", string.Join(' ', members.Where(member => !Has(Everything.Seed, member))));
        Assert.Equal("", string.Join(' ', members.Where(member => !Has(export, member))));
    }

    [Fact]
    public void As_JSON_it_is_the_same_seed()
    {
        var export = Export(Seeds.Ready(Everything.Seed));

        Assert.Equal(export.ToYaml(), Export(Seeds.Ready(export.Document.ToJsonString())).ToYaml());
    }

    [Fact]
    public async Task What_has_happened_since_the_start_is_in_it()
    {
        await using var org = await CorpOrg.Start(["push", "password"]);
        await org.InDirectory(CorpOrg.Ad1, new { locked = true, password = "N3w-passw0rd" });
        await org.InOkta(CorpOrg.Okta1, "LOCKED_OUT");
        await org.Set(new { pushMinutes = 9 });

        await using var copy = await OrgHost.Start((await org.Get("/emulator/seed")).Expect(200).Body);
        Assert.Equal("LOCKED_OUT", await copy.StatusOf(CorpOrg.Okta1));
        Assert.Equal(9, (int)(await copy.Get("/emulator/settings")).Json!["pushMinutes"]!);
        await copy.InDirectory(CorpOrg.Ad1, new { locked = false });
        (await copy.ByPassword(CorpOrg.Ad1, "N3w-passw0rd")).Expect("SUCCESS");
        (await copy.ByPassword(CorpOrg.Ld1)).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_hashed_answer_is_as_good_as_the_answer()
    {
        await using var org = await OrgHost.Start(await Exported(Support.Seeds.WithChains("question")));

        var asked = await org.Verify(await org.Identify("ana@demo.test"), "question");
        (await org.Verify(asked, "question", answer: "olives")).Expect(403, "E0000068");
        (await org.Verify(asked, "question", answer: " Mushrooms ")).Expect("SUCCESS");
    }

    [Fact]
    public async Task What_a_seed_cannot_say_is_said_in_its_comments()
    {
        await using var org = await OrgHost.Start(Support.Seeds.WithRule(Support.Seeds.Chains("push"), more: "apiTokens: [ { name: ci, token: 00ci-token } ]"));
        (await org.Post("/emulator/support/features/PASSWORDLESS_AUTHN_SIGNON_POLICY", new { enabled = false, force = true, articleRef = CorpOrg.Article })).Expect(200);
        (await org.Post("/oauth2/v1/clients", new { client_name = "Mine", redirect_uris = new[] { "http://localhost/cb" }, grant_types = new[] { "authorization_code" }, response_types = new[] { "code" } }, ("Authorization", "SSWS 00ci-token"))).Expect(201);

        var export = (await org.Get("/emulator/seed")).Expect(200).Body;
        Assert.Contains("# Left out: the chains of the rule The rule of the policy Everybody, which asks for the password while the feature is off\n", export, StringComparison.Ordinal);
        Assert.Matches("# Left out: what the client \\S+ was registered with beyond what an app of a seed has\n", export);
        Assert.Empty(Seeds.Errors(export));
    }

    [Fact]
    public async Task Whatever_the_API_has_made_that_a_seed_cannot_say_is_named_in_its_comments()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        var others = (await org.Ask("/api/v1/groups?q=others")).All(group => group["id"]).Single();
        async Task Make(string path, string body) => Assert.InRange((await org.Post(path, body, ManagementOrg.Admin)).Status, 200, 204);
        await Make("/api/v1/groups/rules", $$$$"""{"type":"group_rule","name":"By name","conditions":{"expression":{"type":"urn:okta:expression:1.0","value":"user.lastName == \"Ruiz\""}},"actions":{"assignUserToGroups":{"groupIds":["{{{{others}}}}"]}}}""");
        await Make($"/api/v1/groups/{others}/roles", """{"type":"USER_ADMIN"}""");
        await Make("/api/v1/meta/schemas/user/default", """{"definitions":{"custom":{"id":"#custom","type":"object","properties":{"badge":{"title":"Badge","type":"string"}}}}}""");
        await Make("/api/v1/behaviors", """{"name":"Far","type":"VELOCITY","settings":{"velocityKph":805}}""");
        await Make("/api/v1/templates/sms", """{"name":"Custom","type":"SMS_VERIFY_CODE","template":"${org.name}: ${code}"}""");
        await Make("/api/v1/eventHooks", """{"name":"Hook","events":{"type":"EVENT_TYPE","items":["user.session.start"]},"channel":{"type":"HTTP","version":"1.0.0","config":{"uri":"http://far.test/"}}}""");
        await Make("/api/v1/org", """{"website":"http://far.test"}""");
        foreach (var feature in (await org.Ask("/api/v1/features")).Json!.AsArray().Where(feature => (string)feature!["name"]! == "Active Directory DirSync"))
        {
            await Make($"/api/v1/features/{feature!["id"]}/enable", "{}");
        }

        var export = (await org.Get("/emulator/seed")).Expect(200).Body;
        foreach (var left in (string[])
        [
            "the group rule By name; whom it has put into groups is there", "the role USER_ADMIN of the group others", "the attribute badge of the user schema",
            "the behavior Far", "the template of text messages Custom", "the event hook Hook", "what the org says of itself: website",
            "that the feature Active Directory DirSync is on",
        ])
        {
            Assert.Contains($"# Left out: {left}\n", export, StringComparison.Ordinal);
        }

        Assert.Empty(Seeds.Errors(export));
    }

    [Fact]
    public async Task A_rule_of_a_zone_that_no_seed_names_is_not_exported_as_a_rule_for_every_address()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        var policy = (await org.Ask("/api/v1/policies?type=OKTA_SIGN_ON")).Json![0]!["id"];
        (await org.Do($"/api/v1/policies/{policy}/rules", System.Text.Json.Nodes.JsonNode.Parse(
            """{"type":"SIGN_ON","name":"Here","conditions":{"network":{"connection":"ON_NETWORK"}},"actions":{"signon":{"access":"ALLOW"}}}"""))).Expect(200);
        var export = (await org.Get("/emulator/seed")).Expect(200).Body;
        Assert.Contains("# Left out: the rule Here of the policy Everybody, for a condition that seeds do not have\n", export, StringComparison.Ordinal);
        Assert.DoesNotContain("name: Here", export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_start_would_refuse_is_said_in_its_comments()
    {
        await using var org = await OrgHost.Start(Support.Seeds.WithChains("push", "sms", "totp"));
        await org.Set(new { maxChains = 2 });
        var export = (await org.Get("/emulator/seed")).Expect(200).Body;
        Assert.Contains(
            "# To be mended: policies.signOn[0].rules[0].chains: 3 chains, and a rule holds 2 at most. Remove some, or raise org.settings.maxChains.\n",
            export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_goes_to_whoever_may_use_the_emulator_and_nowhere_else()
    {
        await using var org = await OrgHost.Start();

        var export = (await org.Get("/emulator/seed")).Expect(200);
        Assert.Equal(("text/yaml; charset=utf-8", "no-store"), (export.Header("Content-Type"), export.Header("Cache-Control")));
        (await org.Get("/emulator/seed", ("X-Forwarded-For", "192.0.2.1"))).Expect(401, "E0000011");
        (await org.Get("/emulator/seed", ("Origin", "http://elsewhere.test"))).Expect(403, "E0000006");
    }

    [Theory]
    [InlineData("question: disliked_food, answer: a, answerHash: \"100.AAAAAAAAAAAAAAAAAAAAAA==.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"", "a question has an answer or an answerHash, not both. Remove one of them.")]
    [InlineData("question: disliked_food, answerHash: mushrooms", "\"mushrooms\" is not the hash of an answer. Take one that seed export wrote, or give answer.")]
    [InlineData("question: disliked_food, answerHash: \"1000001.AAAAAAAAAAAAAAAAAAAAAA==.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"", "is not the hash of an answer. Take one that seed export wrote, or give answer.")]
    public void Hashes_that_are_none_are_refused(string question, string error) =>
        Assert.Contains(error, Assert.Single(Seeds.Errors($"users: [ {{ login: a@b.c, factors: {{ question: {{ {question} }} }} }} ]")), StringComparison.Ordinal);

    [Theory]
    [InlineData("passwordHash: nonsense", "this is not a password hash. Take one that ASP.NET Core Identity made (version 3, base64, begins with AQAAAA), or give password.")]
    [InlineData("password: a, passwordHash: AQAAAAIAAABkAAAAEBb5zElxWzFrH6ZWgDRu7IwmCnHSfmKc29G2EfGI1pZv90sxMH2GZkEsSZtqh5JP9w==", "a user has a password or a passwordHash, not both. Remove one of them.")]
    public void A_directory_is_held_to_hashes_too(string password, string error) => Assert.Contains(
        error,
        Assert.Single(Seeds.Errors($"directories: [ {{ name: d, type: ldap, embedded: {{ users: [ {{ uid: u, mail: u@b.c, {password} }} ] }} }} ]")),
        StringComparison.Ordinal);

    internal static OrgExport Export(OrgSeed seed) => OrgExport.Of(new ExportScope(
        seed.Configuration, Seeds.Catalog,
        [.. seed.Accounts.OrderBy(account => account.User.Login, StringComparer.Ordinal)],
        seed.Directories
            .SelectMany(directory => directory.People.Select(person => (directory.DirectoryId, Person: Since(directory, person))))
            .OrderBy(one => one.Person.ShortName, StringComparer.Ordinal)
            .ToLookup(one => one.DirectoryId, one => one.Person))
    {
        Now = Seeds.Now,
        Macs = [.. seed.Macs.OrderBy(mac => mac.Name, StringComparer.Ordinal)],
    });

    private static EmbeddedPerson Since(DirectorySeed directory, EmbeddedPerson person) =>
        directory.SinceImport.TryGetValue(person.ExternalId, out var patch) ? person.With(patch) : person;

    private static string TextOf(string name) => name switch
    {
        "everything" => Everything.Seed,
        "demo" => Seeds.Demo,
        "ana" => Support.Seeds.Ana,
        "corp" => CorpOrg.Seed(["push", "sms -> password"], feature: true),
        _ => Repository.Read("samples", "locked-out-demo", "factorseq.yaml"),
    };

    private static async Task<string> Exported(string seed)
    {
        await using var org = await OrgHost.Start(seed);
        return (await org.Get("/emulator/seed")).Expect(200).Body;
    }

    private static IEnumerable<string> People(OrgSeed seed) =>
        seed.Accounts.OrderBy(account => account.User.Login, StringComparer.Ordinal).Select(account => Json(DocumentKinds.Accounts, account));

    private static string Json<T>(DocumentKind<T> kind, T value)
        where T : class => JsonSerializer.Serialize(value, kind.Json);

    private static bool Has(string seed, string member) => Regex.IsMatch(seed, $"(^|[ {{\\[,\"]){Regex.Escape(member)}\"?: ?", RegexOptions.Multiline);
}
