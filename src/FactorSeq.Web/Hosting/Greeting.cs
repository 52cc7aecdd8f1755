using System.Text;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;

namespace FactorSeq.Web.Hosting;

/// <summary>What the console says once the server is up: where to go, who can sign in and how, the admin token.</summary>
internal static class Greeting
{
    private const int PeopleShown = 20;

    internal static string Text(string address, Org org, IEnumerable<Account> accounts, IReadOnlyDictionary<string, string> passwords, ServerOptions options)
    {
        var text = new StringBuilder();
        text.AppendLine($"FactorSeq serves the org {org.Name} at {address}");
        text.AppendLine();
        text.AppendLine($"  sign in              {address}/");
        text.AppendLine($"  phone and mailbox    {address}/emulator");
        text.AppendLine($"  issuer               {options.Issuer ?? address}/oauth2/default");
        text.AppendLine($"  admin token          {options.AdminToken}");
        text.AppendLine($"  kept in              {options.Data ?? "memory"}");
        text.AppendLine();
        text.AppendLine("  who                      how                                                  password");
        var client = new Client(null, null, null, "", "");
        var shown = accounts.OrderBy(a => a.User.Login, StringComparer.Ordinal).Take(PeopleShown + 1).ToList();
        foreach (var account in shown.Take(PeopleShown))
        {
            var chains = FactsLoader.For(org, client, account.User.Login, account).Chains(deviceRemembered: false);
            var how = AccountGate.Of(account.User.Status) != Gate.Open ? account.User.Status.ToString()
                : chains.IsEmpty ? "denied"
                : string.Join("; ", chains.Items.Select(c => c.Describe(org.Catalog.NameOf)));
            text.AppendLine($"  {account.User.Login,-24} {how,-52} {passwords.GetValueOrDefault(account.User.Login)}");
        }

        if (shown.Count > PeopleShown)
        {
            text.AppendLine($"  and more: {address}/emulator#users");
        }

        return text.ToString();
    }
}
