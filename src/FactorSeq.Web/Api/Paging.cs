using System.Globalization;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api;

/// <summary>Which page of a list is asked for, and the links to it and to the next (Okta, "Pagination"): one header line for each.</summary>
/// <param name="After">What the page begins behind; empty for the first.</param>
internal sealed record Paging(int Limit, string After)
{
    /// <summary>The limit of a list that has none until somebody sets one.</summary>
    internal const int Everything = int.MaxValue;

    private const string LimitName = "limit";
    private const string AfterName = "after";

    /// <param name="usual">What a request gets that does not say, or says nothing sensible.</param>
    /// <param name="most">What nobody gets more than.</param>
    internal static Paging Of(HttpContext context, int usual, int most) => new(
        int.TryParse(context.Request.Query[LimitName], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? Math.Min(asked, most) : usual,
        context.Request.Query[AfterName].ToString());

    /// <summary>Cuts a page out of what follows <see cref="After"/>, and links to the next where there is more.</summary>
    /// <param name="items">One more than the page holds is enough.</param>
    internal IReadOnlyList<T> Cut<T>(HttpContext context, IReadOnlyList<T> items, Func<T, string> cursor)
    {
        IReadOnlyList<T> page = items.Count > Limit ? [.. items.Take(Limit)] : items;
        Link(context, items.Count > Limit && page.Count > 0 ? cursor(page[^1]) : null);
        return page;
    }

    /// <summary>Links to this page, and to the one behind <paramref name="next"/> where there is one.</summary>
    internal void Link(HttpContext context, string? next)
    {
        Append(context, After, "self");
        if (next is not null)
        {
            Append(context, next, "next");
        }
    }

    private void Append(HttpContext context, string after, string rel)
    {
        var query = context.Request.Query
            .Where(p => p.Key is not (LimitName or AfterName))
            .SelectMany(p => p.Value, (p, value) => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(value ?? "")}");
        query = Limit == Everything ? query : query.Prepend($"{LimitName}={Limit}");
        query = after.Length == 0 ? query : query.Prepend($"{AfterName}={Uri.EscapeDataString(after)}");
        var address = $"{context.BaseUrl()}{context.Request.Path.ToUriComponent()}?{string.Join('&', query)}".TrimEnd('?');
        context.Response.Headers.Append("Link", $"<{address}>; rel=\"{rel}\"");
    }
}
