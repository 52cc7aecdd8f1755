using FactorSeq.Testing.Hosting;
using FactorSeq.Testing.SignIns;
using FactorSeq.Testing.Tokens;
using Microsoft.Extensions.Logging;

namespace FactorSeq.Testing;

/// <summary>
/// An Okta Classic org inside this process. It listens on no port: <see cref="CreateHandler"/> and <see cref="CreateClient"/> reach it. Each org
/// has its own users, sessions, clock and signing key, whatever its name; any number live side by side.
/// </summary>
public sealed class FactorSeqOrg : IAsyncDisposable
{
    private readonly OrgHost host;
    private readonly HttpClient http;
    private readonly OrgWire wire;

    private FactorSeqOrg(OrgHost host)
    {
        this.host = host;
        Name = host.Org.Name;
        BaseAddress = new Uri($"https://{Name}.localhost/");
        http = CreateClient();
        wire = new OrgWire(http);
        Phone = new OrgPhone(wire, host);
        Mailbox = new OrgMailbox(wire);
        Clock = new OrgTime(wire, host);
        Users = new OrgUsers(wire);
        Settings = new OrgSettings(wire);
        Faults = new OrgFaults(wire);
        Snapshots = new OrgSnapshots(wire);
        Requests = new OrgRequests(wire);
    }

    /// <summary>The org's name, as the seed gives it.</summary>
    public string Name { get; }

    /// <summary><c>https://{name}.localhost/</c>: the same in every run, so that it may stand in the configuration of the app under test.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The users' phones and tokens.</summary>
    public OrgPhone Phone { get; }

    /// <summary>Text messages, calls and mails.</summary>
    public OrgMailbox Mailbox { get; }

    /// <summary>What time it is in the org.</summary>
    public OrgTime Clock { get; }

    /// <summary>The users' accounts, as an admin sees and changes them.</summary>
    public OrgUsers Users { get; }

    /// <summary>The org's named settings.</summary>
    public OrgSettings Settings { get; }

    /// <summary>What is to go wrong.</summary>
    public OrgFaults Faults { get; }

    /// <summary>Copies of all that the org holds.</summary>
    public OrgSnapshots Snapshots { get; }

    /// <summary>What the org was asked and what it answered.</summary>
    public OrgRequests Requests { get; }

    /// <summary>Starts an org.</summary>
    /// <param name="seed">The org as YAML or JSON text; without one, the built-in org, which has somebody for every case.</param>
    /// <param name="logging">Where the org's log goes, for example to the test's output; without it, nowhere.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SeedException">The seed has errors; all of them are in it.</exception>
    public static async Task<FactorSeqOrg> StartAsync(
        string? seed = null, Action<ILoggingBuilder>? logging = null, CancellationToken cancellation = default) =>
        new(await OrgHost.Start(seed, null, logging, cancellation));

    /// <summary>Starts an org from a seed file.</summary>
    /// <param name="path">Relative to the working folder, or else to the folder of the tests' assemblies.</param>
    /// <param name="logging">Where the org's log goes; without it, nowhere.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SeedException">There is no such file, or it has errors; all of them are in it.</exception>
    public static async Task<FactorSeqOrg> StartFromFileAsync(
        string path, Action<ILoggingBuilder>? logging = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new[] { path, Path.Combine(AppContext.BaseDirectory, path) }.FirstOrDefault(File.Exists)
            ?? throw new SeedException(
                [$"{path}: there is no such file, neither in {Environment.CurrentDirectory} nor in {AppContext.BaseDirectory}. "
                    + "In the test project, give it CopyToOutputDirectory=\"PreserveNewest\"."]);
        return new(await OrgHost.Start(null, file, logging, cancellation));
    }

    /// <summary>
    /// Makes an org beside this one, in the same process and on the same ports: for an app that is set up once for several orgs. Its address is
    /// <c>https://{name}.localhost/</c>, and it lives until it is disposed of, or this one is.
    /// </summary>
    /// <param name="name">Small letters, digits and inner hyphens; none that is taken.</param>
    /// <param name="seed">As YAML or JSON text; without one, the built-in org.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OktaException">The name is taken or is none, or the seed has errors; all of them are among the causes.</exception>
    public Task<FactorSeqOrg> AddAsync(string name, string? seed = null, CancellationToken cancellation = default) =>
        Beside(name, seed is null ? null : new StringContent(seed, System.Text.Encoding.UTF8, "application/yaml"), cancellation);

    /// <summary>
    /// Makes a copy of this org beside it, as it is now: bring one into a state by hand, and give each test a copy. See <see cref="AddAsync"/>.
    /// </summary>
    /// <param name="name">Small letters, digits and inner hyphens; none that is taken.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OktaException">The name is taken or is none.</exception>
    public Task<FactorSeqOrg> CopyAsync(string name, CancellationToken cancellation = default) =>
        Beside(name, System.Net.Http.Json.JsonContent.Create(new { from = Name }), cancellation);

    /// <summary>The issuer, as tokens name it and as <c>JwtBearerOptions.Authority</c> wants it.</summary>
    /// <param name="server">The authorization server; null for the org's own.</param>
    public string Issuer(string? server = "default") =>
        server is null ? BaseAddress.GetLeftPart(UriPartial.Authority) : $"{BaseAddress}oauth2/{server}";

    /// <summary>
    /// A handler that reaches the org: for <c>JwtBearerOptions.BackchannelHttpHandler</c>, for the handlers of OpenID Connect and OAuth, and as the
    /// primary handler of a named <see cref="HttpClient"/>. It follows no redirect and keeps no cookie.
    /// </summary>
    public HttpMessageHandler CreateHandler() => host.Server.CreateHandler();

    /// <summary>A client of the org's HTTP, at <see cref="BaseAddress"/>. It follows no redirect and keeps no cookie.</summary>
    public HttpClient CreateClient() => new(CreateHandler()) { BaseAddress = BaseAddress };

    /// <summary>Opens a port on loopback, for a browser or another process, and keeps it open until the org is disposed of.</summary>
    /// <returns>The address. Whoever comes by it also sees it as the issuer.</returns>
    public Task<Uri> ListenAsync(CancellationToken cancellation = default) => host.Server.Listen(cancellation);

    /// <summary>
    /// Signs a user in over Okta's authentication API, by whatever chain the sign-on policy asks for: pushes are approved, codes are read off the
    /// phone and out of the mailbox, passwords and answers come from the seed.
    /// </summary>
    /// <param name="login">Who.</param>
    /// <param name="factors">Which factors to prefer, as the seed names them (<c>sms</c>, <c>question</c>); without any, the first that is offered.</param>
    /// <exception cref="SignInException">The user cannot sign in; it says what they were told and what is really so.</exception>
    public Task<SignedIn> SignInAsync(string login, params string[] factors) => SignInAsync(login, new SignInScript { Factors = factors });

    /// <summary>Signs a user in who does as the script says.</summary>
    /// <param name="login">Who.</param>
    /// <param name="script">What the user does.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SignInException">The user cannot sign in; it says what they were told and what is really so.</exception>
    public Task<SignedIn> SignInAsync(string login, SignInScript script, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(login);
        ArgumentNullException.ThrowIfNull(script);
        return new SignInRun(host, wire, Phone, Mailbox, login, script).Walk(cancellation);
    }

    /// <summary>Signs a user in to an app and gives back its tokens: the authorization code flow with PKCE, at the server <c>default</c>.</summary>
    /// <param name="login">Who.</param>
    /// <param name="clientId">An app of the seed.</param>
    /// <param name="scopes">What to ask for; without any, <c>openid profile email</c>.</param>
    /// <exception cref="SignInException">The user cannot sign in.</exception>
    /// <exception cref="OktaException">The authorization server refused.</exception>
    public Task<OrgTokens> GetTokensAsync(string login, string clientId, params string[] scopes) =>
        GetTokensAsync(new TokenRequest { Login = login, ClientId = clientId, Scopes = scopes });

    /// <summary>Signs a user in to an app and gives back its tokens: the authorization code flow with PKCE.</summary>
    /// <param name="request">Who, to which app, for what.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SignInException">The user cannot sign in.</exception>
    /// <exception cref="OktaException">The authorization server refused.</exception>
    public Task<OrgTokens> GetTokensAsync(TokenRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new CodeFlow(this, host, wire, http).Tokens(request, cancellation);
    }

    /// <summary>
    /// Plays the browser between an app's redirect to the org and the org's answer to the app: signs the user in and brings the authorization
    /// request to its end.
    /// </summary>
    /// <param name="login">Who sits at the browser.</param>
    /// <param name="authorizationRequest">Where the app sent the browser: the <c>Location</c> of its challenge.</param>
    /// <param name="script">What the user does.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SignInException">The user cannot sign in.</exception>
    /// <exception cref="OktaException">The authorization server showed an error page and sent nothing to the app.</exception>
    public Task<AuthorizationResponse> AuthorizeAsync(
        string login, Uri authorizationRequest, SignInScript? script = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(authorizationRequest);
        return new CodeFlow(this, host, wire, http).Authorize(login, authorizationRequest, script ?? new SignInScript(), cancellation);
    }

    /// <summary>A directory of the seed.</summary>
    /// <param name="name">Its name.</param>
    public OrgDirectory Directory(string name) => new(wire, name);

    /// <summary>Why the user's next sign-in would go the way it goes.</summary>
    /// <param name="login">Who.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Explanation> ExplainAsync(string login, CancellationToken cancellation = default) =>
        new((await wire.Get($"/emulator/explain?user={Uri.EscapeDataString(login)}", cancellation))!.AsObject());

    /// <summary>Back to the seed. The signing key stays, so that apps need not fetch it anew.</summary>
    public Task ResetAsync(CancellationToken cancellation = default) => wire.Send(HttpMethod.Post, "/emulator/reset", null, cancellation);

    /// <summary>Ends the org, and those beside it; its handlers and clients work no longer.</summary>
    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await host.DisposeAsync();
    }

    private async Task<FactorSeqOrg> Beside(string name, HttpContent? content, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var (_, fault) = await wire.Ask(HttpMethod.Post, $"/emulator/orgs/{Uri.EscapeDataString(name)}", content, cancellation);
        return fault is null ? new(host.Beside(name)) : throw new OktaException(fault, $"The org {name} was not made: {fault}");
    }
}
