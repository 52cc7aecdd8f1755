using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// The key of each org: the seed's, where that has one; else made when it is first wanted, because RSA keys are slow to make, and kept in
/// the store. Of several makers, the one whose document comes first wins, and the others take its key.
/// </summary>
/// <param name="newKey">Where a new key comes from, where it is not to be made.</param>
internal sealed class SigningKeys(Func<RSA>? newKey = null)
{
    private const string Only = "org";
    private const int Bits = 2048;

    private readonly ConcurrentDictionary<string, SigningKey> known = new();
    private readonly ConcurrentDictionary<string, Lazy<SigningKey>> made = new();
    private readonly ConcurrentDictionary<string, SigningKey> pinned = new();

    /// <summary>The org's key. It outlives a reset of the org, so that apps need not fetch it anew.</summary>
    internal async ValueTask<SigningKey> Of(Org org)
    {
        if (org.Current.Configuration.SigningKey is { } pem)
        {
            return pinned.GetOrAdd(pem, SigningKey.OfPem);
        }

        while (true)
        {
            if (await org.Documents.Find(org.Name, DocumentKinds.SigningKeys, Only) is { } stored)
            {
                var kept = stored.Value;
                return known.TryGetValue(org.Name, out var key) && key.Kid == kept.Kid ? key : known[org.Name] = SigningKey.Read(kept);
            }

            var own = known.GetValueOrDefault(org.Name) ?? Make(org.Name);
            await org.Documents.Commit(new UnitOfWork(org.Name).Insert(DocumentKinds.SigningKeys, Only, own.Write()));
        }
    }

    private SigningKey Make(string org) => made.GetOrAdd(org, _ => new Lazy<SigningKey>(() => new SigningKey(newKey?.Invoke() ?? RSA.Create(Bits)))).Value;
}

/// <summary>An RSA key with its name: the digest of its public half.</summary>
internal sealed class SigningKey(RSA rsa)
{
    internal RSA Rsa => rsa;

    internal string Kid { get; } = Base64Url.EncodeToString(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()));

    internal static SigningKey Read(SigningKeyDocument document)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(document.Pkcs8), out _);
        return new SigningKey(rsa);
    }

    internal static SigningKey OfPem(string pem)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return new SigningKey(rsa);
    }

    internal SigningKeyDocument Write() => new(Kid, Convert.ToBase64String(rsa.ExportPkcs8PrivateKey()));
}
