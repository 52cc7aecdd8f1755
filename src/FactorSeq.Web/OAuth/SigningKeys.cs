using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// The keys of each org: the first is the seed's, where that has one; else made when it is first wanted, because RSA keys are slow to make, and kept in
/// the store. Of several makers, the one whose document comes first wins, and the others take its key.
/// </summary>
/// <param name="newKey">Where a new key comes from, where it is not to be made.</param>
internal sealed class SigningKeys(Func<RSA>? newKey = null)
{
    private const string Only = "org";
    private const string Rotated = "tokens";
    private const int Bits = 2048;

    private readonly ConcurrentDictionary<string, SigningKey> known = new();
    private readonly ConcurrentDictionary<string, Lazy<SigningKey>> made = new();
    private readonly ConcurrentDictionary<string, SigningKey> pinned = new();
    private readonly ConcurrentDictionary<string, SigningKey> ofRings = new();

    /// <summary>The org's first key, which stays that of its SAML certificate. It outlives a reset of the org, so that apps need not fetch it anew.</summary>
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

    /// <summary>The keys of an issuer: those of a custom server that rotates by hand are its own, all others are the org's.</summary>
    internal async ValueTask<KeyRing> RingOf(Org org, AuthorizationServer server)
    {
        if (org.Current.Configuration.SigningKey is not null)
        {
            return new KeyRing(await Of(org));
        }

        while (true)
        {
            if (await org.Documents.Find(org.Name, DocumentKinds.SigningKeys, Ring(server)) is { Value: var kept })
            {
                return Read(kept);
            }

            if (server.Custom is not { RotatesByHand: true })
            {
                return new KeyRing(await Of(org));
            }

            await org.Documents.Commit(new UnitOfWork(org.Name).Insert(DocumentKinds.SigningKeys, Ring(server), Make($"{org.Name}/{server.Id}").Write()));
        }
    }

    /// <summary>Changes the keys of an issuer. Of changes at one moment each finds what the one before it left.</summary>
    internal async ValueTask<KeyRing> Change(Org org, AuthorizationServer server, Func<KeyRing, Func<SigningKey>, KeyRing> change, Action<UnitOfWork> log)
    {
        while (true)
        {
            var stored = await org.Documents.Find(org.Name, DocumentKinds.SigningKeys, Ring(server));
            var ring = change(stored is null ? await RingOf(org, server) : Read(stored.Value), New);
            var work = new UnitOfWork(org.Name);
            work = stored is null
                ? work.Insert(DocumentKinds.SigningKeys, Ring(server), ring.Write())
                : work.Update(DocumentKinds.SigningKeys, stored, ring.Write());
            log(work);
            if (await org.Documents.Commit(work))
            {
                return ring;
            }
        }
    }

    private static string Ring(AuthorizationServer server) => server.Custom is { RotatesByHand: true } own ? $"{Rotated}/{own.Id}" : Rotated;

    private KeyRing Read(SigningKeyDocument kept) => new(Known(kept), Known(kept.Next), Known(kept.Previous));

    [return: NotNullIfNotNull(nameof(kept))]
    private SigningKey? Known(SigningKeyDocument? kept) => kept is null ? null : ofRings.GetOrAdd(kept.Kid, _ => SigningKey.Read(kept));

    private SigningKey New() => new(newKey?.Invoke() ?? RSA.Create(Bits));

    private SigningKey Make(string owner) => made.GetOrAdd(owner, _ => new Lazy<SigningKey>(New)).Value;
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
