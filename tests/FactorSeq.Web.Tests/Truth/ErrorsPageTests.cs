using System.Reflection;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Inbound;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Saml;

namespace FactorSeq.Web.Tests.Truth;

/// <summary>Every error that can be answered, as a page; and the codes against Okta's catalogue.</summary>
public sealed class ErrorsPageTests
{
    // On purpose: what fidelity.md says of them.
    private static readonly string[] OtherStatus = ["E0000015", "E0000141"];
    private static readonly string[] NotInTheCatalogue = ["E0000106"];

    private static IEnumerable<(string Name, ErrorCode Row)> Codes => Rows<ErrorCode>(typeof(ErrorCodes)).OrderBy(code => code.Row.Code, StringComparer.Ordinal);

    [Fact]
    public void Codes_have_the_status_that_Oktas_catalogue_gives_them()
    {
        Assert.Equal(NotInTheCatalogue, Codes.Select(code => code.Row.Code).Where(code => !Okta.ErrorCodes.ContainsKey(code)));
        Assert.Equal(
            OtherStatus,
            Codes.Where(code => Okta.ErrorCodes.TryGetValue(code.Row.Code, out var status) && status != code.Row.Status).Select(code => code.Row.Code));
        Assert.Equal(Codes.Count(), Codes.Select(code => (code.Row.Code, code.Row.Status)).Distinct().Count());
    }

    [Fact]
    public void What_tests_have_seen_is_a_code() =>
        Assert.Empty(Reached.Kept(Reached.Errors).Keys.Except(Codes.Select(code => code.Row.Code)));

    [Fact]
    public void The_page_of_errors_is_up_to_date() => new ReferencePage("Errors")
        .Paragraph(
            "Everything that is refused, and in which words. A test writes this page from the tables in the code: a code that is not here is never answered."
            + "\n*where*: folders of `src/FactorSeq.Web` that answer it. A code's causes (`errorCauses`) say more; those of sign-in: [sign-on](sign-on.md).")
        .Section("Okta's API")
        .Table(
            ["code", "status", "summary", "where", "Okta's catalogue"],
            Codes.Select(code => (string[])
            [
                code.Row.Code, $"{code.Row.Status}", code.Row.Summary, Where($"ErrorCodes.{code.Name}", "/ErrorCodes.cs"),
                !Okta.ErrorCodes.TryGetValue(code.Row.Code, out var status) ? "does not list it" : status == code.Row.Status ? "" : $"says {status}",
            ]))
        .Section("OAuth")
        .Paragraph("JSON `error` and `error_description`, at `/authorize` on the redirect. *reason* is the System Log's. `invalid_client` and `invalid_token` are 401, `insufficient_scope` is 403, all others 400.")
        .Table(
            ["error", "reason", "description", "where"],
            Rows<OAuthError>(typeof(OAuthErrors)).Select(error => (error, Table: "OAuthErrors"))
                .Concat(Rows<OAuthError>(typeof(ClientErrors)).Select(error => (error, Table: "ClientErrors")))
                .Concat(Rows<OAuthError>(typeof(DirectErrors)).Select(error => (error, Table: "DirectErrors")))
                .Select(row => (string[])
                [
                    $"`{row.error.Row.Error}`", $"`{row.error.Row.Reason}`", row.error.Row.Description, Where($"{row.Table}.{row.error.Name}", $"/{row.Table}.cs"),
                ]))
        .Section("SAML")
        .Paragraph("A page, with the code in its `<code id=\"code\">`.")
        .Table(
            ["code", "status", "message", "where"],
            Rows<SamlError>(typeof(SamlErrors)).Select(error => (string[])
                [$"`{error.Row.Code}`", $"{error.Row.Status}", error.Row.Message, Where($"SamlErrors.{error.Name}", "/SamlErrors.cs")]))
        .Section("Identity providers")
        .Paragraph("The same page. SAML's own are those above.")
        .Table(
            ["code", "status", "message", "where"],
            Rows<InboundError>(typeof(InboundErrors)).Select(error => (string[])
                [$"`{error.Row.Code}`", $"{error.Row.Status}", error.Row.Message, Where($"InboundErrors.{error.Name}", "/InboundErrors.cs")]))
        .ShouldBe("errors.md");

    [Fact]
    public void Every_error_is_used()
    {
        var unused = new[] { typeof(ErrorCodes), typeof(OAuthErrors), typeof(ClientErrors), typeof(DirectErrors), typeof(SamlErrors), typeof(InboundErrors) }
            .SelectMany(table => table.GetFields(BindingFlags.Static | BindingFlags.NonPublic)
                .Where(field => field.FieldType.Name.EndsWith("Error", StringComparison.Ordinal) || field.FieldType == typeof(ErrorCode))
                .Select(field => (Table: table.Name, field.Name)))
            .Where(row => !Sources.FoldersWith($"{row.Table}.{row.Name}", $"/{row.Table}.cs").Any());
        Assert.Empty(unused.Select(row => $"{row.Table}.{row.Name}"));
    }

    private static string Where(string name, string except) => string.Join(", ", Sources.FoldersWith(name, except));

    private static IEnumerable<(string Name, T Row)> Rows<T>(Type table) => table
        .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
        .Where(field => field.FieldType == typeof(T))
        .Select(field => (field.Name, (T)field.GetValue(null)!));
}
