using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Factors.Rsa;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>Who can sign in and how.</summary>
internal static class People
{
    private const int MaxListed = 500;

    internal static async Task List(HttpContext context)
    {
        var org = context.Org();
        var accounts = await org.Documents.List(org.Name, DocumentKinds.Accounts, MaxListed);
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var account in accounts.Select(a => a.Value).OrderBy(a => a.User.Login, StringComparer.Ordinal))
            {
                Write(json, context, account);
            }

            json.WriteEndArray();
        });
    }

    /// <summary>One of them.</summary>
    internal static void Write(Utf8JsonWriter json, HttpContext context, Account account)
    {
        var org = context.Org();
        var facts = FactsLoader.For(org, Client.Of(context), account.User.Login, account);
        json.WriteStartObject();
        json.WriteString("login", account.User.Login);
        json.WriteString("name", $"{account.User.FirstName} {account.User.LastName}".Trim());
        json.WriteString("status", Names.Status(account.User.Status));
        json.WriteStartArray("signIn");
        foreach (var chain in facts.OnPage.Items)
        {
            json.WriteStringValue(chain.Describe(org.Catalog.NameOf));
        }

        json.WriteEndArray();
        json.WriteString("rule", $"{facts.Evaluation.Policy?.Name} / {facts.Evaluation.Rule?.Name}");
        json.WriteStartArray("factors");
        foreach (var enrollment in account.Enrollments)
        {
            json.WriteStringValue(org.Catalog.NameOf(enrollment.Kind));
        }

        json.WriteEndArray();
        json.WriteStartArray("nextToken");
        foreach (var enrollment in account.Enrollments.Where(e => e.Data is RsaEnrollment { NextToken: not NextTokenMode.Off }))
        {
            json.WriteStringValue(org.Catalog.NameOf(enrollment.Kind));
        }

        json.WriteEndArray();
        if (context.RequestServices.GetRequiredService<Seeding>().Passwords(org.Name).TryGetValue(account.User.Login, out var password))
        {
            json.WriteString("password", password);
        }

        json.WriteEndObject();
    }
}
