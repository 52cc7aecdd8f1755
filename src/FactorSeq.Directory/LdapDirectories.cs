using FactorSeq.Core.Directories;
using FactorSeq.Directories.ActiveDirectory;
using FactorSeq.Directories.Ldap;

namespace FactorSeq.Directories;

/// <summary>Opens directories behind real servers.</summary>
public static class LdapDirectories
{
    /// <summary>
    /// Reads what the administrator has set up and connects to nobody yet. Keep one for each integration until its settings change: it holds
    /// the connections of the service account, and counts who asks.
    /// </summary>
    /// <exception cref="DirectorySettingException">Something in the settings makes no sense; the text names it.</exception>
    public static LdapDirectory Open(DirectoryIntegration integration, DirectorySource.Ldap source) =>
        Open(integration, source, SortedReading.MaxHeld);

    internal static LdapDirectory Open(DirectoryIntegration integration, DirectorySource.Ldap source, int maxHeld)
    {
        // An empty name or password would bind as nobody, and the directory would seem to be empty.
        if (source.BindDn.Length == 0 || source.BindPassword.Length == 0)
        {
            throw new DirectorySettingException("bindDn and bindPassword: the service account needs both.");
        }

        var server = LdapServer.Of(source);
        IDialect dialect = integration.Type == DirectoryType.ActiveDirectory ? new ActiveDirectoryDialect() : new PolicyDialect(source.Url);
        return new LdapDirectory(dialect, server, source, LdapScope.Of(integration, source), maxHeld);
    }
}
