using System.Net;
using System.Security.Cryptography;
using FactorSeq.Storage.Postgres;
using FactorSeq.Web.Hosting.Https;
using FactorSeq.Web.SignIn;

namespace FactorSeq.Web.Hosting;

/// <summary>How this server was asked to run: command line first, then <c>FACTORSEQ_*</c> environment variables, then appsettings.</summary>
internal sealed record ServerOptions
{
    internal const string DefaultUrl = "http://localhost:7700";

    private static readonly Option[] Table =
    [
        new("urls",            "URL;URL",     "addresses to listen on (default http://localhost:7700)"),
        new("seed",            "FILE;FILE",   "the org as YAML (default: factorseq.yaml in this folder, else the built-in demo org); several files are several orgs") { IsList = true },
        new("watch",           "",            "read the seed again whenever it is saved"),
        new("data",            "FILE.db",     "keep everything in this SQLite file (default: memory)"),
        new("postgres",        "CONNSTRING",  "keep everything in this PostgreSQL, for any number of nodes: Host=…;Database=…;Username=…;Password=… or postgres://…"),
        new("postgres-direct", "CONNSTRING",  "the same database past its pooler, where --postgres leads to PgBouncer in transaction mode"),
        new("drain",           "SECONDS",     "how long to go on serving after SIGTERM, while /emulator/health says stopping (default 0; with --postgres 5)"),
        new("issuer",          "URL",         "the address clients know this server by (default: the address they use)"),
        new("admin-token",     "TOKEN",       "token for the emulator's pages off loopback (default: made and printed)"),
        new("https",           "",            "serve https too, on the next port, with the machine's developer certificate or one of its own"),
        new("certificate",     "FILE",        "serve https with this certificate: PEM or PFX"),
        new("key",             "FILE",        "the certificate's private key in PEM, where it is in a file of its own"),
        new("certificate-password", "TEXT",   "the password of the PFX file or of an encrypted key"),
        new("trusted-proxies", "IP,IP/BITS",  "further proxies whose X-Forwarded-* headers count (default: loopback; none: nobody)"),
        new("allowed-hosts",   "NAME,NAME",   "host names this server answers to, beside localhost (default: any, off loopback)"),
        new("okta-widget",     "DIR",         "the dist folder of npm's @okta/okta-signin-widget, to sign in with Okta's own page (default: ours)"),
    ];

    // What the framework itself understands on a command line.
    private static readonly string[] Framework = ["environment", "contentRoot", "applicationName", "webRoot", "hostingStartupAssemblies"];

    internal required string Urls { get; init; }

    internal string? Seed { get; init; }

    /// <summary>The files that <see cref="Seed"/> names: an org each.</summary>
    internal string[] Seeds => Seed?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>The seed itself, where no file holds it: an org inside a test.</summary>
    internal string? SeedText { get; init; }

    internal bool Watch { get; init; }

    internal string? Data { get; init; }

    /// <summary>The database that nodes share.</summary>
    internal PostgresAddress? Postgres { get; init; }

    /// <summary>The same without a pooler before it; null where there is none.</summary>
    internal PostgresAddress? PostgresDirect { get; init; }

    /// <summary>Whether what the server holds outlives it.</summary>
    internal bool IsKept => Data is not null || Postgres is not null;

    /// <summary>How long it goes on serving when it is asked to end.</summary>
    internal TimeSpan Drain { get; init; }

    /// <summary>Without a slash at its end.</summary>
    internal string? Issuer
    {
        get => IssuerAt?.Text;
        init => IssuerAt = value is null ? null : new IssuerAddress(value);
    }

    internal IssuerAddress? IssuerAt { get; private init; }

    /// <summary>Whether https was asked for by its flag.</summary>
    internal bool Https { get; init; }

    internal CertificateFile? Certificate { get; init; }

    internal required string AdminToken { get; set; }

    /// <summary>Whether nobody gave it, so that nodes may agree on one.</summary>
    internal bool MakesAdminToken { get; init; }

    /// <summary>Whose word about the client counts. Empty: nobody's.</summary>
    internal IPNetwork[] TrustedProxies { get; init; } = Proxies.Loopback;

    internal string[] AllowedHosts { get; init; } = [];

    /// <summary>Okta's own widget, which then stands on the sign-in page.</summary>
    internal OktaWidgetFolder? OktaWidget { get; init; }

    /// <summary>PBKDF2 rounds: cheap where passwords stand in a seed and die with the process, the framework's default where they are kept.</summary>
    internal int PasswordIterations => IsKept ? 100_000 : 100;

    /// <summary>Every option: its name, what its value is (empty for a flag), and what it does.</summary>
    internal static IEnumerable<(string Name, string Value, string Text)> All => Table.Select(option => (option.Name, option.Value, option.Text));

    internal static string Help => "usage: factorseq [options]\n" + string.Join('\n', Table.Select(o => $"  --{o.Name + " " + o.Value,-28} {o.Text}"));

    /// <summary>Reads the options.</summary>
    /// <exception cref="UnusableException">An option is unknown or its value cannot be used; the text says which and what to do.</exception>
    internal static ServerOptions Read(string[] args, IConfiguration configuration)
    {
        var given = FromCommandLine(args);
        string? Value(string name) =>
            given.GetValueOrDefault(name)
            ?? Environment.GetEnvironmentVariable("FACTORSEQ_" + name.Replace('-', '_').ToUpperInvariant())
            ?? configuration[$"FactorSeq:{name}"];

        var (data, postgres, direct) = (Value("data"), Value("postgres"), Value("postgres-direct"));
        if (data is not null && postgres is not null)
        {
            throw new UnusableException("Everything is kept in one place: name --data or --postgres, not both.");
        }

        if (direct is not null && postgres is null)
        {
            throw new UnusableException("--postgres-direct is the way past the pooler that --postgres leads to: name that too.");
        }

        return new ServerOptions
        {
            Urls = Value("urls") ?? configuration["urls"] ?? DefaultUrl,
            Seed = Value("seed"),
            Watch = Flag("watch", Value("watch")),
            Data = data,
            Postgres = postgres is null ? null : PostgresAddress.Read(postgres),
            PostgresDirect = direct is null ? null : PostgresAddress.Read(direct),
            Drain = Seconds("drain", Value("drain")) ?? TimeSpan.FromSeconds(postgres is null ? 0 : 5),
            Issuer = Value("issuer") is { } issuer ? Address(issuer) : null,
            AdminToken = Value("admin-token") ?? "00" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)),
            MakesAdminToken = Value("admin-token") is null,
            Https = Flag("https", Value("https")),
            Certificate = CertificateFile.Named(Value("certificate"), Value("key"), Value("certificate-password")),
            TrustedProxies = Proxies.Read(List(Value("trusted-proxies"))),
            AllowedHosts = [.. List(Value("allowed-hosts"))],
            OktaWidget = Value("okta-widget") is { } folder ? OktaWidgetFolder.Open(folder) : null,
        };
    }

    private static Dictionary<string, string> FromCommandLine(string[] args)
    {
        var given = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        void Give(Option option, string value) =>
            given[option.Name] = option.IsList && given.TryGetValue(option.Name, out var before) ? $"{before};{value}" : value;

        for (var i = 0; i < args.Length; i++)
        {
            var parts = args[i].Split('=', 2);
            var name = parts[0].StartsWith("--", StringComparison.Ordinal) ? parts[0][2..] : null;
            if (name is not null && Framework.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                i += parts.Length == 1 ? 1 : 0;
                continue;
            }

            var option = Table.FirstOrDefault(o => string.Equals(o.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new UnusableException($"{args[i]} is not an option of FactorSeq.\n{Help}");
            if (parts.Length == 2)
            {
                Give(option, parts[1]);
            }
            else if (option.Value.Length == 0)
            {
                given[option.Name] = "true";
            }
            else
            {
                Give(option, i + 1 < args.Length
                    ? args[++i]
                    : throw new UnusableException($"--{option.Name} wants a value: --{option.Name} {option.Value}"));
            }
        }

        return given;
    }

    private static bool Flag(string name, string? text) =>
        text is null ? false : bool.TryParse(text, out var flag) ? flag : throw new UnusableException($"{name} is {text}; write true or false.");

    private static TimeSpan? Seconds(string name, string? text) =>
        text is null ? null
        : int.TryParse(text, out var seconds) && seconds is >= 0 and <= 600 ? TimeSpan.FromSeconds(seconds)
        : throw new UnusableException($"{name} is {text}; write seconds, 600 at most.");

    private static string Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { Query.Length: 0, Fragment.Length: 0, UserInfo.Length: 0 }
            ? text.TrimEnd('/')
            : throw new UnusableException($"--issuer {text} is no address; write one like https://idp.example.test");

    private static IEnumerable<string> List(string? text) =>
        text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private sealed record Option(string Name, string Value, string Text)
    {
        /// <summary>Whether it may be given again to add to what it has.</summary>
        internal bool IsList { get; init; }
    }
}

/// <summary>The server cannot start as it was asked to; the text is for the person who asked.</summary>
internal sealed class UnusableException(string message) : Exception(message);
