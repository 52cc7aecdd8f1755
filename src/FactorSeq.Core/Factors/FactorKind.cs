namespace FactorSeq.Core.Factors;

/// <summary>
/// What a sign-on rule's criteria name: a factor type and its provider, both in wire spelling
/// (Authentication API, "Factor object"; for example <c>token:software:totp</c> of <c>GOOGLE</c>).
/// </summary>
public sealed record FactorKind(string Type, string Provider)
{
    /// <summary>The password as a factor. The machine knows it by name: it opens most chains and never counts as "any factor".</summary>
    public static FactorKind Password { get; } = new("password", "OKTA");

    public override string ToString() => $"{Type}/{Provider}";
}
