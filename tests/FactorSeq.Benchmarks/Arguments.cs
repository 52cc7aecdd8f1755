namespace FactorSeq.Benchmarks;

/// <summary><c>--name value</c> pairs; a name without a value is a switch.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> given = [];

    /// <exception cref="ArgumentException">A name is unknown.</exception>
    internal static Arguments Read(string[] args, string[] names)
    {
        var read = new Arguments();
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (!names.Contains(name))
            {
                throw new ArgumentException($"{args[i]} is unknown here; there are: {string.Join(", ", names.Select(n => "--" + n))}");
            }

            var hasValue = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            read.given[name] = hasValue ? args[++i] : "true";
        }

        return read;
    }

    internal string? Text(string name) => given.GetValueOrDefault(name);

    internal string Text(string name, string fallback) => given.GetValueOrDefault(name, fallback);

    internal bool Has(string name) => given.ContainsKey(name);

    internal int Number(string name, int fallback, int min, int max) =>
        Text(name) is not { } text ? fallback
        : int.TryParse(text, out var number) && number >= min && number <= max ? number
        : throw new ArgumentException($"--{name} wants a number from {min} to {max}.");
}
