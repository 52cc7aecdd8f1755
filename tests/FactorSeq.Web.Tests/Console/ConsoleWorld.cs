using System.Security.Claims;
using FactorSeq.Web.Console.Access;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Console;

/// <summary>Two orgs of one server with admins of several roles, and the console's way to the APIs as a circuit has it.</summary>
internal sealed class ConsoleWorld : IAsyncDisposable
{
    internal const string Root = "root@demo.test";
    internal const string Reader = "reader@demo.test";
    internal const string Helper = "helper@demo.test";
    internal const string Ben = "ben@demo.test";

    private const string Admins = """
        admins:
          - { login: root@demo.test, firstName: Root, lastName: Admin, password: Passw0rd-root }
          - { login: reader@demo.test, firstName: Rea, lastName: Der, password: Passw0rd-reader, roles: [ READ_ONLY_ADMIN ] }
          - { login: helper@demo.test, firstName: Hel, lastName: Per, password: Passw0rd-helper, roles: [ HELP_DESK_ADMIN ] }
        """;

    private readonly string otherSeed;

    private ConsoleWorld(OrgHost org, string otherSeed)
    {
        Org = org;
        this.otherSeed = otherSeed;
    }

    internal OrgHost Org { get; }

    internal static async Task<ConsoleWorld> Start(string features = "PASSWORDLESS_AUTHN_SIGNON_POLICY")
    {
        var seed = Seeds.WithRule("authenticate: password", features, more: Admins);
        var file = Path.Combine(Path.GetTempPath(), $"factorseq-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(file, seed.Replace("name: demo,", "name: other,", StringComparison.Ordinal));
        return new ConsoleWorld(await OrgHost.Start(seed, options: ["--seed", file]), file);
    }

    public async ValueTask DisposeAsync()
    {
        await Org.DisposeAsync();
        File.Delete(otherSeed);
    }

    /// <summary>Signs somebody in with the password that the seed gives them.</summary>
    /// <returns>The id of the session.</returns>
    internal async Task<string> SignIn(string login)
    {
        var success = (await Org.SignIn(login, $"Passw0rd-{login.Split('@')[0]}")).Expect("SUCCESS");
        return (await Org.OpenSession(success)).Expect(200).Text("id")!;
    }

    internal Task<Reply> Open(string path, string? sid, params (string, string)[] headers) =>
        Org.Get(path, sid is null ? headers : [("Cookie", $"sid={sid}"), .. headers]);

    /// <summary>What a circuit that this session opened can call.</summary>
    internal OwnApi Circuit(string sid, string org = "demo")
    {
        var session = new AdminSession(org, sid, Org.Address, "", System.Net.IPAddress.Loopback, "tests");
        return new OwnApi(
            new Authenticated(session.Principal()),
            Org.Services.GetRequiredService<OwnPipeline>(),
            new ServiceCollection().AddSingleton(new OuterServices(Org.Services)).BuildServiceProvider());
    }

    private sealed class Authenticated(ClaimsPrincipal principal) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(principal));
    }
}
