using System.Runtime.CompilerServices;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Directories.Embedded;
using FactorSeq.Web.Directories;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>Imports that break off: what was read is kept, and the next import goes on from there.</summary>
public sealed class ImportResumeTests
{
    private const int People = 1200;

    [Fact]
    public async Task An_import_that_broke_off_goes_on_where_it_was()
    {
        var fragile = new Fragile { PagesLeft = 1 };
        await using var org = await OrgHost.Start(Large(), services: services => services.AddSingleton<IDirectories>(fragile));
        var broken = (await org.Get("/emulator/directories/large/imports")).Json!.AsArray()[0]!;
        Assert.Equal(("the cable was cut", 500), ((string?)broken["error"], (int)broken["read"]!));
        Assert.Equal(500, await Users(org));

        (fragile.PagesLeft, fragile.Read) = (int.MaxValue, 0);
        var done = (await org.Post("/emulator/directories/large/import", new { })).Expect(200).Json!;
        Assert.Equal((1, "full", People, null), ((int)done["number"]!, (string)done["mode"]!, (int)done["read"]!, (string?)done["error"]));
        Assert.Equal(People - 500, fragile.Read);
        Assert.Equal(People, await Users(org));
        Assert.Equal(0, (int)done["deactivated"]!);
    }

    [Fact]
    public async Task Another_process_goes_on_with_it_too()
    {
        using var file = new TemporaryFile();
        await using (var org = await OrgHost.Start(
            Large(), file.Path, services => services.AddSingleton<IDirectories>(new Fragile { PagesLeft = 1 })))
        {
            Assert.Equal(500, await Users(org));
        }

        var whole = new Fragile { PagesLeft = int.MaxValue };
        await using var again = await OrgHost.Start(Large(), file.Path, services => services.AddSingleton<IDirectories>(whole));
        (await again.Post("/emulator/directories/large/import", new { mode = "full" })).Expect(200);
        Assert.Equal(People - 500, whole.Read);
        Assert.Equal(People, await Users(again));
    }

    [Fact]
    public async Task One_that_is_stopped_says_so_and_goes_on()
    {
        var fragile = new Fragile { PagesLeft = int.MaxValue };
        await using var org = await OrgHost.Start(Large(), services: services => services.AddSingleton<IDirectories>(fragile));
        (await org.Send(HttpMethod.Delete, "/emulator/directories/large/import", null)).Expect(404, "E0000007");

        fragile.Read = 0;
        fragile.AfterPage = async () => (await org.Send(HttpMethod.Delete, "/emulator/directories/large/import", null)).Expect(202);
        var stopped = (await org.Post("/emulator/directories/large/import", new { mode = "full" })).Expect(200).Json!;
        Assert.StartsWith("stopped", (string?)stopped["error"]);
        Assert.Equal(500, fragile.Read);

        fragile.AfterPage = () => Task.CompletedTask;
        var done = (await org.Post("/emulator/directories/large/import", new { mode = "full" })).Expect(200).Json!;
        Assert.Equal((People, 0), ((int)done["read"]!, (int)done["deactivated"]!));
        Assert.Equal(People, fragile.Read);
    }

    private static string Large() => $$"""
        org: { name: large }
        directories:
          - name: large
            type: activeDirectory
            importInterval: never
            embedded:
              users:
        {{string.Join('\n', Enumerable.Range(0, People).Select(i => $"        - {{ sAMAccountName: p{i}, userPrincipalName: p{i}@large.test, givenName: P, sn: Test }}"))}}
        """;

    private static async Task<int> Users(OrgHost org) =>
        (await org.Documents.List(org.Org.Name, DocumentKinds.Accounts, 10_000)).Count(a => a.Value.User.Directory is not null);

    /// <summary>The embedded directory at the end of a cable that can be cut after so many pages.</summary>
    private sealed class Fragile : IDirectories
    {
        internal int PagesLeft { get; set; }

        internal int Read { get; set; }

        internal Func<Task> AfterPage { get; set; } = () => Task.CompletedTask;

        public IDirectory Open(Org org, DirectoryIntegration integration) =>
            new Cable(this, new EmbeddedDirectory(org.Name, integration, org.Documents, () => org.Clock.Now, passwordIterations: 1));
    }

    private sealed class Cable(Fragile fragile, EmbeddedDirectory directory) : IDirectory
    {
        public ValueTask<DirectoryReply> Authenticate(DirectoryUser user, Secret password, CancellationToken cancellation) =>
            directory.Authenticate(user, password, cancellation);

        public ValueTask<DirectoryEntry?> Find(DirectoryUser user, CancellationToken cancellation) => directory.Find(user, cancellation);

        public ValueTask<PasswordReply> ChangePassword(DirectoryUser user, Secret old, Secret @new, CancellationToken cancellation) =>
            directory.ChangePassword(user, old, @new, cancellation);

        public ValueTask<PasswordReply> ResetPassword(DirectoryUser user, Secret @new, CancellationToken cancellation) =>
            directory.ResetPassword(user, @new, cancellation);

        public ValueTask<bool> Unlock(DirectoryUser user, CancellationToken cancellation) => directory.Unlock(user, cancellation);

        public ValueTask<DirectoryPosition> Position(CancellationToken cancellation) => directory.Position(cancellation);

        public async IAsyncEnumerable<DirectoryPage> Read(DirectoryQuery query, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var page in directory.Read(query, cancellation))
            {
                if (fragile.PagesLeft-- == 0)
                {
                    throw new DirectoryUnavailableException("the cable was cut");
                }

                fragile.Read += page.Entries.Length;
                await fragile.AfterPage();
                yield return page;
            }
        }
    }
}
