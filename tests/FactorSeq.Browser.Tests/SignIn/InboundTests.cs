using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>
/// A sign-in at an identity provider, in a browser: two orgs on two sites, so that the forms that one posts to the other are other sites' forms, and
/// the cookies that come along are those that a browser really sends.
/// </summary>
[Collection(BrowserCollection.Name)]
public sealed class InboundTests(BrowserFixture fixture) : IAsyncLifetime
{
    private readonly int hubPort = WebProcess.FreePort();
    private readonly int farPort = WebProcess.FreePort();
    private readonly string folder = Directory.CreateTempSubdirectory("factorseq-inbound-").FullName;
    private WebProcess hub = null!;
    private WebProcess far = null!;
    private IBrowserContext context = null!;
    private IPage page = null!;

    private string HubUrl => $"http://localhost:{hubPort}";

    private string FarUrl => $"http://127.0.0.1:{farPort}";

    public async Task InitializeAsync()
    {
        using var http = new HttpClient();
        far = await Start(farPort, $$"""
            org: { name: far }
            users: [ { login: ana@saml.test, firstName: Ana, lastName: Ruiz, password: Passw0rd-ana }, { login: ben@oidc.test, firstName: Ben, lastName: Ode, password: Passw0rd-ben } ]
            policies: { signOn: [ { name: All, groups: [ Everyone ], rules: [ { name: R, authenticate: password } ] } ] }
            apps:
              - { label: Hub, clientId: hub, clientSecret: s3cret, redirectUris: [ "{{HubUrl}}/oauth2/v1/authorize/callback" ], assign: [ Everyone ] }
              - { label: Hub SAML, type: saml, ssoAcsUrl: "{{HubUrl}}/sso/saml2/{{SamlId}}", audience: hub-entity, attributeStatements: [ { name: firstName, values: [ user.firstName ] }, { name: lastName, values: [ user.lastName ] } ], assign: [ Everyone ] }
            """);
        var app = JsonNode.Parse(await http.GetStringAsync($"{FarUrl}/emulator/saml-apps"))![0]!;
        hub = await Start(hubPort, $$"""
            org: { name: hub }
            users: [ { login: cara@hub.test, firstName: Cara, lastName: Hill, password: Passw0rd-cara } ]
            policies: { signOn: [ { name: All, groups: [ Everyone ], rules: [ { name: R, authenticate: password } ] } ] }
            identityProviders:
              - { name: Far SAML, type: SAML2, domains: [ saml.test ], issuer: "{{app["issuer"]}}", ssoUrl: "{{app["ssoUrl"]}}", certificate: "{{app["certificate"]}}", audience: hub-entity, ssoBinding: HTTP-POST, idpInitiated: false }
              - { name: Far, type: OIDC, domains: [ oidc.test ], issuer: "{{FarUrl}}", clientId: hub, clientSecret: s3cret }
              - { name: Gone, type: OIDC, domains: [ gone.test ], issuer: "http://127.0.0.1:1", clientId: hub }
              - { name: Stood for, domains: [ stood.test ] }
            """);
        context = await fixture.Browser.NewContextAsync();
        this.page = await context.NewPageAsync();
    }

    public async Task DisposeAsync()
    {
        await context.CloseAsync();
        await hub.DisposeAsync();
        await far.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("ana@saml.test", "Passw0rd-ana", "Ana Ruiz")]
    [InlineData("ben@oidc.test", "Passw0rd-ben", "Ben Ode")]
    public async Task Who_belongs_elsewhere_signs_in_there_and_comes_back(string login, string password, string name)
    {
        await page.GotoAsync($"{HubUrl}/login/login.htm");
        await page.Locator("#username").FillAsync(login);
        await page.Locator("#signin").ClickAsync();
        await Expect(page).ToHaveURLAsync(AtFarEnd);
        await page.Locator("#username").FillAsync(login);
        await page.Locator("#password").FillAsync(password);
        await page.Locator("#signin").ClickAsync();
        await Expect(page).ToHaveURLAsync($"{HubUrl}/app/UserHome");
        await Expect(page.Locator("#greeting")).ToContainTextAsync(name.Split(' ')[0]);

        // At home there, nobody is asked again.
        await page.Locator("#signout").ClickAsync();
        await page.Locator("#username").FillAsync(login);
        await page.Locator("#signin").ClickAsync();
        await Expect(page).ToHaveURLAsync($"{HubUrl}/app/UserHome");
    }

    [Fact]
    public async Task Who_belongs_here_is_asked_for_a_password()
    {
        await page.GotoAsync($"{HubUrl}/login/login.htm");
        await page.Locator("#username").FillAsync("cara@hub.test");
        await page.Locator("#signin").ClickAsync();
        await Expect(page.Locator("#error")).ToHaveTextAsync("Please enter a password");
        await Expect(page.Locator("#password")).ToBeFocusedAsync();
        await page.Locator("#password").FillAsync("Passw0rd-cara");
        await page.Locator("#signin").ClickAsync();
        await Expect(page).ToHaveURLAsync($"{HubUrl}/app/UserHome");
    }

    [Fact]
    public async Task A_response_that_nobody_asked_for_is_a_page_that_says_so()
    {
        await page.GotoAsync($"{FarUrl}/login/login.htm");
        await page.Locator("#username").FillAsync("ana@saml.test");
        await page.Locator("#password").FillAsync("Passw0rd-ana");
        await page.Locator("#signin").ClickAsync();
        await Expect(page).ToHaveURLAsync($"{FarUrl}/app/UserHome");
        await page.GetByRole(AriaRole.Link, new() { Name = "Hub SAML" }).ClickAsync();
        await Expect(page).ToHaveURLAsync($"{HubUrl}/sso/saml2/{SamlId}");
        await Expect(page.Locator("#code")).ToHaveTextAsync("unsolicited_response");
        await Pictures.Take(page, "inbound-error");
    }

    [Fact]
    public async Task A_remembered_name_is_sent_on_as_a_typed_one_is()
    {
        await page.GotoAsync($"{HubUrl}/login/login.htm?fromURI=%2Fapp%2FUserHome%3Fx%3D1");
        await page.Locator("#username").FillAsync("ben@oidc.test");
        await page.Locator("#remember").CheckAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(AtFarEnd);
        // The name goes along, and need not be typed again.
        await Expect(page.Locator("#username")).ToHaveValueAsync("ben@oidc.test");
        await page.GotoAsync($"{HubUrl}/login/login.htm?fromURI=%2Fapp%2FUserHome%3Fx%3D1");
        await Expect(page.Locator("#username")).ToHaveValueAsync("ben@oidc.test");
        await page.Locator("#signin").ClickAsync();
        await Expect(page).ToHaveURLAsync(AtFarEnd);
        await page.Locator("#password").FillAsync("Passw0rd-ben");
        await page.Locator("#signin").ClickAsync();
        await Expect(page).ToHaveURLAsync($"{HubUrl}/app/UserHome?x=1");
    }

    [Fact]
    public async Task A_password_that_was_typed_for_somebody_elsewhere_goes_nowhere()
    {
        var bodies = new List<string>();
        page.Request += (_, request) => bodies.Add($"{request.Url} {request.PostData}");
        await page.GotoAsync($"{HubUrl}/login/login.htm");
        await page.Locator("#username").FillAsync("ana@saml.test");
        await page.Locator("#password").FillAsync("Passw0rd-typed");
        await page.Locator("#signin").ClickAsync();
        await Expect(page).ToHaveURLAsync(AtFarEnd);
        Assert.DoesNotContain(bodies, body => body.Contains("Passw0rd-typed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_sent_to_a_provider_that_is_not_there_is_told()
    {
        await page.GotoAsync($"{HubUrl}/login/login.htm");
        await page.Locator("#username").FillAsync("dee@gone.test");
        await page.Locator("#signin").ClickAsync();
        await Expect(page.Locator("#code")).ToHaveTextAsync("identity_provider_unreachable");
    }

    [Fact]
    public async Task The_emulator_s_own_provider_signs_in()
    {
        await page.GotoAsync($"{HubUrl}/login/login.htm");
        await page.Locator("#username").FillAsync("cara@stood.test");
        await page.Locator("#signin").ClickAsync();
        await Expect(page.Locator("#login")).ToHaveValueAsync("cara@stood.test");
        await Pictures.Take(page, "inbound-provider");
        await page.Locator("#login").FillAsync("cara@hub.test");
        await page.Locator("#approve").ClickAsync();
        await Expect(page).ToHaveURLAsync($"{HubUrl}/app/UserHome");
    }

    [Fact]
    public async Task Without_JavaScript_a_request_is_sent_on_by_hand()
    {
        await using var plain = await fixture.Browser.NewContextAsync(new() { JavaScriptEnabled = false });
        var bare = await plain.NewPageAsync();
        await bare.GotoAsync($"{HubUrl}/sso/saml2/{SamlId}");
        await Pictures.Take(bare, "inbound-saml-post");
        await bare.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(bare).ToHaveURLAsync(AtFarEnd);
    }

    private Regex AtFarEnd => new($"^{Regex.Escape(FarUrl)}/login/login\\.htm");

    private static string SamlId { get; } = Id();

    // It follows from the names of org and provider, so that the far end can be told it first.
    private static string Id()
    {
        const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        var digest = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("hub\nidp\nFar SAML"));
        return "0oa" + string.Concat(digest.Take(17).Select(b => Alphabet[b % Alphabet.Length]));
    }

    private async Task<WebProcess> Start(int port, string seed)
    {
        var file = Path.Combine(folder, $"{port}.yaml");
        await File.WriteAllTextAsync(file, seed);
        return await WebProcess.Start(Repository.Built("src/FactorSeq.Web", "FactorSeq.Web.dll"), port, "/emulator/health", ["--seed", file]);
    }
}
