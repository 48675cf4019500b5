namespace Kolosal.Compliance.Registers;

/// <summary>Likelihood × consequence on two scales of 1 to 5 (ISO/IEC 23894 6.4.3; the bounds are ours).</summary>
public static class RiskLevel
{
    /// <summary>From here on a risk is high.</summary>
    public const int High = 15;

    /// <summary>From here on it is medium.</summary>
    public const int Medium = 6;

    /// <summary>1 to 25.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not on its scale.</exception>
    public static int Of(int likelihood, int consequence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(likelihood, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(likelihood, 5);
        ArgumentOutOfRangeException.ThrowIfLessThan(consequence, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(consequence, 5);
        return likelihood * consequence;
    }
}
