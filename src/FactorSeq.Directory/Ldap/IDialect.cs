using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;

namespace FactorSeq.Directories.Ldap;

/// <summary>In what one kind of directory differs from another: names of attributes, and how it says no.</summary>
internal interface IDialect
{
    /// <summary>Which entries are users where the administrator does not say.</summary>
    Filter Users { get; }

    /// <summary>What an entry is made of; computed and operational attributes come only to those who ask by name.</summary>
    ImmutableArray<string> Attributes { get; }

    /// <summary>null where no entry of this kind of directory can have that id.</summary>
    Filter? ById(string externalId);

    Filter ByLogin(string login);

    /// <summary>
    /// Whether the login is this entry's, letter by letter. A directory's own comparison is broader: it skips spaces, and Active Directory takes
    /// <c>é</c> for <c>e</c>.
    /// </summary>
    bool IsLoginOf(LdapEntry entry, string login);

    /// <exception cref="LdapBrokenException">The entry shows no id.</exception>
    DirectoryEntry Read(LdapEntry entry);

    /// <summary>What the answer to a bind means.</summary>
    /// <param name="entry">The account as it was before.</param>
    DirectoryAnswer Judge(LdapResult bind, DirectoryEntry entry);

    Filter ChangedSince(string revision);

    Task<DirectoryPosition> Position(LdapAgent agent, CancellationToken cancellation);

    Task<PasswordReply> Change(LdapAgent agent, DirectoryEntry entry, Secret old, Secret @new, CancellationToken cancellation);

    Task<PasswordReply> Reset(LdapAgent agent, DirectoryEntry entry, Secret @new, CancellationToken cancellation);

    Task<bool> Unlock(LdapAgent agent, DirectoryEntry entry, CancellationToken cancellation);
}
