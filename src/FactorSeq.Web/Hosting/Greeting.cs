using System.Text;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Hosting.Https;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;

namespace FactorSeq.Web.Hosting;

/// <summary>What the console says once the server is up: where to go, who can sign in and how, the admin token.</summary>
internal static class Greeting
{
    private const int PeopleShown = 20;

    internal static string Text(Whereabouts at, Org org, IEnumerable<Account> accounts, IReadOnlyDictionary<string, string> passwords, ServerOptions options)
    {
        var address = at.Address;
        var text = new StringBuilder();
        text.AppendLine($"FactorSeq serves the org {org.Name} at {address}");
        text.AppendLine();
        text.AppendLine($"  sign in              {address}/");
        text.AppendLine($"  phone and mailbox    {address}/emulator");
        text.AppendLine($"  issuer               {options.Issuer ?? address}/oauth2/default");
        text.AppendLine($"  admin token          {options.AdminToken}");
        text.AppendLine($"  kept in              {options.Data ?? (options.Postgres is { } postgres ? $"PostgreSQL at {postgres.Shown}" : "memory")}");
        foreach (var line in at.Lines(options))
        {
            text.AppendLine(line);
        }

        text.AppendLine();
        text.AppendLine("  who                      how                                                  password");
        var client = new Client(null, null, null, "", "", address, address);
        var shown = accounts.OrderBy(a => a.User.Login, StringComparer.Ordinal).Take(PeopleShown + 1).ToList();
        foreach (var account in shown.Take(PeopleShown))
        {
            var how = How(org, FactsLoader.For(org, client, account.User.Login, account));
            text.AppendLine($"  {account.User.Login,-24} {how,-52} {passwords.GetValueOrDefault(account.User.Login)}");
        }

        if (shown.Count > PeopleShown)
        {
            text.AppendLine($"  and more: {address}/emulator#users");
        }

        return text.ToString();
    }

    private static string How(Org org, Facts facts)
    {
        var chains = facts.Chains(deviceRemembered: false);
        return AccountGate.Of(facts.Account!.User.Status) != Gate.Open ? $"cannot: {Emulator.Names.Status(facts.Account.User.Status)}"
            : chains.IsEmpty ? "cannot: denied"
            : facts.Offers(chains, []).IsEmpty ? "cannot: enrolled in no first factor"
            : string.Join("; ", chains.Items.Select(c => c.Describe(org.Catalog.NameOf)));
    }
}

/// <summary>Where the server is to be found, beside its first address.</summary>
/// <param name="Https">Its first https address, or null.</param>
/// <param name="Others">The orgs beside the default one.</param>
internal sealed record Whereabouts(string Address, string? Https, IReadOnlyList<string> Others, ServerCertificates? Certificates)
{
    internal IEnumerable<string> Lines(ServerOptions options)
    {
        if (Https is not null && Certificates is not null)
        {
            yield return $"  https                {Https}";
            foreach (var line in Certificates.Advice(Address))
            {
                yield return $"                       {line}";
            }
        }

        foreach (var name in Others)
        {
            var byName = options.IssuerAt is null ? $"{name}.localhost" : options.IssuerAt.IsName ? options.IssuerAt.OriginOf(name) : null;
            yield return $"  org {name,-16} {options.Issuer ?? Address}/o/{name}/{(byName is null ? "" : $"   or by its name, {byName}")}";
        }
    }
}
