using System.Text;
using FactorSeq.Web.Errors;
using Microsoft.AspNetCore.WebUtilities;

namespace FactorSeq.Web.Api.Users;

/// <summary>Where somebody stands in a sorted list. It is a place whether or not they still stand there: the page after it begins behind it.</summary>
/// <param name="Key">What is sorted by.</param>
internal sealed record SortedPlace(string Key, string Id)
{
    private const char Between = '.';

    /// <summary>What a client gets that goes on from where no page ended.</summary>
    internal static OktaError BadCursor { get; } = RequestErrors.At("after", "The cursor is not one of this list.");

    /// <returns>false where the text is none; true with null for the beginning.</returns>
    internal static bool TryRead(string text, out SortedPlace? place)
    {
        place = null;
        if (text.Length == 0)
        {
            return true;
        }

        try
        {
            var end = text.IndexOf(Between, StringComparison.Ordinal);
            place = end < 0 ? null : new SortedPlace(Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(text[(end + 1)..])), text[..end]);
        }
        catch (FormatException)
        {
            return false;
        }

        return place is not null;
    }

    /// <summary>By key, and by id among those of one key.</summary>
    internal static IComparer<SortedPlace> Order(bool ofText, bool descends)
    {
        var keys = ofText ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        return Comparer<SortedPlace>.Create((one, other) => keys.Compare(one.Key, other.Key) switch
        {
            0             => string.CompareOrdinal(one.Id, other.Id),
            var difference => descends ? -difference : difference,
        });
    }

    public override string ToString() => $"{Id}{Between}{WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(Key))}";
}
