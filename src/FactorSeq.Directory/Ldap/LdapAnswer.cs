using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Text;

namespace FactorSeq.Directories.Ldap;

/// <summary>One message of a server's. Closed.</summary>
internal abstract record LdapAnswer
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly Asn1Tag ControlsTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag ReferralTag = new(TagClass.ContextSpecific, 3);

    private const int EntryTag = 4;
    private const int ReferenceTag = 19;

    // Answers to bind, search, modification and extended operation.
    private static readonly int[] FinalTags = [1, 5, 7, 24];

    private LdapAnswer()
    {
    }

    /// <summary>The request that it answers; 0 is what a server says unasked, before it closes.</summary>
    internal required int Id { get; init; }

    /// <summary>Decodes one whole message; whatever is not as RFC 4511 has it is refused.</summary>
    /// <exception cref="LdapBrokenException">The message is malformed.</exception>
    internal static LdapAnswer Decode(ReadOnlyMemory<byte> message) => Malformed.Guard("a message", () =>
    {
        var outer = new AsnReader(message, AsnEncodingRules.BER);
        var sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!sequence.TryReadInt32(out var id) || id < 0)
        {
            throw new AsnContentException("the message has no number");
        }

        var tag = sequence.PeekTag();
        if (tag.TagClass != TagClass.Application)
        {
            throw new AsnContentException("the message is no operation");
        }

        var body = sequence.ReadSequence(tag);
        LdapAnswer answer = tag.TagValue switch
        {
            EntryTag => new Entry(ReadEntry(body)) { Id = id },
            ReferenceTag => new Reference { Id = id },
            var final when FinalTags.Contains(final) => new Final(final, ReadResult(body, ReadControls(sequence))) { Id = id },
            var other => throw new AsnContentException($"nobody has asked for application tag {other}"),
        };
        return answer;
    });

    private static LdapEntry ReadEntry(AsnReader body)
    {
        var name = ReadText(body);
        var attributes = new Dictionary<string, IReadOnlyList<byte[]>>(LdapEntry.Names);
        var list = body.ReadSequence();
        body.ThrowIfNotEmpty();
        while (list.HasData)
        {
            var attribute = list.ReadSequence();
            var type = ReadText(attribute);
            var set = attribute.ReadSetOf();
            attribute.ThrowIfNotEmpty();
            var values = new List<byte[]>(1);
            while (set.HasData)
            {
                values.Add(set.ReadOctetString());
            }

            attributes[type] = values;
        }

        return new(name, attributes);
    }

    private static LdapResult ReadResult(AsnReader body, ImmutableArray<LdapControl> controls)
    {
        var code = body.ReadEnumeratedValue<ResultCode>();
        body.ReadOctetString();
        var diagnostic = Encoding.UTF8.GetString(body.ReadOctetString());
        var referral = "";
        if (body.HasData && body.PeekTag().HasSameClassAndValue(ReferralTag))
        {
            var uris = body.ReadSequence(ReferralTag);
            while (uris.HasData)
            {
                referral += $" {Encoding.UTF8.GetString(uris.ReadOctetString())}";
            }
        }

        return new(code, (diagnostic + referral).Trim(), controls);
    }

    private static ImmutableArray<LdapControl> ReadControls(AsnReader sequence)
    {
        if (!sequence.HasData)
        {
            return [];
        }

        var controls = ImmutableArray.CreateBuilder<LdapControl>();
        var list = sequence.ReadSequence(ControlsTag);
        while (list.HasData)
        {
            var control = list.ReadSequence();
            var oid = ReadText(control);
            if (control.HasData && control.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
            {
                control.ReadBoolean();
            }

            controls.Add(new(oid, control.HasData ? control.ReadOctetString() : null));
        }

        return controls.ToImmutable();
    }

    private static string ReadText(AsnReader reader) => Strict.GetString(reader.ReadOctetString());

    internal sealed record Entry(LdapEntry Found) : LdapAnswer;

    /// <summary>"Look there as well": nobody here does. A directory that is meant is named by its own address.</summary>
    internal sealed record Reference : LdapAnswer;

    internal sealed record Final(int Tag, LdapResult Result) : LdapAnswer;
}
