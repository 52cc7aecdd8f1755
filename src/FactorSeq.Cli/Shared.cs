using System.CommandLine;

namespace FactorSeq.Cli;

/// <summary>The options of every command.</summary>
internal sealed class Shared
{
    private const string Standard = "http://localhost:7700";

    internal Option<Uri?> Url { get; } = new("--url")
    {
        Description = "The FactorSeq to work with (FACTORSEQ_URL, else http://localhost:7700).",
        DefaultValueFactory = result => Address(result, Environment.GetEnvironmentVariable("FACTORSEQ_URL") is { Length: > 0 } url ? url : Standard),
        CustomParser = result => Address(result, result.Tokens[0].Value),
        HelpName = "URL",
        Recursive = true,
    };

    internal Option<string?> Org { get; } = new("--org")
    {
        Description = "Its org (FACTORSEQ_ORG, else the default one).",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("FACTORSEQ_ORG") is { Length: > 0 } name ? name : null,
        HelpName = "NAME",
        Recursive = true,
    };

    internal Option<string?> AdminToken { get; } = new("--admin-token")
    {
        Description = "Its admin token, which it wants from everybody off loopback (FACTORSEQ_ADMIN_TOKEN).",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("FACTORSEQ_ADMIN_TOKEN") is { Length: > 0 } token ? token : null,
        HelpName = "TOKEN",
        Recursive = true,
    };

    internal Option<bool> Json { get; } = new("--json")
    {
        Description = "Print JSON, a document a line, for scripts.",
        Recursive = true,
    };

    internal Option[] All => [Url, Org, AdminToken, Json];

    /// <summary>The server that the command line names.</summary>
    internal Emulator Emulator(ParseResult result) => new(result.GetValue(Url)!, result.GetValue(Org), result.GetValue(AdminToken));

    private static Uri? Address(System.CommandLine.Parsing.ArgumentResult result, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https" })
        {
            return uri;
        }

        result.AddError($"{text} is no address; write one like {Standard}");
        return null;
    }
}
