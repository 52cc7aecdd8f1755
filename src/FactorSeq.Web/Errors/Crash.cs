using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;
using Microsoft.AspNetCore.Diagnostics;

namespace FactorSeq.Web.Errors;

/// <summary>What nobody caught: a broken machine answers E0000009 and says the rest to the log alone.</summary>
internal sealed partial class Crash(OrgRegistry orgs, ILogger<Crash> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellation)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return true;
        }

        OktaHeaders.Put(context);
        SafeHeaders.Put(context);
        if (exception is BadHttpRequestException || IsOfChunkSize(exception))
        {
            await ErrorCodes.BadBody.Because().Write(context);
            return true;
        }

        if (exception is OrgLifeOverException)
        {
            await LifeOver(context).Write(context);
            return true;
        }

        if (exception is StoreUnavailableException away)
        {
            Unavailable(log, context.Request.Method, context.Request.Path, away.Message);
            context.Response.Headers.RetryAfter = "1";
            await ErrorCodes.ReadOnly.Because("The database cannot be had at the moment. Ask again.").Write(context);
            return true;
        }

        Failed(log, context.Request.Method, context.Request.Path, exception);
        await ErrorCodes.Internal.Because().Write(context);
        return true;
    }

    // Kestrel says of a chunk too large to count what it says of a broken connection, and not what it says of any other bad chunk.
    private static bool IsOfChunkSize(Exception exception) => exception is IOException { InnerException: OverflowException };

    // Nothing of the request was written: whoever asks again is answered by the org as it is now.
    private OktaError LifeOver(HttpContext context)
    {
        var name = context.Org().Name;
        if (orgs.Find(name) is null)
        {
            return ErrorCodes.NotFound.With($"Resource not found: {name} (Org)", $"The org {name} was dropped meanwhile.");
        }

        context.Response.Headers.RetryAfter = "0";
        return ErrorCodes.ReadOnly.Because($"The org {name} was reset or restored meanwhile; nothing was written. Ask again.");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} was not served: {Reason}")]
    private static partial void Unavailable(ILogger log, string method, string path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void Failed(ILogger log, string method, string path, Exception exception);
}
