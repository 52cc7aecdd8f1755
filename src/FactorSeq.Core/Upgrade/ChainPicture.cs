using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>One row of a picture of chains: boxes with the names of factors in them.</summary>
/// <param name="Boxes">The steps; several names in one are alternatives.</param>
/// <param name="Ordered">Whether the order of the boxes is the order of the prompts.</param>
public sealed record PictureRow(ImmutableArray<ImmutableArray<string>> Boxes, bool Ordered)
{
    /// <summary>In words: <c>Password -> Okta Verify push or Okta Verify code</c>.</summary>
    public string Text => string.Join(Ordered ? " -> " : " + ", Boxes.Select(box => string.Join(" or ", box)));
}

/// <summary>Chains as a picture, and as the words below it.</summary>
public static class ChainPicture
{
    private const int Line = 20;
    private const int Pad = 10;
    private const int Gap = 34;
    private const double Letter = 7.4;

    // A box with more names than these tells nobody anything.
    private const int MostNames = 5;

    /// <summary>The rows of a picture; two chains that are each other's reverse are one row without an order.</summary>
    public static ImmutableArray<PictureRow> Rows(FactorChains chains, PlanNames names)
    {
        var left = chains.Items.ToList();
        var rows = ImmutableArray.CreateBuilder<PictureRow>();
        while (left.Count > 0)
        {
            var chain = left[0];
            left.RemoveAt(0);
            var reverse = chain.Steps.Length == 2 ? left.FindIndex(other => Key(other) == Key(new FactorChain([chain.Steps[1], chain.Steps[0]]))) : -1;
            if (reverse >= 0)
            {
                left.RemoveAt(reverse);
            }

            rows.Add(new PictureRow([.. chain.Steps.Select(step => Box(step, names))], reverse < 0));
        }

        return rows.ToImmutable();
    }

    /// <summary>The picture, as SVG that takes the colors of the page around it.</summary>
    public static string Svg(ImmutableArray<PictureRow> rows, string title)
    {
        var body = new StringBuilder();
        double width = 120, top = 4;
        foreach (var row in rows)
        {
            var height = row.Boxes.Select(box => box.Length).DefaultIfEmpty(1).Max() * Line + Pad;
            double left = 2;
            foreach (var (box, index) in row.Boxes.Select((box, index) => (box, index)))
            {
                if (index > 0)
                {
                    body.Append(Joint(left, top + height / 2.0, row.Ordered));
                    left += Gap;
                }

                var wide = box.Select(name => name.Length).DefaultIfEmpty(0).Max() * Letter + 2 * Pad;
                body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{left:0.#}\" y=\"{top:0.#}\" width=\"{wide:0.#}\" height=\"{height}\" rx=\"6\"/>");
                for (var i = 0; i < box.Length; i++)
                {
                    var y = top + height / 2.0 + (i - (box.Length - 1) / 2.0) * Line + 4;
                    body.Append(CultureInfo.InvariantCulture, $"<text x=\"{left + wide / 2:0.#}\" y=\"{y:0.#}\">{WebUtility.HtmlEncode(box[i])}</text>");
                }

                left += wide;
            }

            width = Math.Max(width, left + 2);
            top += height + 8;
        }

        if (rows.IsEmpty)
        {
            body.Append("<text x=\"60\" y=\"18\">nobody gets in</text>");
            top = 28;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg class=\"chains\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\" viewBox=\"0 0 {width:0} {top:0}\" width=\"{width:0}\" height=\"{top:0}\">{body}</svg>");
    }

    private static string Joint(double left, double middle, bool ordered) => ordered
        ? string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{left + 5:0.#} {middle:0.#}h22m-6 -5l6 5l-6 5\"/>")
        : string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{left + 10:0.#} {middle:0.#}h14m-7 -7v14\"/>");

    private static ImmutableArray<string> Box(FactorStep step, PlanNames names)
    {
        if (step is not FactorStep.OneOf { Kinds: var kinds })
        {
            return ["any other factor"];
        }

        var classes = kinds.Select(kind => Authenticators.Of(kind)?.Class).Distinct().ToList();
        return kinds.Length <= MostNames ? [.. kinds.Select(names.Label)]
            : classes is [FactorClass.Possession] ? [$"any of {kinds.Length} possession factors"]
            : [$"any of {kinds.Length} factors"];
    }

    private static string Key(FactorChain chain) => chain.Describe(kind => kind.ToString());
}
