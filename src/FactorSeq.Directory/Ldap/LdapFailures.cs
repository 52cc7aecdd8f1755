namespace FactorSeq.Directories.Ldap;

/// <summary>The other end cannot be reached, broke off, is not who it should be, or talks nonsense. Its connection is closed.</summary>
internal sealed class LdapBrokenException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>No answer within the time that one request may take. Its connection is closed: an answer that came later would answer the wrong question.</summary>
internal sealed class LdapTimeoutException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The server answered, and would not.</summary>
internal sealed class LdapRefusedException(string what, LdapResult result) : Exception($"{what}: {result}")
{
    internal LdapResult Result { get; } = result;
}

/// <summary>What can go wrong between us and a directory.</summary>
internal static class LdapFailures
{
    internal static bool IsOfTheDirectory(this Exception e) => e is LdapBrokenException or LdapTimeoutException or LdapRefusedException;
}
