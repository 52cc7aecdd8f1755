using FactorSeq.Web.Console.Parts;

namespace FactorSeq.Web.Console.Policies;

/// <summary>
/// "Security Strength" beside a chain. Two of Okta's grades are known from a picture of the editor ("SMS Only" is Moderate, "Okta Verify Push Only" is
/// Strong); the others are filled in by kind. It decides nothing.
/// </summary>
internal static class SecurityStrength
{
    /// <param name="first">A factor by its name in chains.</param>
    /// <param name="second">Those of which one follows; none for a chain of one step.</param>
    internal static (string What, string Grade) Of(string first, IReadOnlyList<string> second)
    {
        if (second.Count == 0)
        {
            return ($"{FactorLabels.Of(first)} Only", KindOf(first) switch
            {
                Kind.Knowledge => "Weak",
                Kind.Message   => "Moderate",
                _              => "Strong",
            });
        }

        var what = $"{FactorLabels.Of(first)} and {string.Join(" or ", second.Select(FactorLabels.Of))}";

        // A chain is as strong as its weakest way through.
        var alike = second.Any(other => KindOf(other) == KindOf(first));
        return (what, !alike ? "Very strong" : KindOf(first) == Kind.Knowledge ? "Weak" : KindOf(first) == Kind.Message ? "Moderate" : "Strong");
    }

    private enum Kind
    {
        Knowledge,
        Message,
        Device,
    }

    private static Kind KindOf(string factor) => factor switch
    {
        "password" or "question"   => Kind.Knowledge,
        "sms" or "call" or "email" => Kind.Message,
        _                          => Kind.Device,
    };
}
