using System.Text.Json;

namespace FactorSeq.Web.Api;

/// <summary>Lists that come as a whole unless somebody asks for less.</summary>
internal static class ListPage
{
    private const int LargestPage = 200;

    /// <summary>Answers a page of a list, and links to the next.</summary>
    /// <param name="id">What a page ends with is how the next is asked for.</param>
    internal static Task Write<T>(HttpContext context, IEnumerable<T> items, Func<T, string> id, Action<Utf8JsonWriter, T> write)
    {
        var paging = Paging.Of(context, Paging.Everything, LargestPage);
        var list = items.ToList();
        var begin = paging.After.Length == 0 ? 0 : list.FindIndex(item => id(item) == paging.After) + 1;
        return ManagementJson.List(context, paging.Cut(context, list[begin..], id), write);
    }
}
