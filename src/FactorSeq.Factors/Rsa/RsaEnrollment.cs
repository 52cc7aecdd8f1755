using System.Text.Json.Serialization;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Rsa;

/// <summary>A token that an RSA server, or another on the premises, judges; with it, what that server remembers of it.</summary>
/// <param name="CredentialId">Its owner, as that server names people.</param>
/// <param name="LastStep">The minute of the last code seen to be right.</param>
/// <param name="WrongCodes">Wrong codes in a row.</param>
/// <param name="NextToken">Whether the server wants two codes in a row.</param>
public sealed record RsaEnrollment(string CredentialId, long LastStep = 0, int WrongCodes = 0, NextTokenMode NextToken = NextTokenMode.Off) : FactorData;

/// <summary>How far the "next token" prompt has come.</summary>
public enum NextTokenMode
{
    /// <summary>One right code is enough.</summary>
    Off,

    /// <summary>A right code will be answered with the prompt for the one after it.</summary>
    Wanted,

    /// <summary>The code after the last one is awaited.</summary>
    Prompted,
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(RsaEnrollment))]
internal sealed partial class RsaJson : JsonSerializerContext;
