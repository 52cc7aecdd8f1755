using System.Net;
using FactorSeq.Testing.Tests.Support;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Testing.Tests;

/// <summary>The framework's own JwtBearer, whose back channel reaches the org inside the process.</summary>
public sealed class JwtBearerTests
{
    [Fact]
    public async Task An_API_takes_the_orgs_tokens_as_it_would_Oktas()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync("acme.yaml");
        await using var api = await Api(org);

        Assert.Equal((HttpStatusCode.Unauthorized, ""), await Me(api, null));
        Assert.Equal((HttpStatusCode.OK, "pia@acme.test"), await Me(api, await org.GetTokensAsync("pia@acme.test", "spa")));
        Assert.Equal((HttpStatusCode.OK, "lou@corp.test"), await Me(api, await org.GetTokensAsync("lou@corp.test", "web")));
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync("acme.yaml");
        await using var api = await Api(org, options => options.Audience = "api://other");

        Refused("audience", await Me(api, await org.GetTokensAsync("pia@acme.test", "spa")));
    }

    [Fact]
    public async Task A_token_of_another_issuer_is_refused()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync("acme.yaml");
        await using var api = await Api(org, options => options.TokenValidationParameters.ValidAudiences = [org.Issuer(null)]);

        var tokens = await org.GetTokensAsync(new TokenRequest { Login = "pia@acme.test", ClientId = "spa", Server = null });
        Refused("issuer", await Me(api, tokens));
    }

    [Fact]
    public async Task A_token_of_another_org_is_refused_though_both_come_of_one_seed()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync("acme.yaml");
        await using var other = await FactorSeqOrg.StartFromFileAsync("acme.yaml");
        await using var api = await Api(org);

        Assert.Equal(org.Issuer(), other.Issuer());
        Refused("signature", await Me(api, await other.GetTokensAsync("pia@acme.test", "spa")));
    }

    [Fact]
    public async Task A_token_expires_in_the_API_when_the_orgs_clock_moves_on()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync("acme.yaml");
        await using var api = await Api(org, options => options.TokenValidationParameters.LifetimeValidator = org.Clock.LifetimeValidator);
        var tokens = await org.GetTokensAsync("pia@acme.test", "spa");

        Assert.Equal(HttpStatusCode.OK, (await Me(api, tokens)).Status);
        await org.Clock.AdvanceAsync(tokens.ExpiresIn + TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Me(api, tokens)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Me(api, await org.GetTokensAsync("pia@acme.test", "spa"))).Status);
    }

    [Fact]
    public async Task An_API_that_lives_in_the_machines_time_refuses_a_token_of_yesterday()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync("acme.yaml");
        await using var api = await Api(org);
        await org.Clock.AdvanceAsync(TimeSpan.FromDays(-1));

        Refused("expired", await Me(api, await org.GetTokensAsync("pia@acme.test", "spa")));
    }

    [Fact]
    public async Task Twenty_APIs_with_twenty_orgs_do_not_see_each_other()
    {
        var passed = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await using var org = await FactorSeqOrg.StartAsync($$"""
                org: { name: parallel }
                users: [ { login: "user{{i}}@acme.test", password: Passw0rd-x } ]
                apps: [ { label: Spa, type: oidc, clientId: spa, redirectUris: [ http://spa.test/cb ], assign: [ Everyone ] } ]
                """);
            await using var api = await Api(org);
            return await Me(api, await org.GetTokensAsync($"user{i}@acme.test", "spa"));
        }));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => (HttpStatusCode.OK, $"user{i}@acme.test")), passed);
    }

    private static Task<WebApplication> Api(FactorSeqOrg org, Action<JwtBearerOptions>? more = null) =>
        App.Start(JwtBearerDefaults.AuthenticationScheme, authentication => authentication.AddJwtBearer(options =>
        {
            options.Authority = org.Issuer();
            options.Audience = "api://default";
            options.MapInboundClaims = false;
            options.BackchannelHttpHandler = org.CreateHandler();
            more?.Invoke(options);
        }));

    private static async Task<(HttpStatusCode Status, string Told)> Me(WebApplication api, OrgTokens? tokens)
    {
        using var http = api.GetTestClient();
        http.DefaultRequestHeaders.Authorization = tokens?.Bearer;
        using var response = await http.GetAsync("/me");
        return response.IsSuccessStatusCode
            ? (response.StatusCode, await response.Content.ReadAsStringAsync())
            : (response.StatusCode, response.Headers.WwwAuthenticate.Single().Parameter ?? "");
    }

    private static void Refused(string why, (HttpStatusCode Status, string Told) answer)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Contains(why, answer.Told);
    }
}
