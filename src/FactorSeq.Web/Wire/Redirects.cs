namespace FactorSeq.Web.Wire;

/// <summary>Sends a browser on within this org.</summary>
internal static class Redirects
{
    /// <param name="path">A path of this org with its query. What a header cannot carry goes percent-encoded.</param>
    internal static void GoTo(this HttpContext context, string path) => context.Response.Redirect(
        string.Concat((context.Request.PathBase.Value + path).EnumerateRunes().Select(r => r.IsAscii ? r.ToString() : Uri.EscapeDataString(r.ToString()))));
}
