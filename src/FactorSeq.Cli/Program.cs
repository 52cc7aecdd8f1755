using System.CommandLine;
using FactorSeq.Cli;

var url = new Option<Uri?>("--url")
{
    Description = "The address of the FactorSeq to work with.",
    DefaultValueFactory = _ => new Uri(Environment.GetEnvironmentVariable("FACTORSEQ_URL") ?? "http://localhost:7700"),
    CustomParser = result =>
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https" })
        {
            return uri;
        }

        result.AddError($"{result.Tokens[0].Value} is no address; write one like http://localhost:7700");
        return null;
    },
    Recursive = true,
};
var token = new Option<string?>("--admin-token")
{
    Description = "Its admin token; not needed over loopback.",
    DefaultValueFactory = _ => Environment.GetEnvironmentVariable("FACTORSEQ_ADMIN_TOKEN"),
    Recursive = true,
};

var root = new RootCommand("Works with a FactorSeq that is running.") { url, token };
root.Subcommands.Add(ImportCommand.Create(result => new Emulator(result.GetValue(url)!, result.GetValue(token))));
return await root.Parse(args).InvokeAsync();
