using FactorSeq.Web.Tests.Cli;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Cluster;

/// <summary>A server that has outgrown its file goes on over PostgreSQL, and back, and its people notice nothing.</summary>
public sealed class MovedStoreTests
{
    [Fact]
    public async Task Sessions_and_sign_ins_begun_over_a_file_go_on_over_PostgreSQL_and_back()
    {
        using var file = new TemporaryFile();
        using var back = new TemporaryFile();
        var database = PostgresServer.NewDatabase();
        string sid, other;
        Reply halfway, log;
        await using (var org = await OverFile(file.Path))
        {
            sid = await Session(org, user: 0);
            other = await Session(org, user: 1);
            halfway = (await org.Verify(await org.Identify(TwoNodes.Login(2)), "password", password: TwoNodes.Password)).Expect("MFA_REQUIRED");
            await org.SignIn(TwoNodes.Login(3), "wrong");
            log = await org.Get("/emulator/events?limit=1000");
        }

        (await Shell.Run("data", "copy", "--from", file.Path, "--to", database)).Expect(0);
        Reply further;
        await using (var node = await TwoNodes.Start(database))
        {
            (await node.Me(sid)).Expect(200);
            (await node.Me(other)).Expect(200);
            Assert.Equal(log.Body, (await node.Get("/emulator/events?limit=1000")).Body);
            (await node.Verify(halfway, "sms")).Expect("MFA_CHALLENGE");
            (await node.OpenSession((await node.Verify(halfway, "sms", passCode: await node.LatestCode(TwoNodes.Login(2), "sms"))).Expect("SUCCESS"))).Expect(200);
            further = (await node.Verify(await node.Identify(TwoNodes.Login(4)), "password", password: TwoNodes.Password)).Expect("MFA_REQUIRED");
        }

        (await Shell.Run("data", "copy", "--from", database, "--to", back.Path)).Expect(0);
        await using (var org = await OverFile(back.Path))
        {
            (await org.Me(sid)).Expect(200);
            (await org.Verify(further, "sms")).Expect("MFA_CHALLENGE");
            (await org.Verify(further, "sms", passCode: await org.LatestCode(TwoNodes.Login(4), "sms"))).Expect("SUCCESS");
        }
    }

    private static Task<OrgHost> OverFile(string path) => OrgHost.Start(TwoNodes.Seed(), data: path, options: ["--issuer", "http://127.0.0.1:7700"]);

    private static async Task<string> Session(OrgHost org, int user)
    {
        var done = await org.Verify(await org.Identify(TwoNodes.Login(user)), "token:software:totp", passCode: await org.Otp(TwoNodes.Login(user)));
        return (await org.OpenSession(done.Expect("SUCCESS"))).Expect(200).Text("id")!;
    }
}
