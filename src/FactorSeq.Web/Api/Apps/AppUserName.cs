using FactorSeq.Core.Expressions;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Apps;

/// <summary>What a user is called in an app: as somebody said when they were assigned, else by the app's template, else by their login.</summary>
internal static class AppUserName
{
    internal const string Usual = "${source.login}";

    internal static string Of(Org org, App app, User user) =>
        app.Assignments.GetValueOrDefault(user.Id)?.UserName ?? (app.Display?.UserNameTemplate is { } template ? Fill(org, template, user) : user.Login);

    /// <exception cref="ExpressionException">It cannot be read.</exception>
    internal static void Check(string template)
    {
        if (IsTemplate(template))
        {
            Core.Expressions.Template.Parse(template);
        }
        else
        {
            Expression.Parse(template);
        }
    }

    private static string Fill(Org org, string template, User user)
    {
        var context = ExpressionContexts.For(org, user, null);
        return $"{(IsTemplate(template) ? Core.Expressions.Template.Parse(template).Fill(context) : Expression.Parse(template).Evaluate(context))}";
    }

    private static bool IsTemplate(string text) => text.Contains("${", StringComparison.Ordinal);
}
