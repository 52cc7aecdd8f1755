using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Password;

/// <summary>A password that a directory keeps and judges.</summary>
/// <param name="DirectoryId">The directory's id (prefix <c>0oa</c>).</param>
public sealed record DelegatedPassword(string DirectoryId) : FactorData;
