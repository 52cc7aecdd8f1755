namespace FactorSeq.Core.Authorization;

/// <summary>What an authorization server's policies make of a request. Closed.</summary>
public abstract record AccessDecision
{
    private AccessDecision()
    {
    }

    /// <summary>A rule fits: its lifetimes count.</summary>
    public sealed record Granted(AccessPolicy Policy, AccessRule Rule) : AccessDecision;

    /// <summary>No policy has a rule for this client, grant type and user.</summary>
    public sealed record NoMatchingPolicy : AccessDecision;

    /// <summary>Rules fit but for the scopes: none grants all of them.</summary>
    public sealed record NoScopeAllowed : AccessDecision;

    /// <summary>
    /// Goes through the policies that are about the client, in order, and their rules, in order: the first rule that fits decides. A policy
    /// of which no rule fits leaves it to the next (Okta, "Policies API: evaluation").
    /// </summary>
    public static AccessDecision Of(CustomAuthorizationServer server, AccessRequest request)
    {
        var scopeMissed = false;
        foreach (var policy in server.Policies.Where(policy => policy.IsFor(request.ClientId)))
        {
            foreach (var rule in policy.Rules)
            {
                switch (rule.Misfit(request))
                {
                    case null:
                        return new Granted(policy, rule);
                    case AccessMisfit.Scope:
                        scopeMissed = true;
                        break;
                }
            }
        }

        return scopeMissed ? new NoScopeAllowed() : new NoMatchingPolicy();
    }
}
