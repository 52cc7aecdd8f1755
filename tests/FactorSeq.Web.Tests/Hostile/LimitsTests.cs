using System.Net;
using System.Text;
using FactorSeq.Factors.Password;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Saml;
using FactorSeq.Web.Tests.Support;
using FactorSeq.Web.Wire;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>How much may be sent: what is at the limit is read, what is over it is refused, and the reference says both.</summary>
public sealed class LimitsTests : IAsyncLifetime
{
    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(Seeds.WithChains("password"));

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public void The_server_has_the_limits_that_the_reference_names()
    {
        var kestrel = org.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
        Assert.False(kestrel.AddServerHeader);
        Assert.Equal(
            (2L * 1024 * 1024, 8 * 1024, 32 * 1024, 100, TimeSpan.FromSeconds(15), 1000L, 100),
            (kestrel.Limits.MaxRequestBodySize, kestrel.Limits.MaxRequestLineSize, kestrel.Limits.MaxRequestHeadersTotalSize, kestrel.Limits.MaxRequestHeaderCount, kestrel.Limits.RequestHeadersTimeout,
                kestrel.Limits.MaxConcurrentUpgradedConnections, kestrel.Limits.Http2.MaxStreamsPerConnection));
        Assert.Equal((240, TimeSpan.FromSeconds(5)), (kestrel.Limits.MinRequestBodyDataRate!.BytesPerSecond, kestrel.Limits.MinRequestBodyDataRate.GracePeriod));

        var page = Repository.Read("docs", "reference", "limits.md");
        foreach (var row in new[]
        {
            $"| a body, whoever reads it | {Limits.BodyBytes / 1024 / 1024} MiB |", $"| the request line | {Limits.RequestLineBytes / 1024} KiB |", $"| all headers together | {Limits.HeaderBytes / 1024} KiB |", $"| headers | {Limits.HeaderCount} |",
            $"| time for the headers | {Limits.HeadersTime.TotalSeconds} s |", $"| sockets of consoles | {Limits.Upgraded} |", "| how slowly a body may come | 240 B/s after 5 s |",
            $"| a JSON body | {JsonBody.MaxBytes / 1024} KiB |", $"| nesting of a JSON body | {JsonBody.Deepest} |", $"| values of a form | {FormBody.MostValues} |", $"| one value of a form | {FormBody.UsualCharacters / 1024} KiB |",
            $"| a SAML message | {SafeXml.MostCharacters / 1024} KiB |", $"| nesting of a SAML message | {SafeXml.Deepest} |", $"| elements of a SAML message | {SafeXml.MostElements} |",
        })
        {
            Assert.Contains(row, page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("80000000")]
    [InlineData("FFFFFFFFF")]
    [InlineData("x")]
    [InlineData("-1")]
    public async Task A_chunk_of_a_size_that_cannot_be_is_the_callers_fault(string size)
    {
        foreach (var (path, type) in new[]
        {
            ("/api/v1/authn", "application/json"), ("/oauth2/default/v1/token", "application/x-www-form-urlencoded"), ("/oauth2/v1/clients", "application/json"),
            ("/emulator/orgs/x", "application/yaml"), ("/sso/saml2/x", "application/x-www-form-urlencoded"),
        })
        {
            using var connection = new RawConnection(new Uri(org.Address).Port);
            var request = Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\n{{}}\r\n");
            var answer = await connection.Send(request, hasNoBody: false, isLast: false, CancellationToken.None);
            Assert.True(answer.Status is >= 400 and < 500, $"{path} answered {answer.Status}: {Encoding.UTF8.GetString(answer.Body)}");
        }
    }

    [Theory]
    [InlineData(7_900, HttpStatusCode.NotFound)]
    [InlineData(8_300, HttpStatusCode.RequestUriTooLong)]
    public async Task A_request_line_has_8_KiB(int length, HttpStatusCode status) => Assert.Equal(status, (HttpStatusCode)(await org.Get("/" + new string('x', length))).Status);

    [Theory]
    [InlineData(90, 10, HttpStatusCode.OK)]
    [InlineData(110, 10, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    [InlineData(4, 7_900, HttpStatusCode.OK)]
    [InlineData(4, 8_300, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task Headers_are_a_hundred_in_32_KiB(int count, int length, HttpStatusCode status) => Assert.Equal(
        status, (HttpStatusCode)(await org.Get("/emulator/health", [.. Enumerable.Range(0, count).Select(i => ($"X-{i}", new string('x', length)))])).Status);

    [Theory]
    [InlineData("/emulator/orgs/big", "application/yaml")]
    [InlineData("/api/v1/authn", "application/json")]
    [InlineData("/oauth2/v1/token", "application/x-www-form-urlencoded")]
    public async Task A_body_of_more_than_2_MiB_is_read_by_nobody(string path, string type)
    {
        using var connection = new RawConnection(new Uri(org.Address).Port);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var head = $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {type}\r\nContent-Length: {Limits.BodyBytes + 1}\r\n\r\n";
        var answer = await connection.Send(Encoding.ASCII.GetBytes(head), hasNoBody: false, isLast: false, patience.Token);
        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task JSON_has_64_KiB_and_16_levels()
    {
        (await Json(new string('x', JsonBody.MaxBytes - 60))).Expect(401, "E0000004");
        (await Json(new string('x', JsonBody.MaxBytes))).Expect(400, "E0000003");
        (await org.Post("/api/v1/authn", "{\"username\":\"nobody\",\"x\":" + new string('[', JsonBody.Deepest - 1) + new string(']', JsonBody.Deepest - 1) + "}")).Expect(401, "E0000004");
        (await org.Post("/api/v1/authn", "{\"username\":\"nobody\",\"x\":" + new string('[', JsonBody.Deepest) + new string(']', JsonBody.Deepest) + "}")).Expect(400, "E0000003");
    }

    [Theory]
    [InlineData(FormBody.MostValues, 1, "invalid_client")]
    [InlineData(FormBody.MostValues + 1, 1, "invalid_request")]
    [InlineData(1, FormBody.UsualCharacters, "invalid_client")]
    [InlineData(1, FormBody.UsualCharacters + 1, "invalid_request")]
    public async Task A_form_has_a_hundred_values_of_64_KiB(int values, int length, string error)
    {
        var form = new FormUrlEncodedContent(Enumerable.Range(0, values).Select(i => KeyValuePair.Create(i == 0 ? "grant_type" : $"x{i}", new string('x', length))));
        Assert.Equal(error, (await org.Send(HttpMethod.Post, "/oauth2/v1/token", form)).Text("error"));
    }

    [Fact]
    public void XML_has_64_KiB_32_levels_and_2000_elements_and_nothing_that_refers_elsewhere()
    {
        Assert.NotNull(SafeXml.Read(Nested(SafeXml.Deepest)));
        Assert.Null(SafeXml.Read(Nested(SafeXml.Deepest + 2)));
        Assert.NotNull(SafeXml.Read($"<a>{string.Concat(Enumerable.Repeat("<b/>", SafeXml.MostElements - 1))}</a>"));
        Assert.Null(SafeXml.Read($"<a>{string.Concat(Enumerable.Repeat("<b/>", SafeXml.MostElements))}</a>"));
        Assert.Null(SafeXml.Read($"<a>{new string('x', SafeXml.MostCharacters)}</a>"));
        Assert.Null(SafeXml.Read("<!DOCTYPE a [ <!ENTITY b SYSTEM \"file:///etc/passwd\"> ]><a>&b;</a>"));
        Assert.Null(SafeXml.Read("<?xml-stylesheet href=\"http://evil.test\"?><a/>"));
    }

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_hash_that_another_system_made_costs_a_sign_in_no_more_than_its_rounds(int bytes, bool taken) =>
        Assert.Equal(taken, ImportedHash.OfPbkdf2("SHA256_HMAC", 1000, "c2FsdA==", Convert.ToBase64String(new byte[bytes])) is not null);

    [Fact]
    public async Task Ten_years_of_imports_are_a_hundred_and_one()
    {
        await using var corp = await OrgHost.Start("""
            org: { name: demo }
            directories: [ { name: corp, type: activeDirectory, importInterval: PT1M, embedded: { users: [ { sAMAccountName: gus, userPrincipalName: gus@demo.test } ] } } ]
            """);
        await corp.Clock.Freeze();
        var end = corp.Clock.Now.AddDays(3000);
        await corp.Clock.StopAt(end);
        var directory = (await corp.Get("/emulator/directories")).Expect(200).Json![0]!["import"]!;
        Assert.InRange(DateTimeOffset.Parse((string)directory["lastEnded"]!, System.Globalization.CultureInfo.InvariantCulture), end.AddSeconds(-1), end.AddSeconds(1));
        Assert.InRange((await corp.Get("/emulator/directories/corp/imports")).Expect(200).Json!.AsArray().Count, 1, 110);
    }

    private Task<Reply> Json(string text) => org.Post("/api/v1/authn", $$"""{"username":"nobody","relayState":"{{text}}"}""");

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth));
}
