using System.Net;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>The authorization endpoint's answer on its way back to the client (OAuth 2.0 Form Post Response Mode; okta_post_message).</summary>
internal sealed record Reply(string RedirectUri, ResponseMode Mode, string? State)
{
    internal const string Script = "/js/oauth-answer.js";

    internal Task Send(HttpContext context, OAuthError error) => Send(context, error.Parameters);

    internal Task Send(HttpContext context, IEnumerable<(string Name, string Value)> answer)
    {
        (string Name, string Value)[] parameters = State is null ? [.. answer] : [("state", State), .. answer];
        return Mode.Name switch
        {
            "query" => Redirect(context, RedirectUri + (RedirectUri.Contains('?') ? '&' : '?') + Encode(parameters)),
            "fragment" => Redirect(context, RedirectUri + '#' + Encode(parameters)),
            "form_post" => PostForm(context, parameters),
            "okta_post_message" => PostMessage(context, parameters),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    // What a browser calls the origin of the redirect URI; an app's own scheme has none.
    internal string Target => new Uri(RedirectUri) switch
    {
        { Scheme: "http" or "https" } web => web.GetLeftPart(UriPartial.Authority),
        var app => app.Scheme + ":",
    };

    /// <summary>Where a form may lead that has its answer here: apps send the browser on, to other hosts of theirs too, and browsers hold that against form-action.</summary>
    internal string FormTargets => new Uri(RedirectUri).Scheme is "http" or "https" ? "http: https:" : $"http: https: {Target}";

    private static string Encode(IEnumerable<(string Name, string Value)> parameters) =>
        string.Join('&', parameters.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));

    private static Task Redirect(HttpContext context, string location)
    {
        context.Response.Headers.CacheControl = "no-cache, no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Redirect(location);
        return Task.CompletedTask;
    }

    private Task PostForm(HttpContext context, IEnumerable<(string Name, string Value)> parameters)
    {
        var inputs = parameters.Select(p => $"""<input type="hidden" name="{p.Name}" value="{WebUtility.HtmlEncode(p.Value)}">""");
        return Assets.Page(
            context,
            "oauth/form-post.html",
            StatusCodes.Status200OK,
            $"default-src 'none'; script-src 'self'; style-src 'self'; form-action {FormTargets}; base-uri 'none'; frame-ancestors {Target}",
            [("action", WebUtility.HtmlEncode(RedirectUri)), ("inputs", string.Concat(inputs))]);
    }

    // Framing must stay possible for the app, and for nobody else: getWithoutPrompt reads the message from a hidden frame.
    private Task PostMessage(HttpContext context, IEnumerable<(string Name, string Value)> parameters)
    {
        var answer = PageConfig.Write(json =>
        {
            json.WriteString("targetOrigin", Target);
            json.WriteStartObject("message");
            foreach (var (name, value) in parameters)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        });
        return Assets.Page(
            context,
            "oauth/post-message.html",
            StatusCodes.Status200OK,
            $"default-src 'none'; script-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors {Target}",
            [("answer", answer)]);
    }
}
