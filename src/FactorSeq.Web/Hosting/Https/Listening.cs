using System.Globalization;

namespace FactorSeq.Web.Hosting.Https;

/// <summary>The addresses to listen on: those that were asked for, and one for https where none of them is.</summary>
internal static class Listening
{
    private const int Http = 80;
    private const int HttpSecure = 443;

    /// <exception cref="UnusableException">One of them is no address.</exception>
    internal static string[] Addresses(ServerOptions options)
    {
        var asked = options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var parsed = asked.Select(Parse).ToList();
        if (!IsWanted(options) || parsed is [] || parsed.Any(address => address.Scheme == Uri.UriSchemeHttps))
        {
            return asked;
        }

        var first = parsed[0];
        var port = first.Port switch { 0 => 0, Http => HttpSecure, var other => other + 1 };
        return [.. asked, string.Create(CultureInfo.InvariantCulture, $"https://{first.Host}:{port}")];
    }

    /// <summary>Makes https possible where it is wanted; elsewhere no start pays for it.</summary>
    internal static void AddHttps(WebApplicationBuilder builder, ServerOptions options)
    {
        if (!IsWanted(options))
        {
            return;
        }

        builder.Services.AddSingleton(services =>
        {
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            return new ServerCertificates(options, options.Certificate is null ? DeveloperCertificate.Find(now) : null, now);
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ConfigureHttpsDefaults(kestrel.ApplicationServices.GetRequiredService<ServerCertificates>().Serve));
    }

    private static bool IsWanted(ServerOptions options) =>
        options.Https || options.Certificate is not null || options.Urls.Contains("https:", StringComparison.OrdinalIgnoreCase);

    private static BindingAddress Parse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw new UnusableException($"--urls {url} is no address; write one like {ServerOptions.DefaultUrl}");
        }
    }
}
