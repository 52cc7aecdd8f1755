using System.Security.Cryptography.X509Certificates;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Saml;

public sealed class MetadataTests : IAsyncLifetime
{
    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(ServiceProvider.Seed);

    public async Task DisposeAsync() => await org.DisposeAsync();

    internal static async Task<X509Certificate2> Certificate(OrgHost org, ServiceProvider app)
    {
        var metadata = ServiceProvider.Load((await org.Get($"/app/{app.Key}/sso/saml/metadata")).Expect(200).Body);
        return X509CertificateLoader.LoadCertificate(Convert.FromBase64String(metadata.GetElementsByTagName("ds:X509Certificate")[0]!.InnerText));
    }

    [Theory]
    [InlineData("Wiki")]
    [InlineData("Signed")]
    public async Task Metadata_are_as_they_were_approved(string label)
    {
        var reply = (await org.Get($"/app/{new ServiceProvider(org, label).Key}/sso/saml/metadata")).Expect(200);
        Assert.Equal("text/xml; charset=utf-8", reply.Header("Content-Type"));
        Approved.Xml($"saml_metadata_{label}", ServiceProvider.Load(reply.Body));
    }

    [Fact]
    public async Task By_the_API_they_need_a_token_and_are_the_same()
    {
        var id = org.Org.Current.Configuration.Apps.Single(app => app.Label == "Wiki").Id;
        var path = $"/api/v1/apps/{id}/sso/saml/metadata";
        (await org.Get(path)).Expect(403, "E0000005");
        (await org.Get(path, ("Authorization", "SSWS wrong"))).Expect(401, "E0000011");
        var reply = (await org.Get(path, ("Authorization", "SSWS 00ci-token"))).Expect(200);
        Assert.Equal("application/xml; charset=utf-8", reply.Header("Content-Type"));
        Assert.Equal((await org.Get($"/app/{new ServiceProvider(org, "Wiki").Key}/sso/saml/metadata")).Body, reply.Body);
        var web = org.Org.Current.Configuration.Apps.Single(app => app.Label == "Web").Id;
        (await org.Get($"/api/v1/apps/{web}/sso/saml/metadata", ("Authorization", "SSWS 00ci-token"))).Expect(404, "E0000007");
        (await org.Get("/app/exknobody/sso/saml/metadata")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task The_certificate_is_the_same_after_a_restart()
    {
        using var file = new TemporaryFile();
        var raw = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            await using var host = await OrgHost.Start(ServiceProvider.Seed, data: file.Path);
            raw.Add((await Certificate(host, new ServiceProvider(host, "Wiki"))).Thumbprint);
        }

        Assert.Equal(raw[0], raw[1]);
    }

    [Fact]
    public async Task The_emulator_lists_what_an_app_must_be_told()
    {
        var wiki = new ServiceProvider(org, "Wiki");
        var listed = (await org.Get("/emulator/saml-apps")).Expect(200).Json!.AsArray();
        Assert.Equal(["Wiki", "Signed", "Secret", "Closed", "Nameless", "Old"], listed.Select(app => (string)app!["label"]!));
        Assert.Equal(wiki.Url, (string)listed[0]!["ssoUrl"]!);
        Assert.Equal($"http://www.okta.com/{wiki.Key}", (string)listed[0]!["issuer"]!);
        Assert.Equal("demo_wiki_1", (string)listed[0]!["name"]!);
    }
}
