using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Text;

namespace FactorSeq.Directories.Ldap;

/// <summary>
/// Which entries are meant (RFC 4511 §4.5.1.7). Goes to the server as it stands, value by value, and never through text: what a user has typed
/// can be a value and nothing else. Closed.
/// </summary>
internal abstract record Filter
{
    private Filter()
    {
    }

    internal static Filter Is(string attribute, string value) => new Equality(attribute, Encoding.UTF8.GetBytes(value));

    internal static Filter Is(string attribute, byte[] value) => new Equality(attribute, value);

    internal static Filter AtLeast(string attribute, string value) => new GreaterOrEqual(attribute, Encoding.UTF8.GetBytes(value));

    internal static Filter All(params ImmutableArray<Filter> filters) => new And(filters);

    internal static Filter Any(params ImmutableArray<Filter> filters) => new Or(filters);

    internal abstract void Write(AsnWriter writer);

    /// <summary>As RFC 4515 writes it.</summary>
    public sealed override string ToString() => $"({Text})";

    protected abstract string Text { get; }

    private static Asn1Tag Tag(int choice) => new(TagClass.ContextSpecific, choice);

    private static void WriteAssertion(AsnWriter writer, int choice, string attribute, byte[] value)
    {
        using (writer.PushSequence(Tag(choice)))
        {
            writer.WriteText(attribute);
            writer.WriteOctetString(value);
        }
    }

    private static void WriteSet(AsnWriter writer, int choice, ImmutableArray<Filter> filters)
    {
        using (writer.PushSetOf(Tag(choice)))
        {
            foreach (var filter in filters)
            {
                filter.Write(writer);
            }
        }
    }

    private static string Escape(byte[] value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var octet in value)
        {
            _ = octet is < 0x20 or >= 0x7f or (byte)'*' or (byte)'(' or (byte)')' or (byte)'\\' ? text.Append($"\\{octet:x2}") : text.Append((char)octet);
        }

        return text.ToString();
    }

    internal sealed record And(ImmutableArray<Filter> Filters) : Filter
    {
        protected override string Text => $"&{string.Concat(Filters)}";

        internal override void Write(AsnWriter writer) => WriteSet(writer, 0, Filters);
    }

    internal sealed record Or(ImmutableArray<Filter> Filters) : Filter
    {
        protected override string Text => $"|{string.Concat(Filters)}";

        internal override void Write(AsnWriter writer) => WriteSet(writer, 1, Filters);
    }

    internal sealed record Not(Filter Inner) : Filter
    {
        protected override string Text => $"!{Inner}";

        internal override void Write(AsnWriter writer)
        {
            using (writer.PushSequence(Tag(2)))
            {
                Inner.Write(writer);
            }
        }
    }

    internal sealed record Equality(string Attribute, byte[] Value) : Filter
    {
        protected override string Text => $"{Attribute}={Escape(Value)}";

        internal override void Write(AsnWriter writer) => WriteAssertion(writer, 3, Attribute, Value);
    }

    /// <param name="Parts">Between the stars; the first and the last may be empty, those between may not.</param>
    internal sealed record Substrings(string Attribute, ImmutableArray<byte[]> Parts) : Filter
    {
        protected override string Text => $"{Attribute}={string.Join('*', Parts.Select(Escape))}";

        internal override void Write(AsnWriter writer)
        {
            using (writer.PushSequence(Tag(4)))
            {
                writer.WriteText(Attribute);
                using (writer.PushSequence())
                {
                    for (var i = 0; i < Parts.Length; i++)
                    {
                        if (Parts[i].Length > 0)
                        {
                            writer.WriteOctetString(Parts[i], Tag(i == 0 ? 0 : i == Parts.Length - 1 ? 2 : 1));
                        }
                    }
                }
            }
        }
    }

    internal sealed record GreaterOrEqual(string Attribute, byte[] Value) : Filter
    {
        protected override string Text => $"{Attribute}>={Escape(Value)}";

        internal override void Write(AsnWriter writer) => WriteAssertion(writer, 5, Attribute, Value);
    }

    internal sealed record LessOrEqual(string Attribute, byte[] Value) : Filter
    {
        protected override string Text => $"{Attribute}<={Escape(Value)}";

        internal override void Write(AsnWriter writer) => WriteAssertion(writer, 6, Attribute, Value);
    }

    internal sealed record Present(string Attribute) : Filter
    {
        protected override string Text => $"{Attribute}=*";

        internal override void Write(AsnWriter writer) => writer.WriteText(Attribute, Tag(7));
    }

    internal sealed record Approximate(string Attribute, byte[] Value) : Filter
    {
        protected override string Text => $"{Attribute}~={Escape(Value)}";

        internal override void Write(AsnWriter writer) => WriteAssertion(writer, 8, Attribute, Value);
    }

    /// <summary>By a rule of the server's: <c>userAccountControl:1.2.840.113556.1.4.803:=2</c>.</summary>
    internal sealed record Extensible(string? Rule, string? Attribute, byte[] Value, bool DnAttributes) : Filter
    {
        protected override string Text =>
            $"{Attribute}{(DnAttributes ? ":dn" : "")}{(Rule is null ? "" : $":{Rule}")}:={Escape(Value)}";

        internal override void Write(AsnWriter writer)
        {
            using (writer.PushSequence(Tag(9)))
            {
                if (Rule is not null)
                {
                    writer.WriteText(Rule, Tag(1));
                }

                if (Attribute is not null)
                {
                    writer.WriteText(Attribute, Tag(2));
                }

                writer.WriteOctetString(Value, Tag(3));
                if (DnAttributes)
                {
                    writer.WriteBoolean(true, Tag(4));
                }
            }
        }
    }
}
