using System.Collections.Immutable;

namespace FactorSeq.Directories.Ldap;

/// <summary>What the service account can do in the part of a directory that is read.</summary>
/// <param name="bases">Below each of these users are looked for.</param>
/// <param name="users">Which entries are users.</param>
internal sealed class LdapAgent(LdapServer server, ServicePool pool, ImmutableArray<string> bases, Filter users)
{
    private const int PageSize = 500;

    // One that is meant, and one more that shows that it cannot be told which.
    private const int Two = 2;

    /// <summary>A connection of its own, bound as nobody yet.</summary>
    internal Task<LdapConnection> Connect(CancellationToken cancellation) => LdapConnection.Open(server, cancellation);

    /// <summary>The users that fit: enough of them to tell none, one and more than one apart.</summary>
    internal Task<List<LdapEntry>> Few(Filter filter, ImmutableArray<string> attributes, CancellationToken cancellation) =>
        pool.Use(again: true, async connection =>
        {
            var found = new List<LdapEntry>();
            foreach (var each in bases)
            {
                var search = new LdapRequest.Search(each, SearchScope.Subtree, Filter.All(users, filter), attributes, Two);
                var result = await connection.Search(search, [], found.Add, cancellation).ConfigureAwait(false);

                // An organizational unit that is gone holds nobody; that it is gone is for the next import to say.
                if (result.Code is not (ResultCode.Success or ResultCode.SizeLimitExceeded or ResultCode.NoSuchObject))
                {
                    throw new LdapRefusedException($"the directory does not search in {each}", result);
                }
            }

            return found;
        }, cancellation);

    /// <summary>Every user that fits, page by page; what the server says of further servers is not followed.</summary>
    /// <exception cref="LdapRefusedException">The directory would not: an organizational unit is not there, for one.</exception>
    internal Task Every(Filter? filter, ImmutableArray<string> attributes, Action<LdapEntry> found, CancellationToken cancellation) =>
        pool.Use(again: false, async connection =>
        {
            foreach (var each in bases)
            {
                var search = new LdapRequest.Search(each, SearchScope.Subtree, filter is null ? users : Filter.All(users, filter), attributes);
                byte[] cookie = [];
                do
                {
                    var result = await connection.Search(search, [PagedResults.Ask(PageSize, cookie)], found, cancellation).ConfigureAwait(false);
                    if (!result.IsSuccess)
                    {
                        throw new LdapRefusedException(
                            result.Code == ResultCode.NoSuchObject ? $"the directory has no {each}" : $"the directory does not read {each}", result);
                    }

                    cookie = PagedResults.Cookie(result);
                }
                while (cookie.Length > 0);
            }

            return true;
        }, cancellation);

    /// <summary>What the server says of itself.</summary>
    internal Task<LdapEntry> Root(ImmutableArray<string> attributes, CancellationToken cancellation) => pool.Use(again: true, async connection =>
    {
        LdapEntry? root = null;
        var search = new LdapRequest.Search("", SearchScope.Base, new Filter.Present("objectClass"), attributes);
        var result = await connection.Search(search, [], entry => root = entry, cancellation).ConfigureAwait(false);
        return root ?? throw new LdapRefusedException("the directory says nothing of itself", result);
    }, cancellation);

    internal Task<LdapResult> Modify(LdapRequest.Modify modify, CancellationToken cancellation) =>
        pool.Use(again: false, connection => connection.Modify(modify, cancellation), cancellation);

    internal Task<LdapResult> Extended(LdapRequest.Extended extended, ImmutableArray<LdapControl> controls, CancellationToken cancellation) =>
        pool.Use(again: false, connection => connection.Extended(extended, controls, cancellation), cancellation);
}
