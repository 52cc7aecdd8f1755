using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.SignIn;

/// <summary>What the widget asks for beside the Authentication API: the security image and the device fingerprint.</summary>
public sealed class WidgetExtrasTests : IAsyncLifetime
{
    private static readonly (string, string) Trusted = ("Origin", "http://trusted.test");

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start();

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Unless_the_org_says_so_there_is_no_security_image() => (await org.Get("/login/getimage?username=ana@demo.test")).Expect(403, "E0000015");

    [Fact]
    public async Task Every_name_has_its_picture_whether_anybody_has_the_name_or_not()
    {
        await org.Set(new { securityImage = true });
        var pictures = new HashSet<string>();
        foreach (var name in Enumerable.Range(0, 60).Select(i => $"user{i}@demo.test").Append("ana@demo.test").Append(""))
        {
            var first = (await Image(name)).Expect(200);
            Assert.Equal("success", first.Text("result"));
            Assert.NotEqual("", first.Text("imageDescription"));
            Assert.Equal(first.Body, (await Image(name.ToUpperInvariant())).Body);
            pictures.Add(first.Text("pwdImg")!);
        }

        Assert.Equal(6, pictures.Count);
        foreach (var picture in pictures)
        {
            Assert.Equal("image/svg+xml", (await org.Get(picture)).Expect(200).Header("Content-Type"));
        }
    }

    [Fact]
    public async Task A_trusted_page_reads_the_picture_with_credentials()
    {
        await org.Set(new { securityImage = true });
        var reply = (await org.Get("/login/getimage?username=ana", Trusted)).Expect(200);
        Assert.Equal("true", reply.Header("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task The_fingerprint_page_may_be_framed_by_trusted_origins_alone_and_answers_them_alone()
    {
        await org.EditSeed(Seeds.Ana.Replace("[ http://trusted.test ]", "[ http://trusted.test, { origin: http://redirect.test, cors: false } ]"));
        var page = (await org.Get("/auth/services/devicefingerprint")).Expect(200);
        Assert.EndsWith($"frame-ancestors {org.Address} http://trusted.test", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Null(page.Header("X-Frame-Options"));
        Assert.Contains($"{{\"origins\":[\"{org.Address}\",\"http://trusted.test\"]}}", page.Body, StringComparison.Ordinal);
        Assert.Contains("FingerprintServiceReady", (await org.Get("/js/fingerprint.js")).Expect(200).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fingerprint_is_accepted_with_the_sign_in() => (await org.Post(
        "/api/v1/authn", new { username = "ana@demo.test" }, Trusted, ("X-Device-Fingerprint", "0123456789abcdef"))).Expect("UNAUTHENTICATED");

    private Task<Reply> Image(string username) => org.Get($"/login/getimage?username={Uri.EscapeDataString(username)}");
}
