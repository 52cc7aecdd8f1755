using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

namespace FactorSeq.Web.Hosting;

/// <summary>The bytes of a file as they travel, and the validator of just these bytes.</summary>
internal sealed record AssetForm(byte[] Body, string Tag, string? Encoding)
{
    private const string Gzip = "gzip";

    internal static AssetForm Plain(byte[] body) => new(body, TagOf(body), Encoding: null);

    internal AssetForm Packed()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(Body);
        }

        var bytes = packed.ToArray();
        return new AssetForm(bytes, TagOf(bytes), Gzip);
    }

    /// <summary>Whether the client has said that it unpacks; a quality of zero says that it does not.</summary>
    internal static bool MayBePacked(HttpRequest request)
    {
        foreach (var offered in request.Headers.AcceptEncoding.ToString().Split(','))
        {
            var parts = offered.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0].Equals(Gzip, StringComparison.OrdinalIgnoreCase))
            {
                return parts.Length == 1
                    || (parts[1].StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                        && double.TryParse(parts[1].AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality)
                        && quality > 0);
            }
        }

        return false;
    }

    private static string TagOf(byte[] body) => $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"";
}
