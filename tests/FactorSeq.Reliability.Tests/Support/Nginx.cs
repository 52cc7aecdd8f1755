using System.Diagnostics;

namespace FactorSeq.Reliability.Tests.Support;

/// <summary>Debian's nginx as a plain load balancer: each request goes to the next node, whoever's it is.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("factorseq-nginx-").FullName;
    private readonly string address;
    private readonly Process process;

    private Nginx(int port, IEnumerable<Node> nodes)
    {
        var configuration = Path.Combine(folder, "nginx.conf");
        var temporary = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(kind => $"  {kind}_temp_path {folder}/{kind};\n"));
        File.WriteAllText(configuration, $$"""
            daemon off;
            master_process off;
            pid {{folder}}/pid;
            error_log {{folder}}/error.log;
            events { worker_connections 1024; }
            http {
              access_log off;
            {{temporary}}
              upstream nodes {
            {{string.Concat(nodes.Select(node => $"    server {new Uri(node.Address).Authority} max_fails=1 fail_timeout=1s;\n"))}}
              }
              server {
                listen 127.0.0.1:{{port}};
                location / {
                  proxy_pass http://nodes;
                  proxy_connect_timeout 1s;
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Forwarded-For $remote_addr;
                  proxy_set_header X-Forwarded-Proto $scheme;
                  add_header X-Node $upstream_addr always;
                }
              }
            }
            """);
        process = Process.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-p", folder, "-c", configuration, "-e", Path.Combine(folder, "error.log")]))!;
        address = $"http://127.0.0.1:{port}";
        Client = new Client(address);
    }

    internal Client Client { get; }

    /// <summary>What it has had against its nodes, the first of it.</summary>
    internal IEnumerable<string> Errors => File.ReadLines(Path.Combine(folder, "error.log")).Take(20);

    internal static async Task<Nginx> Start(int port, params Node[] nodes)
    {
        Assert.True(File.Exists("/usr/sbin/nginx"), "nginx is missing: apt-get install -y --no-install-recommends nginx-light");
        var nginx = new Nginx(port, nodes);
        using var early = new Client(nginx.address);
        await Node.Until(async () => await early.Get("/emulator/health") is { Status: 200 });
        return nginx;
    }

    /// <summary>Waits until it asks a node again that it has found shut; until then it has the others alone.</summary>
    internal async Task Takes(Node node)
    {
        using var early = new Client(address);
        await Node.Until(async () => (await early.Get("/emulator/health"))?.Header("X-Node")?.EndsWith(new Uri(node.Address).Authority, StringComparison.Ordinal) is true);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Client.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
