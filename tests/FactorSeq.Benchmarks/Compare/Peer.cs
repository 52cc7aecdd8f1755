using FactorSeq.Benchmarks.Load;

namespace FactorSeq.Benchmarks.Compare;

/// <summary>A server of the field, and what its clients do.</summary>
/// <param name="Self">A client's token for itself.</param>
/// <param name="Flow">A code and its tokens, for a user who is signed in.</param>
internal sealed record Peer(string Name, string File, string Arguments, string Folder, Func<Walk> Self, Func<Walk> Flow)
    : Contestant(Name, File, Arguments, Folder, "/.well-known/openid-configuration")
{
    /// <summary>Whether a client's token for itself is a signed JWT, as ours is, and not a random name.</summary>
    internal bool Signs { get; private init; } = true;

    /// <summary>The peers of a folder that npm has filled.</summary>
    internal static IReadOnlyList<Peer> All(string folder, string node) =>
    [
        Of("oidc-provider 9.13.3", node, "oidc-provider.mjs {port}", folder, "/auth"),
        Of("oauth2-mock-server 9.3.0", node, "node_modules/oauth2-mock-server/dist/oauth2-mock-server.mjs -a 127.0.0.1 -p {port}", folder, "/authorize"),
        // Debian's Node is 20, and emulate needs 22: npm brings that too.
        new("emulate 0.12.2", Path.Combine(folder, "node_modules/node/bin/node"), "node_modules/.bin/emulate start --service okta --port {port} --seed emulate.yaml",
            folder, EmulateWalks.ClientCredentials, EmulateWalks.CodeFlow) { Signs = false },
    ];

    private static Peer Of(string name, string node, string arguments, string folder, string authorize) => new(
        name, node, arguments, folder,
        () => TokenWalks.ClientCredentials("/token"),
        () => TokenWalks.CodeFlow(authorize, "/token", "bench", "bench-secret", connection => TokenWalks.SignInThere(connection, authorize, "bench")));
}
