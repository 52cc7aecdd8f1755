using System.Buffers;
using System.Text;

namespace FactorSeq.Storage.Postgres;

/// <summary>
/// Names as PostgreSQL can hold them: it knows no NUL. The order of names is what it was, and a name that has nothing of the kind is written as it is.
/// </summary>
internal static class PostgresText
{
    private const char Escape = '\u0001';
    private const char Nul = '\u0001';
    private const char Itself = '\u0002';

    private static readonly SearchValues<char> Special = SearchValues.Create(['\0', Escape]);

    internal static string Write(string text)
    {
        var whole = text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Whole(text) : text;
        if (!whole.AsSpan().ContainsAny(Special))
        {
            return whole;
        }

        var written = new StringBuilder(whole.Length + 8);
        foreach (var c in whole)
        {
            _ = c switch
            {
                '\0' => written.Append(Escape).Append(Nul),
                Escape => written.Append(Escape).Append(Itself),
                _ => written.Append(c),
            };
        }

        return written.ToString();
    }

    internal static string Read(string text)
    {
        if (!text.Contains(Escape, StringComparison.Ordinal))
        {
            return text;
        }

        var read = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            read.Append(text[i] != Escape ? text[i] : text[++i] == Nul ? '\0' : Escape);
        }

        return read.ToString();
    }

    // Half a character is none: as in SQLite it becomes the sign for what cannot be read.
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
