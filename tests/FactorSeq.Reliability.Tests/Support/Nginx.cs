using System.Diagnostics;

namespace FactorSeq.Reliability.Tests.Support;

/// <summary>Debian's nginx as a plain load balancer: each request goes to the next node, whoever's it is.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("factorseq-nginx-").FullName;
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
                }
              }
            }
            """);
        process = Process.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-p", folder, "-c", configuration, "-e", Path.Combine(folder, "error.log")]))!;
        Client = new Client($"http://127.0.0.1:{port}");
    }

    internal Client Client { get; }

    internal static async Task<Nginx> Start(int port, params Node[] nodes)
    {
        Assert.True(File.Exists("/usr/sbin/nginx"), "nginx is missing: apt-get install -y --no-install-recommends nginx-light");
        var nginx = new Nginx(port, nodes);
        using var early = new Client($"http://127.0.0.1:{port}");
        await Node.Until(async () => await early.Get("/emulator/health") is { Status: 200 });
        return nginx;
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
