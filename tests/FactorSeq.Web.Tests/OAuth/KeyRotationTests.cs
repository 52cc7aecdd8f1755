using FactorSeq.Web.OAuth;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Reply = FactorSeq.Web.Tests.Support.Reply;

namespace FactorSeq.Web.Tests.OAuth;

public sealed class KeyRotationTests : IAsyncLifetime
{
    private static readonly string Seed = RelyingParty.Seed + """

        authorizationServers:
          - { name: Own, id: own, audience: "api://own", rotationMode: MANUAL }
        """;

    private OrgHost org = null!;
    private RelyingParty web = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seed);
        web = await RelyingParty.Web(org).SignedIn();
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_new_key_signs_and_the_old_ones_tokens_count_until_it_is_retired()
    {
        var old = await web.Tokens();
        var first = Assert.Single(await Published());
        (await Change("rotate")).Expect(200);
        var (now, before) = (await Published()) switch { [var a, var b] => (a, b), var other => throw new InvalidOperationException(string.Join(' ', other)) };
        Assert.Equal(first, before);
        Assert.NotEqual(first, now);

        var fresh = await web.Tokens();
        Assert.Equal(now, Kid(fresh));
        Assert.Equal(200, (await web.UserInfo(old.Text("access_token"))).Status);
        Assert.Equal(200, (await web.UserInfo(fresh.Text("access_token"))).Status);
        Assert.Equal("http://app.test/bye", await Farewell(old));

        await web.SignedIn();
        (await Change("retire")).Expect(200);
        Assert.Equal([now], await Published());
        Assert.Equal(401, (await web.UserInfo(old.Text("access_token"))).Status);
        Assert.Null(await Farewell(old));
        Assert.Equal(200, (await web.UserInfo(fresh.Text("access_token"))).Status);
    }

    [Fact]
    public async Task A_key_can_be_published_before_it_signs()
    {
        var first = Assert.Single(await Published());
        var announced = (await Change("announce")).Expect(200);
        Assert.Equal(["ACTIVE", "NEXT"], announced.Json!["keys"]!.AsArray().Select(key => (string)key!["status"]!));
        Assert.Equal(announced.Body, (await Change("announce")).Body);
        var next = (await Published())[1];
        Assert.Equal(first, Kid(await web.Tokens()));

        (await Change("rotate")).Expect(200);
        Assert.Equal([next, first], await Published());
        Assert.Equal(next, Kid(await web.Tokens()));
        (await Change("rotate")).Expect(200);
        Assert.Equal(next, (await Published())[1]);
        Assert.DoesNotContain(first, await Published());
    }

    [Fact]
    public async Task A_server_that_rotates_by_hand_has_keys_of_its_own()
    {
        var own = Assert.Single(await Published("own"));
        Assert.DoesNotContain(own, await Published());
        (await Change("rotate")).Expect(200);
        Assert.Equal([own], await Published("own"));

        var rotated = (await Change("rotate", "own")).Expect(200);
        Assert.Equal("MANUAL", rotated.Text("rotationMode"));
        Assert.Equal(own, (await Published("own"))[1]);
        var tokens = await (await RelyingParty.Web(org, "/oauth2/own/v1").SignedIn()).Tokens();
        Assert.Equal((await Published("own"))[0], Kid(tokens));
        var listed = (await org.Get("/emulator/keys")).Expect(200).Json!.AsArray();
        Assert.Equal([null, "own"], listed.Select(issuer => (string?)issuer!["server"]));
    }

    [Fact]
    public async Task A_rotation_is_logged()
    {
        (await Change("announce")).Expect(200);
        (await Change("rotate")).Expect(200);
        (await Change("rotate", "own")).Expect(200);
        var log = (await org.Get("/emulator/events?limit=100")).Json!.AsArray().Select(e => (string)e!["eventType"]!).Where(type => type.Contains("rollover", StringComparison.Ordinal));
        Assert.Equal(["app.oauth2.as.key.rollover", "app.oauth2.key.rollover"], log);
    }

    [Fact]
    public async Task Rotated_keys_outlive_a_restart_and_a_reset_brings_the_first_ones_back()
    {
        var data = Path.Combine(Path.GetTempPath(), $"factorseq-{Guid.NewGuid():N}.db");
        try
        {
            string keys;
            await using (var host = await OrgHost.Start(Seed, data))
            {
                (await host.Post("/emulator/keys/rotate", new { })).Expect(200);
                (await host.Post("/emulator/keys/announce", new { })).Expect(200);
                keys = (await host.Get("/oauth2/v1/keys")).Body;
                Assert.Equal(3, (await host.Get("/oauth2/v1/keys")).Json!["keys"]!.AsArray().Count);
            }

            await using (var host = await OrgHost.Start(Seed, data))
            {
                Assert.Equal(keys, (await host.Get("/oauth2/v1/keys")).Body);
            }

            await using (var host = await OrgHost.Start(Seed))
            {
                var first = (await host.Get("/oauth2/v1/keys")).Body + (await host.Get("/oauth2/own/v1/keys")).Body;
                (await host.Post("/emulator/keys/rotate", new { })).Expect(200);
                (await host.Post("/emulator/keys/rotate", new { server = "own" })).Expect(200);
                (await host.Post("/emulator/reset", new { })).Expect(204);
                Assert.Equal(first, (await host.Get("/oauth2/v1/keys")).Body + (await host.Get("/oauth2/own/v1/keys")).Body);
            }
        }
        finally
        {
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(data)!, Path.GetFileName(data) + "*"))
            {
                File.Delete(file);
            }
        }
    }

    [Fact]
    public async Task Rotations_at_one_moment_follow_one_another()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Change("rotate")));
        var active = replies.Select(reply => (string)reply.Expect(200).Json!["keys"]![0]!["kid"]!).ToList();
        Assert.Equal(4, active.Distinct().Count());
        Assert.Equal(2, (await Published()).Length);
    }

    [Fact]
    public async Task A_certificate_for_SAML_does_not_change_with_the_keys_of_tokens()
    {
        var keys = org.Services.GetRequiredService<SigningKeys>();
        var first = (await keys.Of(org.Org)).Kid;
        (await Change("rotate")).Expect(200);
        Assert.Equal(first, (await keys.Of(org.Org)).Kid);
    }

    [Fact]
    public async Task What_cannot_be_changed_is_refused()
    {
        (await Change("melt")).Expect(404, "E0000007");
        (await Change("rotate", "xyz")).Expect(404, "E0000007");
        var shared = (await Change("rotate", "default")).Expect(400, "E0000001");
        Assert.StartsWith("server: its keys are the org's.", shared.Cause);
        (await org.Post("/emulator/keys/rotate", "nonsense")).Expect(400);

        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        var pem = rsa.ExportRSAPrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal);
        await using var pinned = await OrgHost.Start(Seed.Replace("org: {", $"org: {{ signingKey: \"{pem}\",", StringComparison.Ordinal));
        var refused = (await pinned.Post("/emulator/keys/rotate", new { })).Expect(400, "E0000001");
        Assert.StartsWith("org.signingKey: the seed pins the key.", refused.Cause);
    }

    private Task<Reply> Change(string change, string? server = null) =>
        org.Post($"/emulator/keys/{change}", server is null ? new { } : new { server });

    private async Task<string[]> Published(string server = "default") =>
        [.. (await org.Get($"/oauth2/{server}/v1/keys")).Expect(200).Json!["keys"]!.AsArray().Select(key => (string)key!["kid"]!)];

    private async Task<string?> Farewell(Reply tokens) =>
        (await web.Logout(("id_token_hint", tokens.Text("id_token")), ("post_logout_redirect_uri", "http://app.test/bye"))).Header("Location");

    private static string Kid(Reply tokens) => (string)Answers.Part(tokens.Text("id_token")!, 0)["kid"]!;
}
