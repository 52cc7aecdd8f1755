namespace FactorSeq.Web.Hosting;

/// <summary>Where the seed of an org is: in a file, or nowhere else than in this text.</summary>
/// <param name="Name">As errors name it.</param>
internal sealed record SeedSource(string Name, string? File, string? Given)
{
    internal static SeedSource OfFile(string file) => new(file, file, null);

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
