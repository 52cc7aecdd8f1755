namespace FactorSeq.Core.Authorization;

/// <summary>A claim of an app's: a value, or an expression where the whole text is <c>${…}</c>.</summary>
public static class AppClaim
{
    /// <summary>The expression in a text; null where the text is a value.</summary>
    public static string? Expression(string text) =>
        text.StartsWith("${", StringComparison.Ordinal) && text.EndsWith('}') ? text[2..^1].Trim() : null;
}
