using System.Net.Sockets;

namespace FactorSeq.Web.Tests.Support;

public sealed class OrgHostTests
{
    [Fact]
    public async Task A_host_serves_its_seed_over_real_HTTP_and_signs_ana_in()
    {
        await using var org = await OrgHost.Start();
        var named = (await org.Identify("ana@demo.test")).Expect("UNAUTHENTICATED");
        Assert.Equal(["push", "sms", "password"], named.Factors);
        (await org.Verify(named, "push")).Expect("MFA_CHALLENGE");
        await org.Approve("ana@demo.test");
        var done = (await org.Verify(named, "push")).Expect("SUCCESS");
        var session = (await org.OpenSession(done)).Expect(200);
        (await org.Me(session.Text("id")!)).Expect(200);
    }

    [Fact]
    public async Task A_client_keeps_its_connection_from_one_request_to_the_next()
    {
        await using var org = await OrgHost.Start();
        var connections = 0;
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (to, cancellation) =>
            {
                connections++;
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(to.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var http = new HttpClient(handler);
        for (var i = 0; i < 5; i++)
        {
            (await http.PostAsync($"{org.Address}/api/v1/authn", OrgHost.Body(new { username = "ana@demo.test" }))).EnsureSuccessStatusCode();
        }

        Assert.Equal(1, connections);
    }
}
