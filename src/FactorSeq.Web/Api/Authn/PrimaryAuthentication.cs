using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary><c>POST /api/v1/authn</c>: username, username and password, or a state token alone (Authentication API, "Primary authentication").</summary>
internal static class PrimaryAuthentication
{
    // Longer than any password policy allows; hashing megabytes is nobody's sign-in.
    private const int MaxPassword = 1024;

    internal static async Task Handle(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        if (body.Mistyped("username", "password", "stateToken", "relayState", "token") is { } member)
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
                : body.Text("token") is not null
                    ? ErrorCodes.AuthenticationFailed.Because().Write(context)
                    : ErrorCodes.ValidationFailed.With("authRequest", "The 'username' and 'password' attributes are required in this context.").Write(context));
            return;
        }

        var password = body.Text("password");
        if (password?.Length > MaxPassword)
        {
            await ErrorCodes.AuthenticationFailed.Because().Write(context);
            return;
        }

        var request = new PrimaryRequest(
            username,
            password is null ? null : new Secret(password),
            stateToken,
            body.Text("relayState"),
            RememberDevice(context, body));
        await AuthnResponse.Write(context, await SignOnRunner.Primary(context.Org(), Client.Of(context), request));
    }

    /// <summary>The flag arrives in the query from okta-auth-js, in the body from others, as text from some.</summary>
    internal static bool RememberDevice(HttpContext context, JsonBody body) =>
        bool.TryParse(context.Request.Query["rememberDevice"], out var inQuery) ? inQuery : body.Flag("rememberDevice");
}
