using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Throttling;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary><c>POST /api/v1/authn</c>: username, username and password, or a state token alone (Authentication API, "Primary authentication").</summary>
internal static class PrimaryAuthentication
{
    // Longer than any password policy allows; hashing megabytes is nobody's sign-in.
    private const int MaxPassword = 1024;

    private const int MaxDeviceToken = 32;

    internal static async Task Handle(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        if (body.Mistyped("username", "password", "stateToken", "relayState", "token", "audience") is { } member)
        {
            await ErrorCodes.ValidationFailed.With("authRequest", $"{member}: The field must be a string.").Write(context);
            return;
        }

        var stateToken = body.Text("stateToken");
        var username = body.Text("username");
        if (username is null)
        {
            await (stateToken is not null
                ? AuthnResponse.Write(context, await SignOnRunner.Take(context.Org(), Client.Of(context), stateToken, new Step.Looked()))
                : body.Text("token") is { } token
                    ? Activate(context, token, Flags.Options(body))
                    : ErrorCodes.ValidationFailed.With("authRequest", "The 'username' and 'password' attributes are required in this context.").Write(context));
            return;
        }

        if (body.Text("audience") is not null && context.Org().Current.Configuration.Engine is not null)
        {
            await ErrorCodes.ValidationFailed.With("authRequest", "audience: Identity Engine does not support it.").Write(context);
            return;
        }

        if (body.Text("audience") is { } audience && context.Org().Current.Configuration.Apps.All(app => app.Id != audience))
        {
            await ErrorCodes.ValidationFailed.With("authRequest", $"Sign in not allowed for app '{audience}'.").Write(context);
            return;
        }

        var password = body.Text("password");
        if (password?.Length > MaxPassword)
        {
            await ErrorCodes.AuthenticationFailed.Because().Write(context);
            return;
        }

        if (await RateLimiter.Refuses(context, username))
        {
            return;
        }

        var request = new PrimaryRequest(
            username,
            password is null ? null : new Secret(password),
            stateToken,
            body.Text("relayState"),
            Flags.Read(context, body, "rememberDevice") ?? false,
            Flags.Options(body),
            DeviceToken(context, body));
        await AuthnResponse.Write(context, await SignOnRunner.Primary(context.Org(), Client.Of(context), request));
    }

    // Only a trusted app may name its user's device; from anybody else the name is not heard.
    private static string? DeviceToken(HttpContext context, JsonBody body) =>
        body.Object("context") is { } given
        && JsonBody.Text(given, "deviceToken") is { Length: > 0 and <= MaxDeviceToken } device
        && SswsCaller.Of(context) is SswsCaller.Trusted
            ? device
            : null;

    // A new user comes with the token of their activation in place of name and password.
    private static async Task Activate(HttpContext context, string token, SignOnOptions options)
    {
        var outcome = await SignOnRunner.SpendToken(context.Org(), Client.Of(context), token, options, activation: true);
        await (outcome.Refusal == Refusal.InvalidToken
            ? ErrorCodes.AuthenticationFailed.Because().Write(context)
            : AuthnResponse.Write(context, outcome));
    }
}
