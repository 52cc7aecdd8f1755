using System.Security.Cryptography;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Factors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Hosting;

/// <summary>
/// A start spends most of its time on making code ready that runs once: a seed's reader, the way of a request from the socket to an endpoint and, on a
/// kept store, the JSON contracts of the documents. That is done on another core, with an org that nobody sees and a server that nobody else calls, while
/// the framework puts its host together on the first.
/// </summary>
internal static class Rehearsal
{
    /// <summary>Reads a seed, then serves a request.</summary>
    internal static void OfReadingAndServing() => Play(static () =>
    {
        _ = RandomNumberGenerator.GetInt32(2); // loads OpenSSL
        SeedResult.Read("", Seeding.BuiltIn, All.Catalog(passwordIterations: 1), DateTimeOffset.UnixEpoch, "");
        return RehearsedServer.Serve();
    });

    /// <summary>Writes an org down.</summary>
    internal static void OfWriting() => Play(static () =>
    {
        var nobody = new Account(new User { Id = "", Login = "", Email = "" }, [], Attempts.None);
        var work = Org.Documented(
            new UnitOfWork("").Insert(DocumentKinds.Accounts, "", nobody),
            new OrgConfiguration { Id = "", Name = "", SignOn = [], Passwords = [], Enrollment = [] },
            new OrgSecrets(""));
        foreach (var write in work.Writes.OfType<Write.Put>())
        {
            write.Content.Json();
        }

        return Task.CompletedTask;
    });

    private static void Play(Func<Task> act)
    {
        if (Environment.ProcessorCount == 1)
        {
            return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(
            static async played =>
            {
                try
                {
                    await played();
                }
                catch (Exception)
                {
                    // Whatever is wrong will be met again where somebody is told of it.
                }
            },
            act,
            preferLocal: false);
    }
}
