using System.Collections.Frozen;
using System.Net;
using System.Text;

namespace FactorSeq.Web.Hosting;

/// <summary>The pages' files: they travel inside the assembly and are served from memory.</summary>
internal static class Assets
{
    private const string OwnFilesOnly =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".json"] = "application/json",
        [".svg"] = "image/svg+xml",
        [".html"] = "text/html; charset=utf-8",
    }.ToFrozenDictionary();

    /// <summary>The text of a file, by its name in the assembly: <c>signin/signin.html</c>.</summary>
    internal static string Text(string name)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly holds no {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Serves a file, packed for who unpacks it, with a validator so that a browser asks again and downloads once.</summary>
    internal static RequestDelegate File(string name)
    {
        var plain = new Lazy<AssetForm>(() => AssetForm.Plain(Encoding.UTF8.GetBytes(Text(name))));
        var packed = new Lazy<AssetForm>(() => plain.Value.Packed());
        var type = Types[Path.GetExtension(name)];
        return async context =>
        {
            var form = AssetForm.MayBePacked(context.Request) ? packed.Value : plain.Value;
            context.Response.Headers.ETag = form.Tag;
            context.Response.Headers.Vary = "Accept-Encoding";
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            if (context.Request.Headers.IfNoneMatch == form.Tag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            if (form.Encoding is { } encoding)
            {
                context.Response.Headers.ContentEncoding = encoding;
            }

            context.Response.ContentType = type;
            context.Response.ContentLength = form.Body.Length;
            await context.Response.Body.WriteAsync(form.Body);
        };
    }

    /// <summary>
    /// Serves a page: placeholders filled in, and nothing may run in it but its own files. Never packed: a page holds a token beside what a stranger
    /// wrote into its address, and the length of both packed together would tell of the token.
    /// </summary>
    internal static Task Page(HttpContext context, string name, int status, params (string Placeholder, string Html)[] values) =>
        Page(context, name, status, OwnFilesOnly, values);

    /// <summary>Serves a page under a content security policy of its own.</summary>
    internal static async Task Page(
        HttpContext context, string name, int status, string contentSecurityPolicy, (string Placeholder, string Html)[] values)
    {
        var html = new StringBuilder(Text(name));
        html.Replace("{{base}}", WebUtility.HtmlEncode(context.Request.PathBase.Value));
        foreach (var (placeholder, value) in values)
        {
            html.Replace("{{" + placeholder + "}}", value);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = Types[".html"];
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = contentSecurityPolicy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        await context.Response.WriteAsync(html.ToString());
    }
}
