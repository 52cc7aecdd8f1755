namespace FactorSeq.Web.Wire;

/// <summary>
/// What every answer says to browsers unless its own code says otherwise: kept by no cache, taken for what its type says, framed by nobody, nothing
/// run in it, and its address told to nobody that it leads to. An answer that forgets to say so is safe, and not the other way round.
/// </summary>
internal static class SafeHeaders
{
    private const string NothingRuns = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    internal static Task Add(HttpContext context, RequestDelegate next)
    {
        Put(context);
        return next(context);
    }

    /// <summary>Puts them on the answer, again where a crash has wiped them off.</summary>
    internal static void Put(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = NothingRuns;
        headers["Referrer-Policy"] = "no-referrer";
    }
}
