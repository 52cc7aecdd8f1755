using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Users made, found, changed and removed.</summary>
public sealed class UsersTests : IAsyncLifetime
{
    private const string Users = ManagementOrg.Users;

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(ManagementOrg.Seed);
        await org.Clock.StopAt(Approve.Noon);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("", "?activate=false", "STAGED")]
    [InlineData("", "", "PROVISIONED")]
    [InlineData("\"password\":{}", "", "PROVISIONED")]
    [InlineData("\"recovery_question\":{\"question\":\"Who?\",\"answer\":\"nobody\"}", "", "PROVISIONED")]
    [InlineData("\"password\":{\"value\":\"Passw0rd-new\"}", "?activate=false", "STAGED")]
    [InlineData("\"password\":{\"value\":\"Passw0rd-new\"}", "?activate=true", "ACTIVE")]
    [InlineData("\"provider\":{\"type\":\"FEDERATION\",\"name\":\"FEDERATION\"}", "?provider=true", "ACTIVE")]
    [InlineData("\"provider\":{\"type\":\"SOCIAL\",\"name\":\"SOCIAL\"}", "?provider=true&activate=false", "STAGED")]
    [InlineData("\"password\":{\"value\":\"Passw0rd-new\"}", "?nextLogin=changePassword", "PASSWORD_EXPIRED")]
    public async Task A_user_begins_where_credentials_and_query_say(string credentials, string query, string status)
    {
        var person = ManagementOrg.Person("new@demo.test");
        person["credentials"] = JsonNode.Parse("{" + credentials + "}");
        var made = (await org.Make(person, query)).Expect(200);
        Assert.Matches("^00u[0-9A-Za-z]{17}$", made.Text("id")!);
        Assert.Equal(status, made.Text("status"));
        Assert.Equal(status, (await org.Ask($"{Users}/{made.Text("id")}")).Expect(200).Text("status"));
        Assert.Equal(credentials.Contains("value", StringComparison.Ordinal), made.Json!["credentials"]!["password"] is not null);
        var mails = await org.Messages("new@demo.test", "email");
        Assert.Equal(status == "PROVISIONED", mails.Count == 1 && ((string)mails[0]!["link"]!).Contains("/welcome/", StringComparison.Ordinal));
        Assert.Contains("user.lifecycle.create", await org.Log("new@demo.test"));
    }

    [Fact]
    public async Task A_new_user_looks_as_Okta_shows_them_and_signs_in()
    {
        Approve.Json("user_created", (await org.Make(ManagementOrg.Person("new@demo.test", "Passw0rd-new", ("department", "Tests")))).Expect(200));
        Approve.Json("user_listed", (await org.Ask($"{Users}?filter={Uri.EscapeDataString("profile.login eq \"new@demo.test\"")}")).Expect(200));
        (await org.SignIn("new@demo.test", "Passw0rd-new")).Expect("SUCCESS");
        Approve.Json("user", (await org.Ask($"{Users}/new@demo.test")).Expect(200));
    }

    [Fact]
    public async Task The_mail_of_a_provisioned_user_leads_to_a_password()
    {
        (await org.Make(ManagementOrg.Person("new@demo.test"))).Expect("PROVISIONED");
        var link = (string)(await org.Messages("new@demo.test", "email"))[0]!["link"]!;
        var at = (await org.Post("/api/v1/authn", new { token = link.Split('/')[^1] })).Expect("PASSWORD_RESET");
        (await org.Post("/api/v1/authn/credentials/reset_password", new { stateToken = at.StateToken, newPassword = "Passw0rd-new" })).Expect("SUCCESS");
        Assert.Equal("ACTIVE", await org.StatusOf("new@demo.test"));
    }

    [Theory]
    [InlineData("MD5", "5f4dcc3b5aa765d61d8327deb882cf99", null, null)]
    [InlineData("SHA-256", "", "PREFIX", "salt")]
    [InlineData("SHA-512", "", "POSTFIX", "salt")]
    [InlineData("SHA-1", "", "POSTFIX", "salt")]
    [InlineData("PBKDF2", "", null, "0123456789abcdef")]
    public async Task A_hash_of_another_system_lets_its_user_in(string algorithm, string hex, string? order, string? salt)
    {
        var password = System.Text.Encoding.UTF8.GetBytes("password");
        var salted = salt is null ? [] : System.Text.Encoding.UTF8.GetBytes(salt);
        byte[] text = order == "PREFIX" ? [.. salted, .. password] : [.. password, .. salted];
        var value = hex.Length > 0 ? Convert.FromHexString(hex) : algorithm switch
        {
            "SHA-256" => System.Security.Cryptography.SHA256.HashData(text),
            "SHA-512" => System.Security.Cryptography.SHA512.HashData(text),
            "SHA-1" => System.Security.Cryptography.CryptographicOperations.HashData(System.Security.Cryptography.HashAlgorithmName.SHA1, text),
            _ => System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2(password, salted, 100, System.Security.Cryptography.HashAlgorithmName.SHA512, 64),
        };
        var hash = new JsonObject { ["algorithm"] = algorithm, ["value"] = Convert.ToBase64String(value) };
        if (order is not null)
        {
            hash["saltOrder"] = order;
        }

        if (salt is not null)
        {
            hash["salt"] = Convert.ToBase64String(salted);
        }

        if (algorithm == "PBKDF2")
        {
            (hash["iterationCount"], hash["digestAlgorithm"], hash["keySize"]) = (100, "SHA512_HMAC", 64);
        }

        var person = ManagementOrg.Person("new@demo.test");
        person["credentials"] = new JsonObject { ["password"] = new JsonObject { ["hash"] = hash } };
        var made = (await org.Make(person)).Expect("ACTIVE");
        Assert.Equal("IMPORT", (string)made.Json!["credentials"]!["provider"]!["type"]!);
        (await org.SignIn("new@demo.test", "Password")).Expect(401, "E0000004");
        (await org.SignIn("new@demo.test", "password")).Expect("SUCCESS");
        var changed = await org.Do($"{Users}/new@demo.test", new { credentials = new { password = new { value = "Passw0rd-own" } } });
        Assert.Equal("OKTA", (string)changed.Expect(200).Json!["credentials"]!["provider"]!["type"]!);
        (await org.SignIn("new@demo.test", "password")).Expect(401, "E0000004");
        (await org.SignIn("new@demo.test", "Passw0rd-own")).Expect("SUCCESS");
    }

    [Theory]
    [InlineData("{}", 400, "E0000001", "profile: The field cannot be left blank")]
    [InlineData("{\"profile\":{\"email\":\"a@b.c\",\"firstName\":\"A\",\"lastName\":\"B\"}}", 400, "E0000001", "login: The field cannot be left blank")]
    [InlineData("{\"profile\":{\"login\":\"nobody\",\"email\":\"a@b.c\",\"firstName\":\"A\",\"lastName\":\"B\"}}", 400, "E0000001", "login: Username must be in the form of an email address")]
    [InlineData("{\"profile\":{\"login\":\"a@b\",\"email\":\"a@b.c\",\"firstName\":\"A\",\"lastName\":\"B\"}}", 400, "E0000001", "login: Username must be between 5 and 100 characters")]
    [InlineData("{\"profile\":{\"login\":\"new@b.c\",\"firstName\":\"A\",\"lastName\":\"B\"}}", 400, "E0000001", "email: The field cannot be left blank")]
    [InlineData("{\"profile\":{\"login\":\"new@b.c\",\"email\":\"x\",\"firstName\":\"A\",\"lastName\":\"B\"}}", 400, "E0000001", "email: Does not match required pattern")]
    [InlineData("{\"profile\":{\"login\":\"new@b.c\",\"email\":\"a@b.c\",\"lastName\":\"B\"}}", 400, "E0000001", "firstName: The field cannot be left blank")]
    [InlineData("{\"profile\":{\"login\":\"new@b.c\",\"email\":\"a@b.c\",\"firstName\":\"A\"}}", 400, "E0000001", "lastName: The field cannot be left blank")]
    [InlineData("{\"profile\":{\"login\":\"new@b.c\",\"email\":\"a@b.c\",\"firstName\":\"A\",\"lastName\":\"B\",\"x\":\"y\"}}", 400, "E0000001", "Property name 'x' is not defined in profile")]
    [InlineData("{\"profile\":{\"login\":\"new@b.c\",\"email\":\"a@b.c\",\"firstName\":[],\"lastName\":\"B\"}}", 400, "E0000001", "firstName: The field must be a text.")]
    [InlineData("{\"profile\":{\"login\":\"ANA@demo.test\",\"email\":\"a@b.c\",\"firstName\":\"A\",\"lastName\":\"B\"}}", 400, "E0000001", "login: An object with this field already exists in the current organization")]
    [InlineData("{\"profile\":P,\"groupIds\":[\"00gnone\"]}", 404, "E0000007", null)]
    [InlineData("{\"profile\":P,\"groupIds\":\"00gnone\"}", 400, "E0000001", "groupIds: The field must be a list of ids.")]
    [InlineData("{\"profile\":P,\"credentials\":{\"password\":{\"value\":\"short\"}}}", 400, "E0000001", "password: Password requirements: at least 8 characters, a lowercase letter, an uppercase letter, a number, no parts of your username.")]
    [InlineData("{\"profile\":P,\"credentials\":{\"recovery_question\":{\"question\":\"Who?\"}}}", 400, "E0000001", "recovery_question: The question and its answer go together.")]
    [InlineData("{\"profile\":P,\"credentials\":{\"recovery_question\":{\"question\":\"\",\"answer\":\"nobody\"}}}", 400, "E0000001", "recovery_question: The question must have 1 to 255 characters.")]
    [InlineData("{\"profile\":P,\"credentials\":{\"recovery_question\":{\"question\":\"Who?\",\"answer\":\"x\"}}}", 400, "E0000001", "recovery_question: The security question answer must be at least 4 characters in length")]
    [InlineData("{\"profile\":P,\"credentials\":{\"password\":{\"hash\":{\"algorithm\":\"BCRYPT\",\"value\":\"x\"}}}}", 400, "E0000001", "password: FactorSeq judges no hashes by BCRYPT: give the password itself, or a hash by PBKDF2 or SHA-512.")]
    [InlineData("{\"profile\":P,\"credentials\":{\"password\":{\"hash\":{\"algorithm\":\"ROT13\",\"value\":\"AAAA\"}}}}", 400, "E0000001", "password: The hash must have an algorithm (PBKDF2, SHA-512, SHA-256, SHA-1 or MD5) and what belongs to it, in base64.")]
    [InlineData("{\"profile\":P,\"credentials\":{\"password\":{\"hash\":{\"algorithm\":\"MD5\",\"value\":\"!\"}}}}", 400, "E0000001", "password: The hash must have an algorithm (PBKDF2, SHA-512, SHA-256, SHA-1 or MD5) and what belongs to it, in base64.")]
    [InlineData("{\"profile\":P,\"credentials\":{\"password\":{\"hash\":{\"algorithm\":\"PBKDF2\",\"value\":\"AAAA\",\"salt\":\"AAAA\",\"digestAlgorithm\":\"SHA512_HMAC\",\"iterationCount\":2000000}}}}", 400, "E0000001", "password: The hash must have an algorithm (PBKDF2, SHA-512, SHA-256, SHA-1 or MD5) and what belongs to it, in base64.")]
    [InlineData("[]", 400, "E0000003", null)]
    public async Task What_makes_no_user_is_refused(string body, int status, string code, string? cause)
    {
        var before = (await org.Ask(Users)).Logins();
        var refused = (await org.Post(Users, body.Replace("P,", ManagementOrg.Profile("new@demo.test").ToJsonString() + ",", StringComparison.Ordinal), ManagementOrg.Admin)).Expect(status, code);
        Assert.Equal(cause, refused.Cause);
        Assert.Equal(before, (await org.Ask(Users)).Logins());
    }

    [Fact]
    public async Task To_expire_a_password_at_once_there_must_be_one_and_an_active_user()
    {
        (await org.Make(ManagementOrg.Person("new@demo.test"), "?nextLogin=changePassword")).Expect(400, "E0000124");
        (await org.Make(ManagementOrg.Person("new@demo.test", "Passw0rd-new"), "?activate=false&nextLogin=changePassword")).Expect(400, "E0000125");
        (await org.Ask($"{Users}/new@demo.test")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_user_is_found_by_id_by_login_and_by_what_stands_before_the_at()
    {
        var ana = (await org.Ask($"{Users}/ana@demo.test")).Expect(200);
        foreach (var name in new[] { ana.Text("id"), "ANA@DEMO.test", "ana" })
        {
            Assert.Equal(ana.Text("id"), (await org.Ask($"{Users}/{name}")).Expect(200).Text("id"));
        }

        (await org.Make(ManagementOrg.Person("ana@other.test"))).Expect(200);
        var unknown = (await org.Ask($"{Users}/ana")).Expect(404, "E0000007");
        Assert.Equal("Not found: Resource not found: ana (User)", unknown.Text("errorSummary"));
        Assert.Equal("root@demo.test", (string)(await org.Ask($"{Users}/me")).Expect(200).Json!["profile"]!["login"]!);
        Assert.StartsWith("W/\"", ana.Header("ETag"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_are_left_out_for_whoever_asks_so()
    {
        var body = new ByteArrayContent([]);
        body.Headers.TryAddWithoutValidation("Content-Type", "application/json; okta-response=omitCredentials,omitCredentialsLinks");
        var user = (await org.Send(HttpMethod.Get, $"{Users}/ana@demo.test", body, ManagementOrg.Admin)).Expect(200);
        Assert.Null(user.Json!["credentials"]);
        Assert.Equal(["self"], user.Json["_links"]!.AsObject().Select(link => link.Key));
    }

    [Fact]
    public async Task POST_changes_what_it_names_and_PUT_everything()
    {
        (await org.Make(ManagementOrg.Person("new@demo.test", null, ("nickName", "Newt"), ("locale", "de_DE")))).Expect(200);
        await org.Clock.Advance(TimeSpan.FromMinutes(1));
        var posted = (await org.Do($"{Users}/new@demo.test", new { profile = new { title = "Dr", nickName = (string?)null } })).Expect(200);
        Assert.Equal(("New", "Dr", null, "de_DE"), Some(posted));
        Assert.Equal("2031-02-03T12:01:00.000Z", posted.Text("lastUpdated")![..19] + ".000Z");
        var put = (await org.Put($"{Users}/new@demo.test", new { profile = ManagementOrg.Profile("new@demo.test", ("firstName", "Other")) })).Expect(200);
        Assert.Equal(("Other", null, null, null), Some(put));
        (await org.Put($"{Users}/new@demo.test", new { profile = new { login = "new@demo.test", email = "new@demo.test" } })).Expect(400, "E0000001");
        (await org.Do($"{Users}/new@demo.test", new { profile = new { x = 1 } })).Expect(400, "E0000001");
        (await org.Do($"{Users}/nobody@demo.test", new { profile = new { title = "Dr" } })).Expect(404, "E0000007");
        Assert.Equal(2, (await org.Log("new@demo.test")).Count(type => type == "user.account.update_profile"));

        static (string?, string?, string?, string?) Some(Reply reply) => (
            (string?)reply.Json!["profile"]!["firstName"], (string?)reply.Json["profile"]!["title"], (string?)reply.Json["profile"]!["nickName"], (string?)reply.Json["profile"]!["locale"]);
    }

    [Fact]
    public async Task A_login_that_is_changed_is_the_only_one_from_then_on()
    {
        var ben = (await org.Ask($"{Users}/ben@demo.test")).Expect(200).Text("id");
        (await org.Do($"{Users}/{ben}", new { profile = new { login = "ana@demo.test" } })).Expect(400, "E0000001");
        (await org.Do($"{Users}/{ben}", new { profile = new { login = "Benedict@demo.test" } })).Expect(200);
        (await org.Ask($"{Users}/ben@demo.test")).Expect(404, "E0000007");
        Assert.Equal(ben, (await org.Ask($"{Users}/benedict@demo.test")).Expect(200).Text("id"));
        (await org.SignIn("benedict@demo.test", "Passw0rd-ben")).Expect("SUCCESS");
        (await org.SignIn("ben@demo.test", "Passw0rd-ben")).Expect(401, "E0000004");
        await org.EditSeed(ManagementOrg.Seed + "\nzones: [ { name: office, gateways: [ 10.0.0.1 ] } ]");
        Assert.Equal("Benedict@demo.test", (string)(await org.Ask($"{Users}/{ben}")).Expect(200).Json!["profile"]!["login"]!);
    }

    [Fact]
    public async Task Whom_a_seed_names_that_somebody_has_made_meanwhile_is_the_seeds()
    {
        var made = (await org.Make(ManagementOrg.Person("cid@demo.test", "Passw0rd-new"))).Expect(200);
        await org.EditSeed(ManagementOrg.Seed.Replace("users:\n", "users:\n  - { login: cid@demo.test, firstName: Cid, lastName: Seed, password: Passw0rd-cid }\n", StringComparison.Ordinal));
        var cid = (await org.Ask($"{Users}/cid@demo.test")).Expect(200);
        Assert.Equal((made.Text("id"), "Seed"), (cid.Text("id"), (string)cid.Json!["profile"]!["lastName"]!));
    }

    [Fact]
    public async Task DELETE_deactivates_and_then_removes()
    {
        var id = (await org.Make(ManagementOrg.Person("new@demo.test", "Passw0rd-new"))).Expect(200).Text("id");
        (await org.SignIn("new@demo.test", "Passw0rd-new")).Expect("SUCCESS");
        (await org.Remove($"{Users}/{id}")).Expect(204);
        Assert.Equal("DEPROVISIONED", (await org.Ask($"{Users}/{id}")).Expect(200).Text("status"));
        (await org.Remove($"{Users}/{id}")).Expect(204);
        (await org.Remove($"{Users}/{id}")).Expect(404, "E0000007");
        (await org.Make(ManagementOrg.Person("new@demo.test"))).Expect(200);
        Assert.Contains("user.lifecycle.delete.initiated", (await org.Ask("/api/v1/logs")).All(e => e["eventType"]));
    }

    [Fact]
    public async Task Of_many_that_want_one_login_one_gets_it_and_no_change_is_lost()
    {
        var same = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => org.Make(ManagementOrg.Person("new@demo.test"))));
        Assert.Single(same, reply => reply.Status == 200);
        Assert.All(same.Where(reply => reply.Status != 200), reply => reply.Expect(400, "E0000001"));
        string[] names = ["title", "nickName", "city", "state", "department", "division", "costCenter", "organization", "userType", "zipCode"];
        await Task.WhenAll(names.Select(name => org.Do($"{Users}/new@demo.test", new JsonObject { ["profile"] = new JsonObject { [name] = name } })));
        var profile = (await org.Ask($"{Users}/new@demo.test")).Json!["profile"]!;
        Assert.All(names, name => Assert.Equal(name, (string?)profile[name]));
        var renames = await Task.WhenAll(new[] { "ana", "ben", "new" }.Select(name => org.Do($"{Users}/{name}@demo.test", new { profile = new { login = "one@demo.test" } })));
        Assert.Single(renames, reply => reply.Status == 200);
    }

    [Fact]
    public async Task Groups_links_and_sessions_of_a_user()
    {
        Assert.Equal(["Everyone"], (await org.Ask($"{Users}/ana@demo.test/groups")).All(group => group["profile"]!["name"]));
        Assert.Empty((await org.Ask($"{Users}/ana@demo.test/appLinks")).Expect(200).Json!.AsArray());
        var sid = (await org.OpenSession((await org.SignIn("ana@demo.test", Seeds.Password)).Expect("SUCCESS"))).Text("id")!;
        (await org.Me(sid)).Expect(200);
        await org.Clock.Advance(TimeSpan.FromSeconds(1));
        (await org.Remove($"{Users}/ana@demo.test/sessions")).Expect(204);
        (await org.Me(sid)).Expect(404, "E0000007");
        Assert.Contains("user.session.clear", await org.Log("ana@demo.test"));
    }
}
