using FactorSeq.Core.Directories;

namespace FactorSeq.Web.Seed;

/// <summary><c>directories[].ldap</c>: a server, how to reach it and as whom.</summary>
internal static class LdapSection
{
    private static readonly TimeSpan StandardTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(1);

    internal static DirectorySource.Ldap Read(Fields ldap, SeedErrors errors)
    {
        var url = ldap.Required("url");
        if (url is not null && !IsServer(url))
        {
            errors.Add(
                ldap["url"]!, $"{Wording.Quoted(url)} is not the URL of an LDAP server", "Write scheme, host and port alone: ldaps://dc1.corp.test:636.");
        }

        var startTls = ldap.Flag("startTls", false);
        if (startTls && url?.StartsWith("ldaps:", StringComparison.OrdinalIgnoreCase) == true)
        {
            errors.Add(ldap["startTls"]!, "an ldaps: connection is TLS from its beginning", "Remove startTls, or write ldap: in the url.");
        }

        return new DirectorySource.Ldap(
            url ?? "",
            startTls,
            CaFile(ldap, errors),
            ldap.Required("bindDn") ?? "",
            ldap.Required("bindPassword") ?? "",
            BaseDn(ldap, errors),
            Timeout(ldap, errors));
    }

    private static bool IsServer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "ldap" or "ldaps"
        && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.PathAndQuery is "" or "/";

    private static string? CaFile(Fields ldap, SeedErrors errors)
    {
        if (ldap.Text("caFile") is not { } file)
        {
            return null;
        }

        var path = Path.GetFullPath(Path.Combine(errors.Folder, file));
        if (!File.Exists(path))
        {
            errors.Add(ldap["caFile"]!, $"there is no file {Wording.Quoted(file)}", "Name a PEM file; a relative name counts from the seed's folder.");
        }

        return path;
    }

    // The bind DN may be user@corp.test or CORP\user in Active Directory; where users are is always a distinguished name.
    private static string BaseDn(Fields ldap, SeedErrors errors)
    {
        var text = ldap.Required("baseDn");
        if (text is not null && !Formats.IsDistinguishedName(text))
        {
            errors.Add(ldap["baseDn"]!, $"{Wording.Quoted(text)} is not a distinguished name", "Write for example DC=corp,DC=test.");
        }

        return text ?? "";
    }

    private static TimeSpan Timeout(Fields ldap, SeedErrors errors)
    {
        if (ldap.Text("timeout") is not { } text)
        {
            return StandardTimeout;
        }

        if (IsoDuration.TryParse(text, out var timeout) && timeout > TimeSpan.Zero && timeout <= LongestTimeout)
        {
            return timeout;
        }

        errors.Add(ldap["timeout"]!, $"{Wording.Quoted(text)} is not a time to wait", "Write a duration from PT1S to PT1M, for example PT3S.");
        return StandardTimeout;
    }
}
