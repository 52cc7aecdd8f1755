using System.Collections.Immutable;
using FactorSeq.Core.Directories;

namespace FactorSeq.Directories.Ldap;

/// <summary>The part of a directory that is read.</summary>
/// <param name="Bases">At least one.</param>
/// <param name="Users">null leaves it to the kind of directory.</param>
internal sealed record LdapScope(ImmutableArray<string> Bases, Filter? Users)
{
    internal static LdapScope Of(DirectoryIntegration integration, DirectorySource.Ldap source)
    {
        try
        {
            return new(
                integration.OrganizationalUnits is { IsEmpty: false } units ? units : [source.BaseDn],
                integration.UserFilter is { } text ? FilterParser.Parse(text) : null);
        }
        catch (FormatException e)
        {
            throw new DirectorySettingException($"userFilter: {e.Message}.", e);
        }
    }
}
