using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api;

/// <summary>A list in the configuration whose items are made, changed and removed one by one.</summary>
/// <param name="Kind">As E0000007 calls an item.</param>
/// <param name="LogKind">As the System Log calls it.</param>
internal sealed record ManagedList<T>(
    string Kind,
    string LogKind,
    Func<OrgConfiguration, ImmutableArray<T>> Of,
    Func<OrgConfiguration, ImmutableArray<T>, OrgConfiguration> With,
    Func<T, string> IdOf,
    Func<T, string> NameOf)
    where T : class
{
    internal T? Find(OrgConfiguration configuration, string id) => Of(configuration).FirstOrDefault(item => IdOf(item) == id);

    internal OktaError NotFound(string id) => RequestErrors.NotFound(id, Kind);

    /// <summary>The configuration with an item in the place of the one of its id, or behind all others.</summary>
    internal Outcome<T> Put(OrgConfiguration configuration, T item)
    {
        var items = Of(configuration);
        var old = Find(configuration, IdOf(item));
        return new(With(configuration, old is null ? items.Add(item) : items.Replace(old, item)), item, null);
    }

    internal Outcome<T> Drop(OrgConfiguration configuration, T item) => new(With(configuration, Of(configuration).Remove(item)), item, null);

    /// <summary>Writes something new.</summary>
    /// <returns>null after an error was answered.</returns>
    internal ValueTask<T?> Add(HttpContext context, ApiCaller caller, string type, Func<OrgConfiguration, Outcome<T>> make) =>
        ManagementEdit.Write(context, caller, type, item => new LogTarget(IdOf(item), LogKind, "unknown", NameOf(item)), make);

    /// <summary>Writes a change of the item of an id.</summary>
    /// <returns>null after an error was answered.</returns>
    internal ValueTask<T?> Edit(HttpContext context, ApiCaller caller, string type, string id, Func<OrgConfiguration, T, Outcome<T>> edit) =>
        Add(context, caller, type, configuration => Find(configuration, id) is { } old ? edit(configuration, old) : new(configuration, null, NotFound(id)));
}
