using System.Collections.Frozen;
using System.Security.Cryptography;

namespace FactorSeq.Web.Console.Hosting;

/// <summary>The console's files, and those of Blazor and Radzen: they travel inside the assembly, as the other pages' do.</summary>
internal static class ConsoleFiles
{
    private static readonly FrozenDictionary<string, Lazy<ConsoleFile>> Table = new (string Path, string Name, string Type)[]
    {
        ("/_framework/blazor.web.js",             "blazor.web.js",                 "text/javascript; charset=utf-8"),
        ("/js/radzen.js",                         "radzen.js",                     "text/javascript; charset=utf-8"),
        ("/js/console.js",                        "console.js",                    "text/javascript; charset=utf-8"),
        ("/js/start.js",                          "start.js",                      "text/javascript; charset=utf-8"),
        ("/css/radzen.css",                       "radzen.css",                    "text/css; charset=utf-8"),
        ("/css/tokens.css",                       "tokens.css",                    "text/css; charset=utf-8"),
        ("/css/console.css",                      "console.css",                   "text/css; charset=utf-8"),
        ("/css/editor.css",                       "editor.css",                    "text/css; charset=utf-8"),
        ("/fonts/MaterialSymbolsOutlined.woff2",  "MaterialSymbolsOutlined.woff2", "font/woff2"),
    }.ToFrozenDictionary(row => row.Path, row => new Lazy<ConsoleFile>(() => ConsoleFile.Read(row.Name, row.Type)));

    /// <returns>false where it is no file's path, or not asked for.</returns>
    internal static async ValueTask<bool> Serve(HttpContext context, PathString path)
    {
        if (!path.HasValue || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) || !Table.TryGetValue(path.Value, out var known))
        {
            return false;
        }

        var file = known.Value;
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = file.Tag;
        response.Headers.CacheControl = "no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        if (request.Headers.IfNoneMatch == file.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        }

        response.ContentType = file.Type;
        response.ContentLength = file.Body.Length;
        await response.Body.WriteAsync(file.Body);
        return true;
    }

    private sealed record ConsoleFile(byte[] Body, string Type, string Tag)
    {
        internal static ConsoleFile Read(string name, string type)
        {
            using var stream = typeof(ConsoleFiles).Assembly.GetManifestResourceStream($"console/{name}")
                ?? throw new InvalidOperationException($"The assembly holds no console/{name}.");
            var body = new byte[stream.Length];
            stream.ReadExactly(body);
            return new ConsoleFile(body, type, $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"");
        }
    }
}
