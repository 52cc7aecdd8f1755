using System.Security.Cryptography;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Hosting;

/// <summary>
/// A start on a kept store spends most of its time on making code ready that runs once, the JSON contracts of the documents above all. That is done on
/// another core, with an org that nobody sees, while the framework puts its host together on the first.
/// </summary>
internal static class Rehearsal
{
    internal static void Begin()
    {
        if (Environment.ProcessorCount > 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => Play(), null);
        }
    }

    private static void Play()
    {
        try
        {
            _ = RandomNumberGenerator.GetInt32(2); // loads OpenSSL
            var nobody = new Account(new User { Id = "", Login = "", Email = "" }, [], Attempts.None);
            var work = Org.Documented(
                new UnitOfWork(""),
                new OrgConfiguration { Id = "", Name = "", SignOn = [], Passwords = [], Enrollment = [] },
                new OrgSecrets(""));
            foreach (var write in work.Insert(DocumentKinds.Accounts, "", nobody).Writes.OfType<Write.Put>())
            {
                write.Content.Json();
            }
        }
        catch (Exception)
        {
            // Whatever is wrong will be met again where somebody is told of it.
        }
    }
}
