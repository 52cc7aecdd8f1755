using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Factors;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Tests.Seed;

/// <summary>Seeds as tests read them.</summary>
internal static class Seeds
{
    internal const string AdminPassword = "made-for-the-test";

    internal static FactorCatalog Catalog { get; } = All.Catalog(passwordIterations: 1);

    internal static DateTimeOffset Now { get; } = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);

    internal static string Demo { get; } = Resource("seed/demo.yaml");

    internal static SeedResult Read(string text) => SeedResult.Read("factorseq.yaml", text, Catalog, Now, AdminPassword);

    internal static OrgSeed Ready(string text)
    {
        var result = Read(text);
        Assert.True(result is SeedResult.Ready, string.Join('\n', Errors(text)));
        return ((SeedResult.Ready)result).Seed;
    }

    /// <summary>As they are printed.</summary>
    internal static string[] Errors(string text) =>
        Read(text) is SeedResult.Refused refused ? [.. refused.Errors.Select(error => error.ToString())] : [];

    internal static Account Account(this OrgSeed seed, string login) => seed.Accounts.Single(account => account.User.Login == login);

    internal static string Resource(string name)
    {
        using var stream = typeof(SeedResult).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
