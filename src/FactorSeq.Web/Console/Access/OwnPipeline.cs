namespace FactorSeq.Web.Console.Access;

/// <summary>The server's own routes, to be called from inside: what the console does is what the API does, and there is one way of doing it.</summary>
internal sealed class OwnPipeline
{
    private RequestDelegate routes = null!;

    /// <summary>Takes the rest of the pipeline, from where the org of a request is known and gates lie behind it.</summary>
    internal RequestDelegate Take(RequestDelegate next) => routes = next;

    internal Task Run(HttpContext context) => routes(context);
}
