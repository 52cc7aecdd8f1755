namespace FactorSeq.Web.Seed;

/// <summary>A value in a seed with the line it stands on and the way to it. Closed.</summary>
internal abstract class SeedNode
{
    private readonly SeedNode? parent;
    private readonly string label;

    private SeedNode(SeedNode? parent, string label, int line)
    {
        this.parent = parent;
        this.label = label;
        Line = line;
    }

    internal int Line { get; }

    /// <summary>For example <c>users[0].factors.push</c>; worked out when an error asks.</summary>
    internal string Path => parent is null ? ""
        : parent.Path is not { Length: > 0 } above ? label
        : label[0] == '[' ? above + label
        : $"{above}.{label}";

    /// <summary>What it is, for a message that expected something else.</summary>
    internal abstract string Described { get; }

    /// <summary>Text of any kind: numbers and truth values become what the reader of a member takes them for.</summary>
    internal sealed class Scalar(SeedNode? parent, string label, int line, string text, bool plain) : SeedNode(parent, label, line)
    {
        internal string Text => text;

        /// <summary>Not quoted.</summary>
        internal bool Plain => plain;

        internal bool IsNull => plain && text is ("" or "~" or "null" or "Null" or "NULL");

        internal override string Described => IsNull ? "nothing" : Wording.Quoted(text);
    }

    internal sealed class List(SeedNode? parent, string label, int line) : SeedNode(parent, label, line)
    {
        internal List<SeedNode> Items { get; } = [];

        internal override string Described => "a list";
    }

    internal sealed class Mapping(SeedNode? parent, string label, int line) : SeedNode(parent, label, line)
    {
        private readonly Dictionary<string, SeedNode> byName = new(StringComparer.Ordinal);

        internal IReadOnlyDictionary<string, SeedNode> Members => byName;

        internal override string Described => "a mapping";

        internal bool Add(string name, SeedNode value) => byName.TryAdd(name, value);

        /// <summary>The long form of a value that was written short: <c>sms: "+1…"</c> for <c>sms: { phone: "+1…" }</c>.</summary>
        internal static Mapping Around(SeedNode value, string name)
        {
            var mapping = new Mapping(value.parent, value.label, value.Line);
            mapping.Add(name, value);
            return mapping;
        }

        /// <summary>Nothing given, at the place of <paramref name="value"/>.</summary>
        internal static Mapping InPlaceOf(SeedNode value) => new(value.parent, value.label, value.Line);
    }
}
