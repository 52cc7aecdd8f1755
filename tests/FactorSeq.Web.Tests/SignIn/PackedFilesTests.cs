using System.IO.Compression;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.SignIn;

/// <summary>The files of the pages travel packed to who unpacks them. Pages themselves never do: they hold tokens.</summary>
public sealed class PackedFilesTests : IAsyncLifetime
{
    private const string Sheet = "/css/signin.css";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start();

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("gzip, deflate, br, zstd", true)]
    [InlineData("br, GZIP;q=0.5", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip;q=0.000", false)]
    [InlineData("gzip;q=nonsense", false)]
    [InlineData("identity", false)]
    [InlineData("xgzip", false)]
    [InlineData("", false)]
    public async Task Only_who_unpacks_gets_a_file_packed_and_both_have_the_same_file(string accepted, bool packed)
    {
        var plain = await Ask(Sheet, "identity");
        var answer = await Ask(Sheet, accepted);
        Assert.Equal(packed ? "gzip" : "", string.Join(' ', answer.Headers.ContentEncoding));
        Assert.Equal(await plain.ReadAsByteArrayAsync(), await Unpacked(answer));
        Assert.Equal(packed, answer.Headers.ContentLength * 3 < plain.Headers.ContentLength);
    }

    [Fact]
    public async Task Each_form_has_a_validator_of_its_own()
    {
        var plain = (await org.Get(Sheet)).Expect(200);
        var packed = (await org.Get(Sheet, ("Accept-Encoding", "gzip"))).Expect(200);
        Assert.Equal("Accept-Encoding", plain.Header("Vary"));
        Assert.Equal("Accept-Encoding", packed.Header("Vary"));
        (await org.Get(Sheet, ("Accept-Encoding", "gzip"), ("If-None-Match", packed.Header("ETag")!))).Expect(304);
        (await org.Get(Sheet, ("If-None-Match", plain.Header("ETag")!))).Expect(304);
        (await org.Get(Sheet, ("If-None-Match", packed.Header("ETag")!))).Expect(200);
    }

    [Fact]
    public async Task A_page_with_a_token_in_it_is_never_packed() => Assert.Empty((await Ask("/login/login.htm", "gzip")).Headers.ContentEncoding);

    private async Task<HttpContent> Ask(string path, string accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        var answer = await org.Http.SendAsync(request);
        Assert.Equal(200, (int)answer.StatusCode);
        return answer.Content;
    }

    private static async Task<byte[]> Unpacked(HttpContent content)
    {
        var bytes = await content.ReadAsByteArrayAsync();
        if (content.Headers.ContentEncoding.Count == 0)
        {
            return bytes;
        }

        using var plain = new MemoryStream();
        await using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        await gzip.CopyToAsync(plain);
        return plain.ToArray();
    }
}
