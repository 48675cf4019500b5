using System.Globalization;

namespace Kolosal.Explanations;

/// <summary>Which rows an answer rests on.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Source"><see cref="UsualRows.Source"/>, or <c>held_out</c>.</param>
public sealed record RowsBehind(int Rows, string Source);

/// <summary>Numbers as answers have them.</summary>
internal static class Figures
{
    /// <summary>Null for what is not defined.</summary>
    public static double? OrNull(double value) => double.IsFinite(value) ? value : null;

    /// <summary>Within a sentence.</summary>
    public static string Tell(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>Within a sentence, with its sign.</summary>
    public static string Signed(double value) => value < 0 ? $"−{Tell(-value)}" : $"+{Tell(value)}";
}
