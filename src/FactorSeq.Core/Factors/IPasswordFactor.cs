namespace FactorSeq.Core.Factors;

/// <summary>The password as a factor that can be given a new one.</summary>
public interface IPasswordFactor : IFactor
{
    /// <summary>Whether this is the present password or one of the <paramref name="history"/> before it.</summary>
    /// <param name="history">How many earlier passwords count; 0 lets even the present one be chosen again.</param>
    bool WasUsed(FactorData? kept, Secret password, int history);

    /// <summary>The data that keeps a new password, and of earlier ones as many as <paramref name="history"/> asks for.</summary>
    FactorData Replace(FactorData? kept, Secret password, int history);
}
