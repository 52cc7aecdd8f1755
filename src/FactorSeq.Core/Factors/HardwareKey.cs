namespace FactorSeq.Core.Factors;

/// <summary>A YubiKey that the org knows, whoever it will belong to: a row of the seed file that an admin uploads.</summary>
/// <param name="PublicId">12 characters of modhex.</param>
/// <param name="AesKey">32 hexadecimal digits.</param>
/// <param name="PrivateId">12 hexadecimal digits.</param>
public sealed record HardwareKey(string PublicId, string AesKey, string PrivateId)
{
    public override string ToString() => $"{nameof(HardwareKey)} {PublicId}";
}
