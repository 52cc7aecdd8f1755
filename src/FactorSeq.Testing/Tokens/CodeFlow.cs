using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FactorSeq.Core.Orgs;
using FactorSeq.Testing.Hosting;
using Microsoft.AspNetCore.WebUtilities;

namespace FactorSeq.Testing.Tokens;

/// <summary>The authorization code flow (RFC 6749 §4.1, RFC 7636), with an app that is played where the test has none.</summary>
internal sealed partial class CodeFlow(FactorSeqOrg org, OrgHost host, OrgWire wire, HttpClient http)
{
    private static readonly string[] UsualScopes = ["openid", "profile", "email"];

    internal async Task<OrgTokens> Tokens(TokenRequest request, CancellationToken cancellation)
    {
        var app = host.Org.Current.App(request.ClientId) ?? throw new ArgumentException(
            $"The org has no app {request.ClientId}; its seed names {string.Join(", ", host.Org.Current.Configuration.Apps.Select(a => a.ClientId))}.",
            nameof(request));
        if (app.Client is { BindsTokens: true } or { Method: ClientAuthenticationMethod.ClientSecretJwt or ClientAuthenticationMethod.PrivateKeyJwt })
        {
            throw new NotSupportedException(
                $"The app {request.ClientId} signs with a key or binds its tokens to one, which nobody can do in its place: have it authorized with AuthorizeAsync, and let it redeem the code itself.");
        }

        var redirectUri = request.RedirectUri?.OriginalString ?? app.RedirectUris.FirstOrDefault() ?? throw new ArgumentException(
            $"The app {request.ClientId} has no redirectUris in the seed.", nameof(request));
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var endpoints = request.Server is null ? "/oauth2/v1" : $"/oauth2/{request.Server}/v1";
        var authorize = QueryHelpers.AddQueryString(endpoints + "/authorize", new Dictionary<string, string?>
        {
            ["client_id"] = request.ClientId,
            ["response_type"] = "code",
            ["scope"] = string.Join(' ', request.Scopes is [] ? UsualScopes : request.Scopes),
            ["redirect_uri"] = redirectUri,
            ["state"] = "state",
            ["nonce"] = request.Nonce ?? "nonce",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        });
        var signedIn = await org.SignInAsync(request.Login, request.Script, cancellation);
        var response = await Authorize(signedIn, new Uri(org.BaseAddress, authorize), cancellation);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = request.ClientId,
            ["redirect_uri"] = redirectUri,
            ["code"] = response.Code ?? throw Refused(response),
            ["code_verifier"] = verifier,
        };
        AuthenticationHeaderValue? caller = null;
        if (app is { ClientSecret: { } basic, Client.Method: ClientAuthenticationMethod.ClientSecretBasic })
        {
            var pair = $"{Uri.EscapeDataString(request.ClientId)}:{Uri.EscapeDataString(basic)}";
            caller = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
            form.Remove("client_id");
        }
        else if (app.ClientSecret is { } secret)
        {
            form["client_secret"] = secret;
        }

        var (answer, fault) = await wire.Ask(HttpMethod.Post, endpoints + "/token", new FormUrlEncodedContent(form), cancellation, caller);
        return fault is null
            ? new OrgTokens(answer!.AsObject(), signedIn)
            : throw new OktaException(fault, $"{request.ClientId} gets no tokens for {request.Login}: {fault}");
    }

    internal async Task<AuthorizationResponse> Authorize(string login, Uri authorize, SignInScript script, CancellationToken cancellation) =>
        await Authorize(await org.SignInAsync(login, script, cancellation), authorize, cancellation);

    private async Task<AuthorizationResponse> Authorize(SignedIn signedIn, Uri authorize, CancellationToken cancellation)
    {
        var address = new Uri(org.BaseAddress, authorize.PathAndQuery);
        using var response = await http.GetAsync(QueryHelpers.AddQueryString(address.AbsoluteUri, "sessionToken", signedIn.SessionToken), cancellation);
        var page = await response.Content.ReadAsStringAsync(cancellation);
        if (response.Headers.Location is { } location)
        {
            var target = location.IsAbsoluteUri ? location : new Uri(address, location);
            return target.Authority == org.BaseAddress.Authority ? throw Asked(target) : Redirect(target);
        }

        var action = Action().Match(page);
        return action.Success
            ? new AuthorizationResponse(new Uri(Text(action)), Inputs().Matches(page).ToDictionary(i => i.Groups["name"].Value, Text), IsPost: true)
            : throw new OktaException(
                new OktaFault((int)response.StatusCode, Text(ErrorCode().Match(page)), null, []),
                $"The authorization server shows an error page ({(int)response.StatusCode}) and sends nothing to the app: {Text(ErrorCode().Match(page))}");
    }

    // An answer in the fragment reaches the app's page, never its server; read here all the same.
    private static AuthorizationResponse Redirect(Uri location)
    {
        var parameters = location.Fragment.Length > 1 ? location.Fragment[1..] : location.Query;
        return new AuthorizationResponse(
            location,
            QueryHelpers.ParseQuery(parameters).ToDictionary(p => p.Key, p => p.Value.ToString()),
            IsPost: false);
    }

    private static OktaException Asked(Uri page) => new(
        new OktaFault(302, null, null, []),
        $"The org asks the user more on a page of its own, {page.AbsolutePath}, before the app hears anything: consent, a factor that the app's own sign-on policy wants, or another sign-in. "
        + "A script answers no such page; change the app in the seed, or drive a browser.");

    private static OktaException Refused(AuthorizationResponse response)
    {
        var fault = new OktaFault(302, response.Parameters.GetValueOrDefault("error"), response.Parameters.GetValueOrDefault("error_description"), []);
        return new OktaException(fault, $"The authorization server sends the app an error: {fault.Code} {fault.Summary}");
    }

    private static string Text(Match match) => WebUtility.HtmlDecode(match.Groups["value"].Value);

    [GeneratedRegex("<form id=\"answer-form\" method=\"post\" action=\"(?<value>[^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Inputs();

    [GeneratedRegex("<code id=\"code\">(?<value>[^<]*)</code>")]
    private static partial Regex ErrorCode();
}
