using FactorSeq.Web.Wire;
using Microsoft.AspNetCore.Diagnostics;

namespace FactorSeq.Web.Errors;

/// <summary>What nobody caught: a broken machine answers E0000009 and says the rest to the log alone.</summary>
internal sealed partial class Crash(ILogger<Crash> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellation)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return true;
        }

        OktaHeaders.Put(context);
        if (exception is BadHttpRequestException)
        {
            await ErrorCodes.BadBody.Because().Write(context);
            return true;
        }

        Failed(log, context.Request.Method, context.Request.Path, exception);
        await ErrorCodes.Internal.Because().Write(context);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void Failed(ILogger log, string method, string path, Exception exception);
}
