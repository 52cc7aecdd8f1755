namespace FactorSeq.Directories.Ldap;

/// <summary>Cuts what a server sends into messages, none of which it understands.</summary>
internal sealed class MessageReader(Stream stream)
{
    private const int FirstBuffer = 8 * 1024;

    private byte[] buffer = new byte[FirstBuffer];
    private int start;
    private int end;

    /// <summary>Whether the server has said more than it was asked.</summary>
    internal bool HasMore => end > start;

    /// <summary>The next whole message.</summary>
    /// <param name="limit">How long it may be. The buffer grows with what has come, never with what a message claims to be.</param>
    /// <exception cref="LdapBrokenException">It is longer, is no message, or the server closed.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>> Read(int limit, CancellationToken cancellation)
    {
        while (true)
        {
            if (Measure(buffer.AsSpan(start, end - start), limit) is { } length && end - start >= length)
            {
                var message = buffer.AsSpan(start, length).ToArray();
                start += length;
                return message;
            }

            MakeRoom();
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                throw new LdapBrokenException("the server closed the connection");
            }

            end += read;
        }
    }

    /// <summary>Length of the message that begins here, its header included; null while the header is not yet there.</summary>
    internal static int? Measure(ReadOnlySpan<byte> begin, int limit)
    {
        const byte Sequence = 0x30;
        if (begin.Length > 0 && begin[0] != Sequence)
        {
            throw new LdapBrokenException("the server sent what is no LDAP message");
        }

        if (begin.Length < 2)
        {
            return null;
        }

        // One octet up to 127; else how many octets of length follow. LDAP has no indefinite length (RFC 4511 §5.1).
        var octets = begin[1] < 0x80 ? 0 : begin[1] - 0x80;
        if (octets is > 4 || begin[1] == 0x80)
        {
            throw new LdapBrokenException("the server sent a message of no length that LDAP knows");
        }

        if (begin.Length < 2 + octets)
        {
            return null;
        }

        long length = octets == 0 ? begin[1] : 0;
        foreach (var octet in begin.Slice(2, octets))
        {
            length = (length << 8) | octet;
        }

        return 2 + octets + length is var whole && whole <= limit
            ? (int)whole
            : throw new LdapBrokenException($"the server's answer is longer than {limit} octets");
    }

    private void MakeRoom()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }
    }
}
