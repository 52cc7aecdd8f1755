using System.Net;
using FactorSeq.Web.Emulator;
using FactorSeq.Web.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Emulator;

/// <summary>Off loopback, which a test may not listen on, the gate is asked directly.</summary>
public sealed class EmulatorGateTests
{
    private static readonly IPAddress Loopback = IPAddress.Loopback;
    private static readonly IPAddress Outside = IPAddress.Parse("192.0.2.7");

    [Fact]
    public async Task Over_loopback_nobody_is_asked_for_a_token() => Assert.Equal(200, await Ask(Loopback));

    [Fact]
    public async Task Off_loopback_whoever_knows_no_token_stays_outside() => Assert.Equal(401, await Ask(Outside));

    [Theory]
    [InlineData("SSWS 00token", 200)]
    [InlineData("Bearer 00token", 200)]
    [InlineData("SSWS 00tokem", 401)]
    [InlineData("00token", 401)]
    public async Task Off_loopback_the_admin_token_opens(string authorization, int status) =>
        Assert.Equal(status, await Ask(Outside, request => request.Headers.Authorization = authorization));

    [Fact]
    public async Task A_token_in_the_address_becomes_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        HttpResponse? answer = null;
        Assert.Equal(200, await Ask(Outside, request =>
        {
            request.QueryString = new QueryString("?token=00token");
            answer = request.HttpContext.Response;
        }));

        var cookie = answer!.Headers.SetCookie.ToString();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_console_is_behind_the_gate_as_well()
    {
        Assert.Equal(401, await Ask(Outside, request => request.Path = "/admin/people"));
        HttpResponse? answer = null;
        Assert.Equal(200, await Ask(Outside, request =>
        {
            request.Path = "/admin";
            request.QueryString = new QueryString("?token=00token");
            answer = request.HttpContext.Response;
        }));
        Assert.Contains("path=/admin", answer!.Headers.SetCookie.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Health_is_told_to_anybody() => Assert.Equal(200, await Ask(Outside, request => request.Path = "/emulator/health"));

    [Fact]
    public async Task Okta_s_own_paths_are_not_behind_the_gate() => Assert.Equal(200, await Ask(Outside, request => request.Path = "/api/v1/authn"));

    private static async Task<int> Ask(IPAddress local, Action<HttpRequest>? change = null)
    {
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection()
                .AddSingleton(new ServerOptions { Urls = "", AdminToken = "00token" })
                .BuildServiceProvider(),
        };
        context.Connection.LocalIpAddress = local;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("idp.example.test");
        context.Request.Path = "/emulator/pushes";
        change?.Invoke(context.Request);
        await EmulatorGate.Guard(context, _ => Task.CompletedTask);
        return context.Response.StatusCode;
    }
}
