using FactorSeq.Web.Tests.Support;
using FactorSeq.Web.Tests.Walk;

namespace FactorSeq.Web.Tests.Truth;

/// <summary>A call that Okta's reference describes. Parameters are <c>{}</c>.</summary>
/// <param name="Area">The page it stands on.</param>
internal sealed record OktaRoute(string Area, string Method, string Path)
{
    // Where the pages give one of a kind by name.
    private static readonly string[] Examples = ["{}", "me", "sms", "call", "okta_sms", "okta_otp"];

    /// <summary>Whether a served route is this call: a parameter stands for a parameter, not for another call's word.</summary>
    internal bool Is(ServedRoute served)
    {
        var (mine, theirs) = (Path.Split('/'), served.Pattern.Split('/'));
        return Method == served.Method && mine.Length == theirs.Length && mine.Zip(theirs).All(pair =>
            pair.Second.StartsWith('{') ? Examples.Contains(pair.First) : pair.First == pair.Second);
    }

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>What Okta documents, as data: kept beside the tests, as lists of names and numbers.</summary>
internal static class Okta
{
    /// <summary>Every call of the reference's pages as they were on 15 October 2021, the last of the Classic Engine's own.</summary>
    internal static OktaRoute[] Routes { get; } =
        [.. Lines("okta-routes.tsv").Select(line => line.Split('\t')).Select(cells => new OktaRoute(cells[0], cells[1], cells[2]))];

    /// <summary>Its error codes with their HTTP statuses (release 2026.08).</summary>
    internal static SortedDictionary<string, int> ErrorCodes { get; } = new(
        Lines("okta-error-codes.tsv").Select(line => line.Split('\t')).ToDictionary(cells => cells[0], cells => int.Parse(cells[1])), StringComparer.Ordinal);

    /// <summary>Its event types of the areas that are emulated here (release 2026.08).</summary>
    internal static HashSet<string> EventTypes { get; } = [.. Lines("okta-event-types.txt")];

    private static IEnumerable<string> Lines(string file) => Repository.Read("tests", "FactorSeq.Web.Tests", "Truth", file).Split('\n').Where(line => line.Length > 0);
}
