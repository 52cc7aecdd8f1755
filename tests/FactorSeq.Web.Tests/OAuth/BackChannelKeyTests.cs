using System.Collections.Concurrent;
using FactorSeq.Web.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>A logout token is signed with a key that the app finds where its other tokens' keys are.</summary>
public sealed class BackChannelKeyTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> received = new();
    private WebApplication listener = null!;
    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        listener = builder.Build();
        listener.MapPost("/logout", async (HttpContext context) => received.Enqueue((await context.Request.ReadFormAsync())["logout_token"].ToString()));
        await listener.StartAsync();
        org = await OrgHost.Start(RelyingParty.Seed.Replace(
            "    clientId: web\n", $"    clientId: web\n    logout: {{ backChannelUri: \"{listener.Urls.Single()}/logout\" }}\n", StringComparison.Ordinal) + """

            authorizationServers:
              - { name: By hand, id: hand, audience: "api://hand", rotationMode: MANUAL }
              - { name: Curve, id: curve, audience: "api://curve", signingAlgorithm: ES256 }
            """);
    }

    public async Task DisposeAsync()
    {
        await org.DisposeAsync();
        await listener.DisposeAsync();
    }

    [Theory]
    [InlineData("/oauth2", null)]
    [InlineData("/oauth2/default", null)]
    [InlineData("/oauth2/hand", "hand")]
    [InlineData("/oauth2/curve", "curve")]
    public async Task An_app_verifies_it_with_the_keys_of_its_server_that_are_published_now(string server, string? rotated)
    {
        await Verified(server);
        foreach (var change in new[] { "rotate", "retire" })
        {
            (await org.Post($"/emulator/keys/{change}", rotated is null ? new { } : new { server = rotated })).Expect(200);
            await Verified(server);
        }
    }

    private async Task Verified(string server)
    {
        var web = await RelyingParty.Web(org, $"{server}/v1").SignedIn();
        await web.Tokens();
        (await org.Send(HttpMethod.Delete, "/api/v1/sessions/me", null, ("Cookie", $"sid={web.Sid}"))).Expect(204);
        Assert.True(received.TryDequeue(out var token));
        var read = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = server == "/oauth2" ? org.Address : org.Address + server,
            ValidAudience = "web",
            ValidateLifetime = false,
            IssuerSigningKeys = new JsonWebKeySet((await org.Get($"{server}/v1/keys")).Body).GetSigningKeys(),
            TryAllIssuerSigningKeys = false,
        });
        Assert.True(read.IsValid, read.Exception?.Message);
    }
}
