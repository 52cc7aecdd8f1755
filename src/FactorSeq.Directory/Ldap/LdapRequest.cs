using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Text;
using FactorSeq.Core.Factors;

namespace FactorSeq.Directories.Ldap;

/// <summary>How far below its base a search looks.</summary>
internal enum SearchScope
{
    Base = 0,
    Subtree = 2,
}

/// <summary>What a modification does to the values of an attribute.</summary>
internal enum ChangeKind
{
    Add = 0,
    Delete = 1,
    Replace = 2,
}

/// <summary>One step of a modification; without values a deletion takes them all.</summary>
internal sealed record Change(ChangeKind Kind, string Attribute, params ImmutableArray<byte[]> Values);

/// <summary>What we ask of a server (RFC 4511 §4). Closed.</summary>
internal abstract record LdapRequest
{
    private LdapRequest()
    {
    }

    /// <summary>Name of the request in our own failures.</summary>
    internal abstract string Name { get; }

    /// <summary>Application tag of the answer that ends it.</summary>
    internal abstract int AnswerTag { get; }

    /// <summary>The whole message.</summary>
    internal byte[] Encode(int id, ImmutableArray<LdapControl> controls)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            Write(writer);
            if (controls.Length > 0)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    foreach (var control in controls)
                    {
                        WriteControl(writer, control);
                    }
                }
            }
        }

        return writer.Encode();
    }

    protected abstract void Write(AsnWriter writer);

    private static void WriteControl(AsnWriter writer, LdapControl control)
    {
        using (writer.PushSequence())
        {
            writer.WriteText(control.Oid);
            if (control.Value is not null)
            {
                writer.WriteOctetString(control.Value);
            }
        }
    }

    private static Asn1Tag Application(int number) => new(TagClass.Application, number);

    private static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number);

    /// <summary>A simple bind.</summary>
    internal sealed record Bind(string Dn, Secret Password) : LdapRequest
    {
        internal override string Name => "a bind";

        internal override int AnswerTag => 1;

        protected override void Write(AsnWriter writer)
        {
            using (writer.PushSequence(Application(0)))
            {
                writer.WriteInteger(3);
                writer.WriteText(Dn);
                writer.WriteText(Password.Reveal(), Context(0));
            }
        }
    }

    /// <summary>The end of a connection; nobody answers.</summary>
    internal sealed record Unbind : LdapRequest
    {
        internal override string Name => "an unbind";

        internal override int AnswerTag => -1;

        protected override void Write(AsnWriter writer) => writer.WriteNull(Application(2));
    }

    /// <param name="SizeLimit">After so many entries the server ends with result code 4; 0 is as many as it will.</param>
    internal sealed record Search(string Base, SearchScope Scope, Filter Filter, ImmutableArray<string> Attributes, int SizeLimit = 0) : LdapRequest
    {
        internal override string Name => "a search";

        internal override int AnswerTag => 5;

        protected override void Write(AsnWriter writer)
        {
            using (writer.PushSequence(Application(3)))
            {
                writer.WriteText(Base);
                writer.WriteEnumeratedValue(Scope);
                writer.WriteEnumeratedValue(Aliases.Never);
                writer.WriteInteger(SizeLimit);
                writer.WriteInteger(0);
                writer.WriteBoolean(false);
                Filter.Write(writer);
                using (writer.PushSequence())
                {
                    foreach (var attribute in Attributes)
                    {
                        writer.WriteText(attribute);
                    }
                }
            }
        }
    }

    internal sealed record Modify(string Dn, params ImmutableArray<Change> Changes) : LdapRequest
    {
        internal override string Name => "a modification";

        internal override int AnswerTag => 7;

        protected override void Write(AsnWriter writer)
        {
            using (writer.PushSequence(Application(6)))
            {
                writer.WriteText(Dn);
                using (writer.PushSequence())
                {
                    foreach (var change in Changes)
                    {
                        WriteChange(writer, change);
                    }
                }
            }
        }

        private static void WriteChange(AsnWriter writer, Change change)
        {
            using (writer.PushSequence())
            {
                writer.WriteEnumeratedValue(change.Kind);
                using (writer.PushSequence())
                {
                    writer.WriteText(change.Attribute);
                    using (writer.PushSetOf())
                    {
                        foreach (var value in change.Values)
                        {
                            writer.WriteOctetString(value);
                        }
                    }
                }
            }
        }
    }

    internal sealed record Extended(string Oid, byte[]? Value = null) : LdapRequest
    {
        internal override string Name => "an extended operation";

        internal override int AnswerTag => 24;

        /// <summary>From here on in TLS (RFC 4511 §4.14).</summary>
        internal static Extended StartTls { get; } = new("1.3.6.1.4.1.1466.20037");

        /// <summary>A new password (RFC 3062): with the old one as its owner, with a name as somebody who may.</summary>
        internal static Extended PasswordModify(string? dn, Secret? old, Secret @new)
        {
            var writer = new AsnWriter(AsnEncodingRules.BER);
            using (writer.PushSequence())
            {
                if (dn is not null)
                {
                    writer.WriteText(dn, Context(0));
                }

                if (old is { } present)
                {
                    writer.WriteText(present.Reveal(), Context(1));
                }

                writer.WriteText(@new.Reveal(), Context(2));
            }

            return new("1.3.6.1.4.1.4203.1.11.1", writer.Encode());
        }

        protected override void Write(AsnWriter writer)
        {
            using (writer.PushSequence(Application(23)))
            {
                writer.WriteText(Oid, Context(0));
                if (Value is not null)
                {
                    writer.WriteOctetString(Value, Context(1));
                }
            }
        }
    }

    private enum Aliases
    {
        Never = 0,
    }
}

/// <summary>Text as LDAP carries it: octets of UTF-8.</summary>
internal static class LdapText
{
    internal static void WriteText(this AsnWriter writer, string text, Asn1Tag? tag = null) => writer.WriteOctetString(Encoding.UTF8.GetBytes(text), tag);
}
