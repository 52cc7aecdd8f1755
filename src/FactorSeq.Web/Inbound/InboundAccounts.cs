using System.Collections.Immutable;
using System.Text.RegularExpressions;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Inbound;

/// <summary>
/// Whose account somebody's is who comes from an identity provider (Okta, "Account link and just-in-time provisioning"): the one that is linked;
/// else the one that their name fits, which then is linked; else a new one.
/// </summary>
internal static class InboundAccounts
{
    // Every lost race was somebody's win, and what they wrote is found the next time around.
    private const int MaxRounds = 20;

    internal static async ValueTask<(Account? Account, InboundError? Error)> Of(HttpContext context, IdentityProvider provider, InboundUser user)
    {
        for (var i = 0; i < MaxRounds; i++)
        {
            if (await Once(context, provider, user) is { } found)
            {
                return found;
            }
        }

        throw new InvalidOperationException("The same account was lost to other writers all the time.");
    }

    // Null where another writer was faster.
    private static async ValueTask<(Account? Account, InboundError? Error)?> Once(HttpContext context, IdentityProvider provider, InboundUser user)
    {
        var org = context.Org();
        var policy = provider.Policy;
        var linkId = Tokens.Digest($"{provider.Id}\n{user.ExternalId}");
        var link = await org.Documents.Find(org.Name, DocumentKinds.IdentityProviderLinks, linkId);
        var stored = link is null ? null : await org.FindAccountById(link.Value.UserId);
        var work = new UnitOfWork(org.Name);
        if (stored is null)
        {
            var name = user.UserName(provider);
            if (!Login.IsPlausible(name))
            {
                return (null, InboundErrors.NoUserName);
            }

            if (policy.Filter is { } filter && !Regex.IsMatch(name, $"^(?:{filter})$", RegexOptions.NonBacktracking))
            {
                return (null, InboundErrors.Filtered);
            }

            var matches = await Matching(org, policy, name);
            if (matches.Count > 1)
            {
                return (null, InboundErrors.Ambiguous);
            }

            if (matches.Count == 1 && !MayLink(policy, matches[0].Value.User))
            {
                return (null, InboundErrors.LinkDenied);
            }

            if (matches.Count == 1 && user.HasUnverifiedMail && user.WithOtherMail().UserName(provider) != name)
            {
                return (null, InboundErrors.UnverifiedMail);
            }

            stored = matches.Count == 1 ? matches[0] : null;
            if (stored is null && !policy.JustInTime)
            {
                return (null, InboundErrors.NoAccount);
            }

            if (stored is null)
            {
                return await Create(context, provider, user, name, linkId, link);
            }

            Link(work, linkId, link, new(stored.Value.User.Id) { ProviderId = provider.Id, ExternalId = user.ExternalId });
        }

        var account = Followed(org, provider, user, stored.Value, out var events);
        if (!ReferenceEquals(account, stored.Value))
        {
            account = RuledGroups.Settle(org, work, account);
            work.Update(DocumentKinds.Accounts, stored, account);
        }

        foreach (var @event in events)
        {
            LogEntry.Append(work, org.Clock.Now, @event, account.User, Client.Of(context));
        }

        if (work.Writes.Count == 0)
        {
            return (account, null);
        }

        if (!await org.Documents.Commit(work))
        {
            return null;
        }

        org.Changes.Tell("users");
        return (account, null);
    }

    private static async ValueTask<(Account? Account, InboundError? Error)?> Create(
        HttpContext context, IdentityProvider provider, InboundUser user, string name, string linkId, Stored<IdentityProviderLink>? link)
    {
        var org = context.Org();
        var now = org.Clock.Now;
        var profile = user.Profile(provider);
        var email = profile.GetValueOrDefault("email") ?? (Formats.IsEmail(name) ? name : null);
        if (email is null)
        {
            return (null, InboundErrors.Incomplete);
        }

        if (await org.FindAccount(name) is { Value.User.Login: var taken } && Login.Key(taken) == Login.Key(name))
        {
            return (null, InboundErrors.LinkDenied);
        }

        var created = new Account(
            new User
            {
                Id = await NewUsers.IdOf(org, name),
                Login = name,
                Email = email,
                Groups = [org.Current.Everyone],
                Status = AccountStatus.Active,
                Created = now,
                StatusChanged = now,
            },
            [],
            Attempts.None);
        var account = InGroups(org, provider.Policy, user, created with { User = Described(created.User, profile) });
        var work = new UnitOfWork(org.Name);
        account = RuledGroups.Settle(org, work, account);
        work.Insert(DocumentKinds.Accounts, account.User.Id, account, alias: Login.Key(name));
        Link(work, linkId, link, new(account.User.Id) { ProviderId = provider.Id, ExternalId = user.ExternalId });
        foreach (var type in (string[])["user.lifecycle.create", "user.lifecycle.activate"])
        {
            LogEntry.Append(work, now, new SystemEvent(type, EventOutcome.Success, Detail: $"just in time, from {provider.Name}"), account.User, Client.Of(context));
        }

        if (!await org.Documents.Commit(work))
        {
            return null;
        }

        org.Changes.Tell("users");
        return (account, null);
    }

    private static void Link(UnitOfWork work, string id, Stored<IdentityProviderLink>? stale, IdentityProviderLink link)
    {
        _ = stale is null ? work.Insert(DocumentKinds.IdentityProviderLinks, id, link) : work.Update(DocumentKinds.IdentityProviderLinks, stale, link);
    }

    private static bool MayLink(ProviderPolicy policy, User user) =>
        policy.LinksAccounts && (policy.LinkGroups.IsEmpty || policy.LinkGroups.Any(group => user.Groups.Contains(group)));

    private static async ValueTask<IReadOnlyList<Stored<Account>>> Matching(Org org, ProviderPolicy policy, string name)
    {
        // The whole login, and not a part of it: what is before an @ is for people who type.
        var byLogin = policy.Match is SubjectMatch.Username or SubjectMatch.UsernameOrEmail
            && await org.Documents.FindByAlias(org.Name, DocumentKinds.Accounts, Login.Key(name)) is { } found ? found : null;
        if (byLogin is not null)
        {
            return [byLogin];
        }

        if (policy.Match == SubjectMatch.Username)
        {
            return [];
        }

        Func<User, string?> attribute = policy.Match == SubjectMatch.CustomAttribute
            ? user => user.Profile.GetValueOrDefault(policy.MatchAttribute!)
            : user => user.Email;
        return [.. (await org.Documents.List(org.Name, DocumentKinds.Accounts, int.MaxValue))
            .Where(account => string.Equals(attribute(account.Value.User), name, StringComparison.OrdinalIgnoreCase))];
    }

    // Somebody who is here already, as the provider has them now.
    private static Account Followed(Org org, IdentityProvider provider, InboundUser user, Account account, out ImmutableArray<SystemEvent> events)
    {
        var policy = provider.Policy;
        var detail = $"signed in by {provider.Name}";
        events = [];
        var followed = account;
        if (account.User.Status == AccountStatus.Suspended && policy.Unsuspends)
        {
            followed = followed.WithStatus(AccountStatus.Active, org.Clock.Now);
            events = [new SystemEvent("user.lifecycle.unsuspend", EventOutcome.Success, Detail: detail)];
        }
        else if (account.User.Status == AccountStatus.Deprovisioned && policy.Reactivates)
        {
            followed = followed.WithStatus(AccountStatus.Active, org.Clock.Now);
            events = [new SystemEvent("user.lifecycle.reactivate", EventOutcome.Success, Detail: detail)];
        }

        if (policy.ProfileMaster && Described(followed.User, user.Profile(provider)) is var described && !Same(described, followed.User))
        {
            followed = followed with { User = described };
            events = events.Add(new SystemEvent("user.account.update_profile", EventOutcome.Success, Detail: detail));
        }

        return InGroups(org, policy, user, followed);
    }

    private static User Described(User user, ImmutableSortedDictionary<string, string> profile) => user with
    {
        FirstName = profile.GetValueOrDefault("firstName") ?? user.FirstName,
        LastName = profile.GetValueOrDefault("lastName") ?? user.LastName,
        Email = profile.GetValueOrDefault("email") ?? user.Email,
        Profile = user.Profile.SetItems(profile.Where(pair => pair.Key is not ("firstName" or "lastName" or "email"))),
    };

    private static bool Same(User one, User other) =>
        (one.FirstName, one.LastName, one.Email) == (other.FirstName, other.LastName, other.Email) && one.Profile.SequenceEqual(other.Profile);

    private static Account InGroups(Org org, ProviderPolicy policy, InboundUser user, Account account)
    {
        var had = account.User.Groups;
        var has = policy.Groups switch
        {
            GroupAssignment.Assign => had.Union(policy.AssignedGroups),
            GroupAssignment.Append => had.Union(Named(org, policy, user)),
            GroupAssignment.Sync => had.Except(policy.GroupFilter).Union(Named(org, policy, user)),
            _ => had,
        };
        var groups = has.ToImmutableArray();
        return groups.ToHashSet().SetEquals(had) ? account : account with { User = account.User with { Groups = groups } };
    }

    private static IEnumerable<string> Named(Org org, ProviderPolicy policy, InboundUser user)
    {
        var names = user.Values(policy.GroupsAttribute!);
        return org.Current.Configuration.Groups.Where(group => policy.GroupFilter.Contains(group.Id) && names.Contains(group.Name)).Select(group => group.Id);
    }
}
