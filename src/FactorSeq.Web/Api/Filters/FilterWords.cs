using System.Text;

namespace FactorSeq.Web.Api.Filters;

/// <summary>The words of an expression: names, operators, values, parentheses.</summary>
internal static class FilterWords
{
    /// <returns>null where the text breaks off in a value, or has a sign that no expression has.</returns>
    internal static List<FilterWord>? Split(string text)
    {
        var words = new List<FilterWord>();
        for (var at = 0; at < text.Length;)
        {
            var sign = text[at];
            if (char.IsWhiteSpace(sign))
            {
                at++;
            }
            else if (sign is '(' or ')')
            {
                words.Add(new FilterWord(sign.ToString(), FilterWordKind.Parenthesis));
                at++;
            }
            else if (sign == '"')
            {
                if (Quoted(text, ref at) is not { } value)
                {
                    return null;
                }

                words.Add(new FilterWord(value, FilterWordKind.Quoted));
            }
            else
            {
                var end = at;
                while (end < text.Length && IsOfName(text[end]))
                {
                    end++;
                }

                if (end == at)
                {
                    return null;
                }

                words.Add(new FilterWord(text[at..end], FilterWordKind.Name));
                at = end;
            }
        }

        return words;
    }

    private static bool IsOfName(char sign) => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '_' or '-' or ':' or '+' or '$';

    private static string? Quoted(string text, ref int at)
    {
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"':
                    at++;
                    return value.ToString();
                case '\\' when at + 1 < text.Length:
                    value.Append(text[++at]);
                    break;
                default:
                    value.Append(text[at]);
                    break;
            }
        }

        return null;
    }
}

/// <summary>One word.</summary>
internal sealed record FilterWord(string Text, FilterWordKind Kind)
{
    internal bool Is(string word) => Kind == FilterWordKind.Name && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    internal bool IsParenthesis(char sign) => Kind == FilterWordKind.Parenthesis && Text[0] == sign;
}

/// <summary>What kind of word.</summary>
internal enum FilterWordKind
{
    Name,
    Quoted,
    Parenthesis,
}
