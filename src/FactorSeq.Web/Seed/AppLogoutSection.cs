using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Seed;

/// <summary><c>logout</c> of an app: where it hears that a session has ended.</summary>
internal static class AppLogoutSection
{
    internal static AppLogout? Read(Fields app, SeedErrors errors)
    {
        if (app.Part("logout", Shapes.AppLogout) is not { } logout)
        {
            return null;
        }

        var front = Address(logout, "frontChannelUri", errors);
        var back = Address(logout, "backChannelUri", errors);
        if (logout["frontChannelUri"] is null && logout["backChannelUri"] is null)
        {
            errors.Add(logout.Node, "logout names no address", "Add frontChannelUri or backChannelUri, or remove it.");
        }

        return front is null && back is null ? null : new AppLogout(front, logout.Flag("frontChannelSession", false), back);
    }

    private static string? Address(Fields logout, string member, SeedErrors errors)
    {
        if (logout.Text(member) is not { } text)
        {
            return null;
        }

        if (Formats.IsRedirect(text) && new Uri(text).Scheme is "http" or "https")
        {
            return text;
        }

        errors.Add(logout[member]!, $"{Wording.Quoted(text)} is not an address that can be called", "Write an absolute http or https address without a fragment.");
        return null;
    }
}
