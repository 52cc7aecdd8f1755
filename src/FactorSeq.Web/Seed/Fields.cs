using System.Diagnostics;

namespace FactorSeq.Web.Seed;

/// <summary>A mapping of a known shape, read member by member; whatever is wrong becomes an error and a harmless value.</summary>
internal sealed class Fields
{
    private readonly SeedNode.Mapping mapping;
    private readonly Shape shape;
    private readonly SeedErrors errors;

    private Fields(SeedNode.Mapping mapping, Shape shape, SeedErrors errors)
    {
        this.mapping = mapping;
        this.shape = shape;
        this.errors = errors;
    }

    internal SeedNode Node => mapping;

    /// <summary>The value of a member, or null where it is absent or empty.</summary>
    internal SeedNode? this[string name]
    {
        get
        {
            Debug.Assert(shape.Members.Contains(name), "The table of shapes does not have this member.");
            return mapping.Members.GetValueOrDefault(name) is { } value and not SeedNode.Scalar { IsNull: true } ? value : null;
        }
    }

    /// <summary>Null, with an error, where the node is no mapping; members that the shape does not have are errors too.</summary>
    internal static Fields? Of(SeedNode node, Shape shape, SeedErrors errors)
    {
        if (node is not SeedNode.Mapping mapping)
        {
            errors.Add(node, $"a mapping is needed here, not {node.Described}", $"Members here: {string.Join(", ", shape.Members)}.");
            return null;
        }

        foreach (var (name, value) in mapping.Members)
        {
            if (shape.LaterSubject(name) is { } subject)
            {
                errors.Add(value, Later.Message(subject), Later.Cure);
            }
            else if (!shape.Members.Contains(name))
            {
                errors.Add(
                    value.Line, mapping.Path, $"unknown member {Wording.Quoted(name)}", Wording.Choose(name, shape.Members, "Members here"));
            }
        }

        return new Fields(mapping, shape, errors);
    }

    /// <summary>The members that the shape has, in the order of the file.</summary>
    internal IEnumerable<(string Name, SeedNode Value)> Known() =>
        mapping.Members.Where(member => shape.Members.Contains(member.Key)).Select(member => (member.Key, member.Value));

    /// <summary>The members of a member, or null where it is absent.</summary>
    internal Fields? Part(string name, Shape part) => this[name] is { } value ? Of(value, part, errors) : null;

    internal string? Text(string name) => this[name] is { } value ? Scalars.Text(value, errors) : null;

    internal string? Required(string name)
    {
        if (this[name] is not { } value)
        {
            Missing(name);
            return null;
        }

        return Scalars.Text(value, errors);
    }

    internal void Missing(string name) => errors.Add(mapping, $"{Wording.Quoted(name)} is missing", $"Add {name} here.");

    internal bool Flag(string name, bool fallback) => this[name] is { } value ? Scalars.Flag(value, errors) ?? fallback : fallback;

    internal int Number(string name, int fallback, int least, int most) =>
        this[name] is { } value ? Scalars.Number(value, least, most, errors) ?? fallback : fallback;

    /// <summary>One of several words; case and underscores do not count, so that Okta's own spelling is understood too.</summary>
    internal T Choice<T>(string name, T fallback, ReadOnlySpan<(string Word, T Meaning)> words)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        foreach (var (word, meaning) in words)
        {
            if (string.Equals(text.Replace("_", ""), word.Replace("_", ""), StringComparison.OrdinalIgnoreCase))
            {
                return meaning;
            }
        }

        var choices = new List<string>();
        foreach (var (word, _) in words)
        {
            choices.Add(word);
        }

        errors.Add(this[name]!, $"{Wording.Quoted(text)} is not a value of {name}", Wording.Choose(text, choices, "Values here"));
        return fallback;
    }

    /// <summary>The items of a list; none where the member is absent.</summary>
    internal IReadOnlyList<SeedNode> List(string name)
    {
        switch (this[name])
        {
            case null:
                return [];
            case SeedNode.List list:
                return list.Items;
            case var other:
                errors.Add(other, $"a list is needed here, not {other.Described}", $"Write {name}: [ … ].");
                return [];
        }
    }

    /// <summary>The members of a mapping whose names are free; none where it is absent.</summary>
    internal IReadOnlyDictionary<string, SeedNode> Free(string name)
    {
        switch (this[name])
        {
            case null:
                return new Dictionary<string, SeedNode>();
            case SeedNode.Mapping named:
                return named.Members;
            case var other:
                errors.Add(other, $"a mapping is needed here, not {other.Described}", $"Write {name}: {{ … }}.");
                return new Dictionary<string, SeedNode>();
        }
    }
}
