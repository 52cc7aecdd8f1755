namespace FactorSeq.Web.Hosting;

/// <summary><c>--issuer</c> taken apart: where every client finds this server, whatever name its own request used.</summary>
internal sealed class IssuerAddress
{
    private readonly Uri uri;

    /// <param name="text">An absolute address without a slash at its end.</param>
    internal IssuerAddress(string text)
    {
        uri = new Uri(text);
        Text = text;
        var path = text.IndexOf('/', text.IndexOf("://", StringComparison.Ordinal) + 3);
        Origin = path < 0 ? text : text[..path];
        Path = path < 0 ? "" : text[path..];
    }

    internal string Text { get; }

    /// <summary>As it was written: a port that is the scheme's own stays if it is there.</summary>
    internal string Origin { get; }

    /// <summary>Empty, or begins with a slash and does not end with one.</summary>
    internal string Path { get; }

    internal string Host => uri.IdnHost;

    /// <summary>Whether the host is a name, which can have subdomains.</summary>
    internal bool IsName => uri.HostNameType == UriHostNameType.Dns;

    /// <summary>The origin of an org's own subdomain.</summary>
    internal string OriginOf(string org) => $"{uri.Scheme}://{org}.{Origin[(uri.Scheme.Length + 3)..]}";

    /// <summary>What stands before this host's name.</summary>
    /// <returns>null where the host is no subdomain of this one.</returns>
    internal string? LabelOf(string host) =>
        IsName && host.Length > Host.Length + 1 && host[^(Host.Length + 1)] == '.' && host.EndsWith(Host, StringComparison.OrdinalIgnoreCase)
            ? host[..^(Host.Length + 1)]
            : null;
}
