namespace FactorSeq.Web.Hosting;

/// <summary>Where the seed of an org is: in a file, or nowhere else than in this text.</summary>
/// <param name="Name">As errors name it.</param>
internal sealed record SeedSource(string Name, string? File, string? Given)
{
    /// <summary>What its org is called, whatever the text says; null where it says so itself.</summary>
    internal string? Org { get; private init; }

    internal static SeedSource OfFile(string file) => new(file, file, null);

    internal SeedSource For(string org) => this with { Org = org };

    /// <exception cref="UnusableException">The file cannot be read.</exception>
    internal string Text()
    {
        if (File is null)
        {
            return Given!;
        }

        try
        {
            return System.IO.File.ReadAllText(File);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{File}: {e.Message} Name the seed with --seed FILE.");
        }
    }
}
