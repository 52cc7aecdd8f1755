using System.Net;
using System.Net.Sockets;
using FactorSeq.Web.Inbound;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Inbound;

/// <summary>A provider that takes a call and never says a word.</summary>
public sealed class SilentProviderTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly TcpListener silent = Listening();
    private ScriptedProvider provider = null!;
    private TwoOrgs orgs = null!;

    private string Silence => $"http://{silent.LocalEndpoint}";

    public async Task InitializeAsync()
    {
        provider = await ScriptedProvider.Start();
        orgs = await TwoOrgs.Start(providers: provider.Seed(), services: services => services.AddSingleton(new ProviderPatience(Limit)));
        provider.Now = orgs.Hub.Clock.Now;
    }

    public async Task DisposeAsync()
    {
        silent.Dispose();
        await orgs.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Fact]
    public void Usually_a_browser_waits_ten_seconds_at_most() => Assert.Equal(TimeSpan.FromSeconds(10), ProviderPatience.Usual.Limit);

    [Fact]
    public async Task Where_the_discovery_document_does_not_come_there_is_a_page_that_says_so()
    {
        await orgs.Configure(providers: $"  - {{ name: Scripted, type: OIDC, issuer: \"{Silence}\", clientId: hub }}");
        await ExpectGivenUp(() => orgs.Browser.Load(orgs.Start(ScriptedProvider.Id)));
    }

    [Theory]
    [InlineData("token_endpoint")]
    [InlineData("jwks_uri")]
    public async Task Where_the_rest_does_not_come_there_is_too(string endpoint)
    {
        provider.Describe = document => document[endpoint] = Silence;
        await ExpectGivenUp(() => provider.Answer(orgs));
    }

    [Fact]
    public async Task Userinfo_that_does_not_come_is_done_without()
    {
        provider.Describe = document => document["userinfo_endpoint"] = Silence;
        (await provider.Answer(orgs)).Expect(302);
        await orgs.ExpectIn("eve@scripted.test");
    }

    [Fact]
    public async Task An_answer_that_names_a_member_twice_is_none()
    {
        provider.Document = _ => "{\"issuer\":\"https://other.test\",\"issuer\":\"" + provider.Address + "\"}";
        Assert.Contains("identity_provider_unreachable", (await orgs.Browser.Load(orgs.Start(ScriptedProvider.Id))).Expect(502).Body, StringComparison.Ordinal);
    }

    private static TcpListener Listening()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private async Task ExpectGivenUp(Func<Task<Reply>> ask)
    {
        var page = (await ask()).Expect(502);
        Assert.Contains("identity_provider_unreachable", page.Body, StringComparison.Ordinal);
        Assert.True(silent.Pending(), "Nobody asked.");
        Assert.Null(orgs.HubSid);
        Assert.Equal(["identity_provider_unreachable"], await orgs.Failures());
    }
}
