using System.Net;
using System.Net.Http.Json;
using FactorSeq.Testing;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Notes.Api.Tests;

/// <summary>The API as its callers meet it: with tokens of an org, got by signing in, and checked by the API's own authentication.</summary>
public sealed class NotesTests : IAsyncLifetime
{
    private FactorSeqOrg org = null!;
    private WebApplicationFactory<Program> api = null!;

    public async Task InitializeAsync()
    {
        org = await FactorSeqOrg.StartFromFileAsync("org.yaml");
        api = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseSetting("Okta:Issuer", org.Issuer())
            .ConfigureTestServices(services => services.Configure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options =>
            {
                // The API asks its issuer for keys: this is how it gets there without a network.
                options.BackchannelHttpHandler = org.CreateHandler();
                // Tokens expire when a test moves the org's clock.
                options.TokenValidationParameters.LifetimeValidator = org.Clock.LifetimeValidator;
            })));
    }

    public async Task DisposeAsync()
    {
        await api.DisposeAsync();
        await org.DisposeAsync();
    }

    [Fact]
    public async Task Everybody_reads_their_own_notes()
    {
        using var ana = await SignedIn("ana@notes.test");
        using var ben = await SignedIn("ben@notes.test");
        (await ana.PostAsJsonAsync("/notes", new { text = "Call the bank" })).EnsureSuccessStatusCode();

        Assert.Equal(["Call the bank"], await ana.GetFromJsonAsync<string[]>("/notes") ?? []);
        Assert.Empty(await ben.GetFromJsonAsync<string[]>("/notes") ?? []);
    }

    [Fact]
    public async Task Nobody_reads_notes_without_a_token()
    {
        using var stranger = api.CreateClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/notes")).StatusCode);
    }

    [Fact]
    public async Task Only_an_auditor_sees_who_writes()
    {
        using var ana = await SignedIn("ana@notes.test");
        using var ben = await SignedIn("ben@notes.test");

        Assert.Equal(HttpStatusCode.Forbidden, (await ana.GetAsync("/authors")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ben.GetAsync("/authors")).StatusCode);
    }

    [Fact]
    public async Task A_token_is_good_for_an_hour()
    {
        using var ana = await SignedIn("ana@notes.test");
        Assert.Equal(HttpStatusCode.OK, (await ana.GetAsync("/notes")).StatusCode);

        // An hour, and the five minutes that JwtBearer forgives.
        await org.Clock.AdvanceAsync(TimeSpan.FromMinutes(66));
        Assert.Equal(HttpStatusCode.Unauthorized, (await ana.GetAsync("/notes")).StatusCode);
    }

    [Fact]
    public async Task A_token_of_the_org_itself_is_not_for_this_API()
    {
        var tokens = await org.GetTokensAsync(new TokenRequest { Login = "ana@notes.test", ClientId = "notes-app", Server = null });
        using var ana = api.CreateClient();
        ana.DefaultRequestHeaders.Authorization = tokens.Bearer;

        Assert.Equal(HttpStatusCode.Unauthorized, (await ana.GetAsync("/notes")).StatusCode);
    }

    [Fact]
    public async Task Who_is_locked_in_the_directory_gets_no_token_and_the_test_learns_why()
    {
        var refused = await Assert.ThrowsAsync<SignInException>(() => org.GetTokensAsync("lou@corp.test", "notes-app"));

        Assert.Equal(("E0000074", "Factor Service Error"), (refused.ErrorCode, refused.Summary));
        Assert.Contains("corp", refused.Reason);
    }

    [Fact]
    public async Task The_way_in_is_the_sign_on_policys()
    {
        Assert.Equal(["push"], (await org.SignInAsync("ana@notes.test")).Factors);
        Assert.Equal(["password", "totp"], (await org.SignInAsync("ben@notes.test")).Factors);
        var denied = await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync("ana@notes.test", new SignInScript { DenyPush = true }));
        Assert.Equal("REJECTED", denied.FactorResult);
    }

    private async Task<HttpClient> SignedIn(string login)
    {
        var client = api.CreateClient();
        client.DefaultRequestHeaders.Authorization = (await org.GetTokensAsync(login, "notes-app")).Bearer;
        return client;
    }
}
