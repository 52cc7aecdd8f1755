using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting.Https;

namespace FactorSeq.Web.Emulator;

/// <summary>What a client has to trust to speak https with this server. It is told to everybody, as every handshake tells it.</summary>
internal static class ServerCertificate
{
    internal const string Path = "/emulator/certificate";

    internal static Task Get(HttpContext context)
    {
        if (context.RequestServices.GetService<ServerCertificates>() is not { } certificates)
        {
            return ErrorCodes.NotFound
                .With("Resource not found: certificate (Certificate)", "This server speaks no https: start it with --https.")
                .Write(context);
        }

        context.Response.ContentType = "application/x-pem-file";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(certificates.Pem);
    }
}
