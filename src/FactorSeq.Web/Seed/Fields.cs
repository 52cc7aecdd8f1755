using System.Collections.Immutable;
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
            if (shape.LaterMember(name) is { } later)
            {
                errors.Add(value, later.Message, Later.Cure);
            }
            else if (!shape.Members.Contains(name))
            {
                errors.Add(
                    value.Line, mapping.Path, $"unknown member {Wording.Quoted(name)}", Wording.Choose(name, shape.Members, "Members here"));
            }
        }

        return new Fields(mapping, shape, errors);
    }

    /// <summary>The value of a member, empty or not, or null where it is absent.</summary>
    internal SeedNode? Given(string name) => mapping.Members.GetValueOrDefault(name);

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

    /// <summary>The place of one of several words.</summary>
    /// <param name="words">In the order of an enumeration, so that a word's place is its value.</param>
    internal int Choice(string name, int fallback, ImmutableArray<string> words)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        if (Wording.Place(text, words) is >= 0 and var place)
        {
            return place;
        }

        errors.Add(this[name]!, $"{Wording.Quoted(text)} is not a value of {name}", Wording.Choose(text, words, "Values here"));
        return fallback;
    }

    /// <summary>Several of a choice of words; none where the member is absent.</summary>
    internal ImmutableArray<string> Words(string name, ImmutableArray<string> words)
    {
        var given = ImmutableArray.CreateBuilder<string>();
        foreach (var node in List(name))
        {
            if (Scalars.Text(node, errors) is not { } text)
            {
                continue;
            }

            if (Wording.Place(text, words) is >= 0 and var place)
            {
                given.Add(words[place]);
            }
            else
            {
                errors.Add(node, $"{Wording.Quoted(text)} is not a value of {name}", Wording.Choose(text, words, "Values here"));
            }
        }

        return [.. given.Distinct()];
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
