using System.Text.Json.Serialization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.YubiKey;

/// <summary>A YubiKey.</summary>
/// <param name="PublicId">12 characters of modhex.</param>
/// <param name="AesKey">32 hexadecimal digits.</param>
/// <param name="PrivateId">12 hexadecimal digits.</param>
/// <param name="LastCounter">Usage and, below it, session counter of the last password accepted; only higher ones are.</param>
public sealed record YubiKeyEnrollment(string PublicId, string AesKey, string PrivateId, int LastCounter) : FactorData
{
    // A key that has been plugged in once counts from one.
    private const int FirstUse = 0x100;

    /// <summary>What the key types next, or null once it is worn out.</summary>
    [JsonIgnore]
    public string? Next => LastCounter >= YubicoOtp.LastCounter
        ? null
        : YubicoOtp.Make(PublicId, Convert.FromHexString(AesKey), Convert.FromHexString(PrivateId), Math.Max(LastCounter, FirstUse) + 1);

    public override string ToString() => $"{nameof(YubiKeyEnrollment)} {PublicId}";
}

[JsonSerializable(typeof(YubiKeyEnrollment))]
internal sealed partial class YubiKeyJson : JsonSerializerContext;
