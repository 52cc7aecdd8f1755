using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// The keys of each org: the first is the seed's, where that has one; else made when it is first wanted, because RSA keys are slow to make, and kept in
/// the store. Of several makers, the one whose document comes first wins, and the others take its key. Each algorithm has keys of its own, so that
/// a ring never holds two kinds.
/// </summary>
/// <param name="newKey">Where a new RSA key comes from, where it is not to be made.</param>
internal sealed class SigningKeys(Func<RSA>? newKey = null)
{
    private const int Bits = 2048;

    private readonly ConcurrentDictionary<string, SigningKey> known = new();
    private readonly ConcurrentDictionary<string, Lazy<SigningKey>> made = new();
    private readonly ConcurrentDictionary<string, SigningKey> pinned = new();
    private readonly ConcurrentDictionary<string, SigningKey> ofRings = new();

    /// <summary>The org's first RSA key, which stays that of its SAML certificate, whatever signs its tokens.</summary>
    internal async ValueTask<RsaSigningKey> Of(Org org) => (RsaSigningKey)await First(org, SigningAlgorithm.RS256);

    /// <summary>The keys of an issuer: its own, or the org's.</summary>
    internal async ValueTask<KeyRing> RingOf(Org org, AuthorizationServer server)
    {
        var algorithm = server.AlgorithmIn(org);
        if (Pinned(org, algorithm) is { } pin)
        {
            return new KeyRing(pin);
        }

        var ring = Ring(org, server);
        while (true)
        {
            if (await org.Documents.Find(org.Name, DocumentKinds.SigningKeys, ring) is { Value: var kept })
            {
                return Read(kept);
            }

            if (!server.HasOwnKeysIn(org))
            {
                return new KeyRing(await First(org, algorithm));
            }

            await org.Documents.Commit(new UnitOfWork(org.Name).Insert(DocumentKinds.SigningKeys, ring, Make($"{org.Name}/{ring}", algorithm).Write()));
        }
    }

    /// <summary>Whether the seed says which key an issuer signs with.</summary>
    internal static bool ArePinned(Org org, AuthorizationServer server) => ArePinned(org, server.AlgorithmIn(org));

    /// <summary>Changes the keys of an issuer. Of changes at one moment each finds what the one before it left.</summary>
    internal async ValueTask<KeyRing> Change(Org org, AuthorizationServer server, Func<KeyRing, Func<SigningKey>, KeyRing> change, Action<UnitOfWork> log)
    {
        var id = Ring(org, server);
        while (true)
        {
            var stored = await org.Documents.Find(org.Name, DocumentKinds.SigningKeys, id);
            var before = stored is null ? await RingOf(org, server) : Read(stored.Value);
            var ring = change(before, () => New(server.AlgorithmIn(org)));
            ring = ring.Current.Kid == before.Current.Kid ? ring : ring with { Since = org.Clock.Now };
            var work = new UnitOfWork(org.Name);
            work = stored is null
                ? work.Insert(DocumentKinds.SigningKeys, id, ring.Write())
                : work.Update(DocumentKinds.SigningKeys, stored, ring.Write());
            log(work);
            if (await org.Documents.Commit(work))
            {
                return ring;
            }
        }
    }

    /// <summary>
    /// Gives a server that has the org's keys a ring of its own with the org's key in it: what was issued before goes on to count. Who reads the
    /// ring knows of it once the configuration says that the server has its own.
    /// </summary>
    internal async ValueTask Separate(Org org, AuthorizationServer server)
    {
        var own = server with { Custom = server.Custom! with { HasOwnKeys = true } };
        var id = Ring(org, own);
        while (await org.Documents.Find(org.Name, DocumentKinds.SigningKeys, id) is null)
        {
            await org.Documents.Commit(new UnitOfWork(org.Name).Insert(DocumentKinds.SigningKeys, id, (await RingOf(org, server)).Write()));
        }
    }

    /// <summary>Forgets the keys of an org that is no more: another of its name gets its own.</summary>
    internal void Forget(Org org)
    {
        foreach (var owner in known.Keys.Concat(made.Keys).Where(owner => owner.StartsWith(org.Name + "/", StringComparison.Ordinal)))
        {
            known.TryRemove(owner, out _);
            made.TryRemove(owner, out _);
        }
    }

    private static bool ArePinned(Org org, SigningAlgorithm algorithm) =>
        org.Current.Configuration is { SigningKey: not null } seeded && seeded.SigningAlgorithm == algorithm;

    private static string Ring(Org org, AuthorizationServer server)
    {
        var ring = server.AlgorithmIn(org) == SigningAlgorithm.ES256 ? "es256" : "tokens";
        return server.HasOwnKeysIn(org) ? $"{ring}/{server.Id}" : ring;
    }

    private SigningKey? Pinned(Org org, SigningAlgorithm algorithm) =>
        ArePinned(org, algorithm) ? pinned.GetOrAdd(org.Current.Configuration.SigningKey!, pem => SigningKey.OfPem(pem, algorithm)) : null;

    // It outlives a reset of the org, so that apps need not fetch it anew.
    private async ValueTask<SigningKey> First(Org org, SigningAlgorithm algorithm)
    {
        if (Pinned(org, algorithm) is { } pin)
        {
            return pin;
        }

        var id = algorithm == SigningAlgorithm.ES256 ? "org-es256" : "org";
        var owner = $"{org.Name}/{id}";
        while (true)
        {
            if (await org.Documents.Find(org.Name, DocumentKinds.SigningKeys, id) is { } stored)
            {
                var kept = stored.Value;
                return known.TryGetValue(owner, out var key) && key.Kid == kept.Kid ? key : known[owner] = SigningKey.Read(kept);
            }

            var own = known.GetValueOrDefault(owner) ?? Make(owner, algorithm);
            await org.Documents.Commit(new UnitOfWork(org.Name).Insert(DocumentKinds.SigningKeys, id, own.Write()));
        }
    }

    private KeyRing Read(SigningKeyDocument kept) => new(Known(kept), Known(kept.Next), Known(kept.Previous), kept.Since);

    [return: NotNullIfNotNull(nameof(kept))]
    private SigningKey? Known(SigningKeyDocument? kept) => kept is null ? null : ofRings.GetOrAdd(kept.Kid, _ => SigningKey.Read(kept));

    private SigningKey New(SigningAlgorithm algorithm) => algorithm == SigningAlgorithm.ES256
        ? new EcSigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256))
        : new RsaSigningKey(newKey?.Invoke() ?? RSA.Create(Bits));

    private SigningKey Make(string owner, SigningAlgorithm algorithm) => made.GetOrAdd(owner, _ => new Lazy<SigningKey>(() => New(algorithm))).Value;
}
