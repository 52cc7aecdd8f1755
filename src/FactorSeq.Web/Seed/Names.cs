using System.Diagnostics.CodeAnalysis;

namespace FactorSeq.Web.Seed;

/// <summary>What a seed has of one kind, found by name.</summary>
/// <param name="kind">For messages: <c>group</c>, <c>zone</c>, <c>user</c>.</param>
/// <param name="key">The form in which two names are the same.</param>
internal sealed class Names(string kind, Func<string, string> key, SeedErrors errors)
{
    // Guessing what a name was meant to be must not cost more than reading it, however many names there are.
    private const int MostCompared = 1000;

    private sealed record Entry(string Name, string Id);

    private readonly Dictionary<string, Entry> known = new(StringComparer.Ordinal);

    /// <summary>Adds what is there before anything is read.</summary>
    internal void Add(string name, string id) => known.TryAdd(key(name), new Entry(name, id));

    /// <summary>False, with an error, where the name is taken.</summary>
    internal bool Declare(SeedNode at, string name, string id)
    {
        if (known.TryAdd(key(name), new Entry(name, id)))
        {
            return true;
        }

        errors.Add(at, $"there is already a {kind} {Wording.Quoted(name)}", "Give each its own name.");
        return false;
    }

    internal bool Find(string name, [NotNullWhen(true)] out string? id)
    {
        id = known.GetValueOrDefault(key(name))?.Id;
        return id is not null;
    }

    /// <summary>The id behind a name, or null with an error.</summary>
    internal string? Resolve(SeedNode node)
    {
        if (Scalars.Text(node, errors) is not { } name)
        {
            return null;
        }

        if (Find(name, out var id))
        {
            return id;
        }

        errors.Add(node, $"unknown {kind} {Wording.Quoted(name)}", Choose(name));
        return null;
    }

    internal string Choose(string written) => errors.IsFull ? "" : Wording.Choose(
        written, [.. known.Values.Take(MostCompared).Select(entry => entry.Name)], $"{Plural()} of this org");

    private string Plural()
    {
        var title = $"{char.ToUpperInvariant(kind[0])}{kind[1..]}";
        return title.EndsWith("ry", StringComparison.Ordinal) ? $"{title[..^1]}ies" : $"{title}s";
    }
}
