using FactorSeq.Core.Directories;

namespace FactorSeq.Core.Tests.Support;

/// <summary>The directories Ana may come from, and her entry there.</summary>
internal static class Corporate
{
    internal static DirectoryIntegration ActiveDirectory { get; } = new()
    {
        Id = "0oa_ad", Name = "corp", Type = DirectoryType.ActiveDirectory, Source = new DirectorySource.Embedded(),
    };

    internal static DirectoryIntegration Ldap { get; } = ActiveDirectory with { Id = "0oa_ldap", Name = "people", Type = DirectoryType.Ldap };

    internal static DirectoryEntry Entry { get; } = new()
    {
        ExternalId = "guid-of-ana", DistinguishedName = "CN=Ana,OU=Staff,DC=corp,DC=test", Login = Ana.Login, ShortName = "ana",
        FirstName = "Ana", LastName = "Arias", Email = Ana.Login,
    };

    internal static DirectoryIntegration Of(DirectoryType type) => type == DirectoryType.ActiveDirectory ? ActiveDirectory : Ldap;
}
