using System.Text.RegularExpressions;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>What every answer of the server owes the browser that shows it.</summary>
internal static partial class SafePage
{
    /// <summary>What is wrong with it; empty where nothing is.</summary>
    /// <param name="isFile">Whether it is a script, a style or a picture: those may be kept, if they are asked for again.</param>
    /// <param name="ancestors">Who may frame it.</param>
    internal static IEnumerable<string> Faults(Reply answer, bool isFile = false, string ancestors = "'none'", bool isHttps = false)
    {
        if (answer.Header("X-Content-Type-Options") != "nosniff")
        {
            yield return "no nosniff";
        }

        if (answer.Header("Referrer-Policy") != "no-referrer")
        {
            yield return $"Referrer-Policy: {answer.Header("Referrer-Policy")}";
        }

        if (answer.Header("Server") is { } server)
        {
            yield return $"Server: {server}";
        }

        if (!isFile && answer.Header("Cache-Control")?.Contains("no-store", StringComparison.Ordinal) != true)
        {
            yield return $"Cache-Control: {answer.Header("Cache-Control")}";
        }

        foreach (var fault in Policy(answer.Header("Content-Security-Policy") ?? "", ancestors).Concat(Cookies(answer.Header("Set-Cookie") ?? "", isHttps)))
        {
            yield return fault;
        }

        if (answer.Header("Content-Type")?.StartsWith("text/html", StringComparison.Ordinal) == true)
        {
            if (Inline().Match(answer.Body) is { Success: true } inline && !answer.Body.Contains("<base href=\"/admin/\"", StringComparison.Ordinal))
            {
                yield return $"inline: {inline.Value}";
            }

            foreach (Match script in Script().Matches(answer.Body))
            {
                if (!script.Groups[1].Value.Contains("application/json", StringComparison.Ordinal) && script.Groups[2].Value.Trim().Length > 0)
                {
                    yield return $"an inline script: {script.Value}";
                }
            }
        }
    }

    internal static void Check(string what, Reply answer, bool isFile = false, string ancestors = "'none'", bool isHttps = false) =>
        Assert.True(!Faults(answer, isFile, ancestors, isHttps).Any(), $"{what}: {string.Join("; ", Faults(answer, isFile, ancestors, isHttps))}\n{answer.Status} {string.Join('\n', answer.Headers.Select(h => $"{h.Key}: {h.Value}"))}");

    private static IEnumerable<string> Policy(string policy, string ancestors)
    {
        var parts = policy.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToDictionary(part => part.Split(' ')[0], part => part[(part.Split(' ')[0].Length)..].Trim());
        if (parts.GetValueOrDefault("default-src") != "'none'" || parts.GetValueOrDefault("base-uri") is not ("'none'" or "'self'") || parts.GetValueOrDefault("frame-ancestors") != ancestors || !parts.ContainsKey("form-action"))
        {
            yield return $"Content-Security-Policy: {policy}";
        }

        // Components of the console place themselves by style attributes; nothing else is ever unsafe, and a script never.
        if (parts.Any(part => part.Value.Contains("unsafe", StringComparison.Ordinal) && part is not { Key: "style-src-attr", Value: "'unsafe-inline'" })
            || parts.GetValueOrDefault("script-src", "") is { Length: > 0 } scripts && !scripts.StartsWith("'self'", StringComparison.Ordinal))
        {
            yield return $"unsafe: {policy}";
        }
    }

    private static IEnumerable<string> Cookies(string cookies, bool isHttps)
    {
        foreach (Match cookie in Cookie().Matches(cookies))
        {
            var attributes = cookie.Value.ToLowerInvariant();
            if (!attributes.Contains("httponly", StringComparison.Ordinal) || !attributes.Contains("samesite=", StringComparison.Ordinal) || !attributes.Contains("path=", StringComparison.Ordinal)
                || isHttps && !attributes.Contains("secure", StringComparison.Ordinal) || attributes.Contains("samesite=none", StringComparison.Ordinal) && !attributes.Contains("secure", StringComparison.Ordinal))
            {
                yield return $"Set-Cookie: {cookie.Value}";
            }
        }
    }

    // A date has a comma of its own.
    [GeneratedRegex("[A-Za-z0-9_.-]+=(?:[^,]|, \\d{2} )*")]
    private static partial Regex Cookie();

    [GeneratedRegex("<style|\\sstyle=|\\son[a-z]+=|javascript:")]
    private static partial Regex Inline();

    [GeneratedRegex("<script([^>]*)>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
