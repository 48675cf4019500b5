using System.Runtime.CompilerServices;

namespace Kolosal.Drift;

/// <summary>Checks a detector's option when it is set.</summary>
internal static class OptionRange
{
    /// <exception cref="ArgumentOutOfRangeException">The value is outside; the message says what is needed.</exception>
    public static T Of<T>(T value, bool holds, string needed, [CallerArgumentExpression(nameof(value))] string name = "") => holds ? value
        : throw new ArgumentOutOfRangeException(name, value, $"'{name}' must be {needed}.");

    /// <summary>A probability that is neither 0 nor 1.</summary>
    public static double Rate(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Of(value, value is > 0 and < 1, "above 0 and below 1", name);
}
