using System.Text.RegularExpressions;
using FactorSeq.Factors;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Starting;

/// <summary>What can be known of docker-compose.yml and the Dockerfiles without Docker: that what they name exists, and that their parts agree.</summary>
public sealed partial class ComposeTests
{
    private static readonly string Root = Repository.Root;

    private static readonly SeedNode.Mapping Compose = Read("docker-compose.yml");

    private static IEnumerable<(string Name, SeedNode.Mapping Service)> Services =>
        ((SeedNode.Mapping)Compose.Members["services"]).Members.Select(m => (m.Key, (SeedNode.Mapping)m.Value));

    [Fact]
    public void What_is_built_and_what_is_mounted_is_there()
    {
        var volumes = ((SeedNode.Mapping)Compose.Members["volumes"]).Members.Keys;
        foreach (var (_, service) in Services)
        {
            if (service.Members.TryGetValue("build", out var build))
            {
                var dockerfile = build is SeedNode.Mapping m
                    ? Path.Combine(Root, Text(m.Members["context"]), Text(m.Members["dockerfile"]))
                    : Path.Combine(Root, Text(build), "Dockerfile");
                Assert.True(File.Exists(dockerfile), dockerfile);
            }

            foreach (var source in Texts(service, "volumes").Select(v => v.Split(':')[0]))
            {
                Assert.True(source.StartsWith('.') ? File.Exists(Path.Combine(Root, source)) : volumes.Contains(source), source);
            }
        }
    }

    [Fact]
    public void Every_option_of_FactorSeq_s_in_them_is_one()
    {
        var asked = Services.SelectMany(s => Environment(s.Service).Keys).Concat(DockerfileVariables()).Where(name => name.StartsWith("FACTORSEQ_", StringComparison.Ordinal)).ToList();
        Assert.Contains("FACTORSEQ_ISSUER", asked);
        foreach (var name in asked)
        {
            Assert.Contains($"--{name["FACTORSEQ_".Length..].Replace('_', '-').ToLowerInvariant()} ", ServerOptions.Help, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_issuer_is_the_port_that_is_published_and_the_port_that_is_listened_on()
    {
        foreach (var (name, service) in Services.Where(s => Environment(s.Service).ContainsKey("FACTORSEQ_ISSUER")))
        {
            var environment = Environment(service);
            var issuer = new Uri(environment["FACTORSEQ_ISSUER"]);
            Assert.Equal("localhost", issuer.Host);
            var front = name == "node" ? Named("nginx") : service;
            Assert.Contains($"127.0.0.1:{issuer.Port}:{issuer.Port}", Texts(front, "ports"));
            var urls = environment.GetValueOrDefault("FACTORSEQ_URLS") ?? DockerfileUrls();
            Assert.True(new Uri(urls).Port == (name == "node" ? 7700 : issuer.Port), name);
        }

        Assert.All(Services.SelectMany(s => Texts(s.Service, "ports")), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    }

    [Fact]
    public void The_load_balancer_listens_where_browsers_go_and_asks_the_nodes_where_they_listen()
    {
        var configuration = File.ReadAllText(Path.Combine(Root, "samples/cluster/nginx.conf"));
        var environment = Environment(Named("node"));
        Assert.Contains($"listen {new Uri(environment["FACTORSEQ_ISSUER"]).Port};", configuration, StringComparison.Ordinal);
        Assert.Contains($"server node:{new Uri(DockerfileUrls()).Port} resolve", configuration, StringComparison.Ordinal);
        // Whatever the nodes believe of a proxy it must say itself, or a client does.
        foreach (var header in new[] { "For", "Proto", "Host", "Prefix" })
        {
            Assert.Contains($"proxy_set_header X-Forwarded-{header} ", configuration, StringComparison.Ordinal);
        }

        var address = Text(Map(Map(Named("nginx"), "networks"), "front").Members["ipv4_address"]);
        Assert.Equal(address, environment["FACTORSEQ_TRUSTED_PROXIES"]);
    }

    [Fact]
    public void The_nodes_know_both_databases_and_wait_with_their_end_until_the_drain_is_over()
    {
        var node = Named("node");
        var environment = Environment(node);
        Assert.Contains("Host=postgres,postgres-replica;Target Session Attributes=primary;", environment["FACTORSEQ_POSTGRES"], StringComparison.Ordinal);
        Assert.InRange(int.Parse(environment["FACTORSEQ_DRAIN"]), 1, int.Parse(Text(node.Members["stop_grace_period"]).TrimEnd('s')) - 30);
        Assert.All(new[] { "postgres", "postgres-replica" }, name => Assert.Equal(["database"], Texts(Named(name), "networks")));
        Assert.Equal("true", Text(Map(Map(Compose, "networks"), "database").Members["internal"]));
        Assert.Contains("pg_create_physical_replication_slot('replica')", File.ReadAllText(Path.Combine(Root, "samples/cluster/postgres/primary.sh")), StringComparison.Ordinal);
        Assert.Contains("--slot replica ", File.ReadAllText(Path.Combine(Root, "samples/cluster/postgres/replica.sh")), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_is_waited_for_starts_with_those_who_wait()
    {
        foreach (var (name, service) in Services.Where(s => s.Service.Members.ContainsKey("depends_on")))
        {
            var profiles = Texts(service, "profiles").ToList();
            foreach (var other in Map(service, "depends_on").Members.Keys)
            {
                Assert.True(!Named(other).Members.ContainsKey("profiles") || profiles.All(profile => Texts(Named(other), "profiles").Contains(profile)), $"{name} waits for {other}");
            }
        }
    }

    [Fact]
    public void The_sample_app_finds_the_issuer_where_the_browser_finds_it()
    {
        var (_, app) = Services.Single(s => s.Name == "web-app");
        var (_, idp) = Services.Single(s => s.Name == "factorseq");
        Assert.Equal("service:factorseq", Text(app.Members["network_mode"]));
        Assert.StartsWith(Environment(idp)["FACTORSEQ_ISSUER"] + "/", Environment(app)["Okta__Issuer"], StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{new Uri(Environment(app)["ASPNETCORE_URLS"]).Port}:5001", Texts(idp, "ports"));
    }

    [Fact]
    public void Whoever_waits_for_health_waits_for_somebody_who_tells_it()
    {
        var waited = Services.Where(s => s.Service.Members.ContainsKey("depends_on"))
            .SelectMany(s => ((SeedNode.Mapping)s.Service.Members["depends_on"]).Members.Keys).Distinct().ToList();
        Assert.Equal(["factorseq", "node", "openldap", "postgres", "postgres-replica", "samba-ad"], waited.Order(StringComparer.Ordinal));
        Assert.All(waited, name => Assert.True(Named(name).Members.ContainsKey("build") || Named(name).Members.ContainsKey("healthcheck"), name));
        foreach (var dockerfile in new[] { "src/FactorSeq.Web", "samples/directories/openldap", "samples/directories/samba-ad" })
        {
            Assert.Contains("HEALTHCHECK ", File.ReadAllText(Path.Combine(Root, dockerfile, "Dockerfile")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Whatever_is_ours_runs_without_rights_and_writes_nowhere_but_in_its_volumes()
    {
        foreach (var (name, service) in Services)
        {
            Assert.True(Texts(service, "security_opt").Contains("no-new-privileges:true"), name);
            Assert.False(service.Members.ContainsKey("privileged") || service.Members.ContainsKey("cap_add"), name);
            if (name is "openldap" or "samba-ad")
            {
                // The directories that the sample asks are Debian's servers, which run as root: they stand for somebody else's.
                continue;
            }

            Assert.Equal("true", Text(service.Members["read_only"]));
            Assert.Equal(["ALL"], Texts(service, "cap_drop"));
            Assert.Contains("/tmp", Texts(service, "tmpfs"));
            if (!service.Members.TryGetValue("build", out var built))
            {
                // Images from outside begin as root unless they are told not to.
                Assert.Contains(Text(service.Members["user"]), new[] { "nginx", "postgres" });
                continue;
            }

            Assert.False(service.Members.ContainsKey("user"), name);
            var build = (SeedNode.Mapping)built;
            var last = File.ReadAllText(Path.Combine(Root, Text(build.Members["dockerfile"])));
            Assert.Contains("\nUSER $APP_UID\n", last[last.LastIndexOf("\nFROM ", StringComparison.Ordinal)..].ReplaceLineEndings("\n"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_image_from_outside_moves_by_itself()
    {
        foreach (var dockerfile in Directory.EnumerateFiles(Path.Combine(Root, "samples/directories"), "Dockerfile", SearchOption.AllDirectories))
        {
            var from = Assert.Single(File.ReadLines(dockerfile), line => line.StartsWith("FROM ", StringComparison.Ordinal));
            Assert.Matches(@":\d+\.\d+", from);
        }

        var outside = Services.Where(s => !s.Service.Members.ContainsKey("build")).Select(s => Text(s.Service.Members["image"])).ToList();
        Assert.NotEmpty(outside);
        Assert.All(outside, image => Assert.Matches(@":\d+\.\d+", image));
    }

    [Fact]
    public void The_org_with_directories_can_be_read_and_asks_the_services_by_their_names()
    {
        var text = File.ReadAllText(Path.Combine(Root, "samples/directories/factorseq.yaml"));
        foreach (var (service, certificate) in new[] { ("openldap", "/tls/openldap.pem"), ("samba-ad", "/tls/samba-ad.pem") })
        {
            Assert.Contains(Services, s => s.Name == service);
            Assert.Contains($"url: ldaps://{service}:636", text, StringComparison.Ordinal);
            Assert.Contains($"caFile: {certificate}", text, StringComparison.Ordinal);
            var script = File.ReadAllText(Path.Combine(Root, "samples/directories", service, "start.sh"));
            Assert.Contains($"\"$tls/{service}.pem\"", script, StringComparison.Ordinal);
            Assert.Contains($"DNS:{service},", script, StringComparison.Ordinal);
            text = text.Replace(certificate, typeof(ComposeTests).Assembly.Location, StringComparison.Ordinal);
        }

        var read = SeedResult.Read("factorseq.yaml", text, All.Catalog(100), DateTimeOffset.UtcNow, "admin");
        Assert.Empty((read as SeedResult.Refused)?.Errors ?? []);
    }

    private static SeedNode.Mapping Named(string name) => Services.Single(s => s.Name == name).Service;

    private static SeedNode.Mapping Map(SeedNode.Mapping parent, string member) => (SeedNode.Mapping)parent.Members[member];

    private static Dictionary<string, string> Environment(SeedNode.Mapping service) => service.Members.TryGetValue("environment", out var found)
        ? ((SeedNode.Mapping)found).Members.ToDictionary(m => m.Key, m => Text(m.Value))
        : [];

    private static IEnumerable<string> DockerfileVariables() =>
        Variable().Matches(File.ReadAllText(Path.Combine(Root, "src/FactorSeq.Web/Dockerfile"))).Select(m => m.Value);

    private static string DockerfileUrls() =>
        Regex.Match(File.ReadAllText(Path.Combine(Root, "src/FactorSeq.Web/Dockerfile")), @"FACTORSEQ_URLS=(\S+)").Groups[1].Value;

    private static IEnumerable<string> Texts(SeedNode.Mapping service, string member) =>
        service.Members.TryGetValue(member, out var found) ? ((SeedNode.List)found).Items.Select(Text) : [];

    private static string Text(SeedNode node) => ((SeedNode.Scalar)node).Text;

    private static SeedNode.Mapping Read(string file)
    {
        var errors = new SeedErrors(file);
        var root = SeedTree.Read(File.ReadAllText(Path.Combine(Root, file)), errors);
        Assert.Empty(errors.InOrder);
        return (SeedNode.Mapping)root!;
    }

    [GeneratedRegex("FACTORSEQ_[A-Z_]+")]
    private static partial Regex Variable();
}
