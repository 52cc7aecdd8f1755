namespace FactorSeq.Core.Factors;

/// <summary>What a factor keeps about one enrollment: a secret, a phone number, the last code used. Each factor derives its own record.</summary>
public abstract record FactorData
{
    /// <summary>What is left of it once the account's credentials or its life cycle have changed.</summary>
    public virtual FactorData Outlived() => this;
}

/// <summary>One factor of one user.</summary>
/// <param name="Id">20 characters with the factor's prefix; the literal <c>password</c> for the password.</param>
public sealed record Enrollment(string Id, FactorKind Kind, FactorData Data, DateTimeOffset Created)
{
    /// <summary>The id under which the wire knows everybody's password factor.</summary>
    public const string PasswordId = "password";
}
