
namespace FactorSeq.Web.Errors;

/// <summary>A path nobody serves is E0000008, a verb nobody serves there is E0000022; neither is ever an empty answer.</summary>
internal static class UnknownRoutes
{
    internal static Task Answer(HttpContext context, RequestDelegate next) => context.GetEndpoint() switch
    {
        null => ErrorCodes.NoSuchPath.Because().Write(context),
        { DisplayName: "405 HTTP Method Not Supported" } => ErrorCodes.BadMethod.Because().Write(context),
        _ => next(context),
    };
}
