using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Addresses;

/// <summary>Two orgs in one server which differ in nothing but their names: the same people, apps, secrets and even the same signing key.</summary>
internal sealed class TwoOrgs : IAsyncDisposable
{
    internal const string Other = "/o/other";

    private static readonly string Key = NewKey();

    private readonly string otherSeed;

    private TwoOrgs(OrgHost host, string otherSeed)
    {
        Host = host;
        this.otherSeed = otherSeed;
    }

    internal OrgHost Host { get; }

    internal static async Task<TwoOrgs> Start(params string[] options)
    {
        var seed = RelyingParty.Seed.Replace("org: { name: demo,", $"apiTokens: [ {{ name: ci, token: 00ci-token }} ]\norg: {{ name: demo, signingKey: \"{Key}\",", StringComparison.Ordinal);
        var file = Path.Combine(Path.GetTempPath(), $"factorseq-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(file, seed.Replace("name: demo,", "name: other,", StringComparison.Ordinal));
        try
        {
            return new TwoOrgs(await OrgHost.Start(seed, options: ["--seed", file, .. options]), file);
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        File.Delete(otherSeed);
    }

    private static string NewKey()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal);
    }
}
