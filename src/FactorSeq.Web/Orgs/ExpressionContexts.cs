using System.Collections.Immutable;
using FactorSeq.Core.Expressions;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Orgs;

/// <summary>What the expressions of claims and assertions see of an org.</summary>
internal static class ExpressionContexts
{
    /// <param name="clientId">The client that is told; null for an app that is none.</param>
    /// <param name="amr">How the user signed in; default where that is not known any more.</param>
    internal static ExpressionContext For(Org org, User? user, string? clientId, ImmutableArray<string> amr = default)
    {
        var configuration = org.Current.Configuration;
        var names = ImmutableDictionary<string, object>.Empty.Add(ExpressionContext.OrgName, configuration.Name);
        names = clientId is null ? names : names.Add(ExpressionContext.AppClientId, clientId);
        var typed = user is null ? [] : GroupRule.Context(configuration, user).Names.Where(name => name.Key != ExpressionContext.OrgName);
        names = names.AddRange(typed);
        return new ExpressionContext
        {
            User = user,
            Groups = [.. configuration.Groups.Where(group => user?.Groups.Contains(group.Id) == true).Select(group => group.Name)],
            Names = amr.IsDefault ? names : names.Add(ExpressionContext.SessionAmr, amr.ToArray()),
        };
    }
}
