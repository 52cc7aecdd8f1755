using System.Net;
using System.Text;
using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>The page on another origin, by one script tag; and what the hosted page transfers.</summary>
public sealed class EmbeddingTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    // What a browser has to read before a name is typed; and what travels for it, packed, with some 500 bytes of headers on each answer.
    private const int MostBytes = 60_000;
    private const int MostTransferred = 30_000;

    private string Host => $"{Fixture.TrustedOrigin}/embedded";

    [Fact]
    public async Task Another_host_embeds_it_and_gets_the_session_token()
    {
        using var host = await Embed("""
            new FactorSeqSignIn({ baseUrl, el: '#here', username: 'finn@demo.test', onSuccess: tx => { document.title = tx.status + ' ' + tx.sessionToken.length; } })
            """);
        await Expect(SignIn.Username).ToHaveValueAsync("finn@demo.test");
        await Page.Locator("#next").ClickAsync();
        await SignIn.Password("Passw0rd-finn");
        await Expect(SignIn.Title).ToHaveTextAsync("You are signed in.");
        Assert.StartsWith("SUCCESS ", await Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(Host, Page.Url);
    }

    [Fact]
    public async Task It_says_at_once_when_its_element_is_missing_and_leaves_when_it_is_told_to()
    {
        using var host = await Embed("new FactorSeqSignIn({ baseUrl, el: '#here' })");
        await SignIn.ShowsFirstScreen();
        Assert.True(await Page.EvaluateAsync<bool>("(() => { try { new FactorSeqSignIn({ el: '#nowhere' }); } catch { return true; } return false; })()"));
        await Page.EvaluateAsync("signIn.remove()");
        await Expect(SignIn.Card).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_host_says_which_ways_back_it_offers()
    {
        using var host = await Embed("new FactorSeqSignIn({ baseUrl, el: '#here', recovery: { password: [], unlock: ['SMS'] } })");
        await Expect(Page.Locator("#unlock-account")).ToBeVisibleAsync();
        await Expect(Page.Locator("#forgot-password")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Before_a_name_is_typed_little_is_transferred()
    {
        var finished = new List<IRequest>();
        Page.RequestFinished += (_, request) => finished.Add(request);
        await SignIn.Open();
        await SignIn.ShowsFirstScreen();
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var bytes = 0;
        var transferred = 0;
        foreach (var request in finished)
        {
            bytes += (await (await request.ResponseAsync())!.BodyAsync()).Length;
            var sizes = await request.SizesAsync();
            transferred += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
        }

        Assert.Contains(finished, request => request.Url.EndsWith("/js/signin/page.js", StringComparison.Ordinal));
        Assert.DoesNotContain(finished, request => request.Url.EndsWith("/js/signin/verify.js", StringComparison.Ordinal));
        Assert.InRange(bytes, 20_000, MostBytes);
        Assert.InRange(transferred, 10_000, MostTransferred);
    }

    // The host's own page, as short as it can be, from a server of its own: browsers keep pages without one away from this machine.
    private async Task<HttpListener> Embed(string made)
    {
        var page = Encoding.UTF8.GetBytes($"""
            <!DOCTYPE html><title>host</title><link rel="icon" href="data:,">
            <link rel="stylesheet" href="{ServerUrl}/css/signin.css"><div id="here"></div>
            <script src="{ServerUrl}/js/factorseq-signin.js"></script>
            <script>const baseUrl = '{ServerUrl}'; const signIn = {made.Trim()}; signIn.render();</script>
            """);
        var host = new HttpListener();
        host.Prefixes.Add($"{Fixture.TrustedOrigin}/");
        host.Start();
        var asked = host.GetContextAsync();
        var shown = Page.GotoAsync(Host);
        var context = await asked;
        context.Response.ContentType = "text/html";
        await context.Response.OutputStream.WriteAsync(page);
        context.Response.Close();
        await shown;
        return host;
    }
}
