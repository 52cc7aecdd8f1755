using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>What a page's form carries to show that it was this org's page, in this session, that was answered: another site can post, but not guess it.</summary>
internal static class PageToken
{
    /// <param name="sessionDigest">Of the session that looks at the page.</param>
    /// <param name="subject">What the page asks about: an answer to one question answers no other.</param>
    internal static string Of(Org org, string sessionDigest, string subject) =>
        Base64Url.EncodeToString(org.Keyed("page", $"{sessionDigest} {subject}"));

    internal static bool Is(Org org, string sessionDigest, string subject, string given) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(Of(org, sessionDigest, subject)), Encoding.UTF8.GetBytes(given));
}
