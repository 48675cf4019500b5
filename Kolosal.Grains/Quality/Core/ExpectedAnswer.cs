using System.Globalization;

namespace Kolosal.Quality;

/// <summary>What a case expects of a model.</summary>
/// <param name="Prediction">The class, or the number as text; null when only probabilities are expected.</param>
/// <param name="Probabilities">By class; empty for none.</param>
/// <param name="Absolute">Absolute tolerance of numbers, ≥ 0.</param>
/// <param name="Relative">Relative tolerance: share of the expected number, ≥ 0.</param>
public sealed record ExpectedAnswer(string? Prediction, IReadOnlyDictionary<string, double> Probabilities, double Absolute, double Relative)
{
    /// <summary>Whether a number is as expected: |actual − expected| ≤ max(absolute, relative · |expected|).</summary>
    public bool Holds(double expected, double actual) =>
        Math.Abs(actual - expected) <= Math.Max(Absolute, Relative * Math.Abs(expected));

    /// <summary>What is otherwise than expected; null when nothing is.</summary>
    /// <param name="classes">Class labels in output order; empty for regression.</param>
    /// <param name="outputs">Probabilities, or the one predicted number.</param>
    public string? Differs(IReadOnlyList<string> classes, ReadOnlySpan<double> outputs)
    {
        if (classes.Count == 0) return NumberDiffers(outputs[0]);
        int decided = 0;
        for (int k = 1; k < outputs.Length; k++)
            if (outputs[k] > outputs[decided]) decided = k;
        if (Prediction is not null && !string.Equals(Prediction, classes[decided], StringComparison.Ordinal))
            return classes.Contains(Prediction) ? $"Expected '{Prediction}', got '{classes[decided]}'."
                : $"Expected '{Prediction}', which is no class of the model ({string.Join(", ", classes)}).";
        foreach (var (name, expected) in Probabilities.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            int at = 0;
            while (at < classes.Count && classes[at] != name) at++;
            if (at == classes.Count) return $"'{name}' is no class of the model ({string.Join(", ", classes)}).";
            if (!Holds(expected, outputs[at]))
                return Say($"P({name}) is {outputs[at]:R}, expected {expected:R}: off by {Math.Abs(outputs[at] - expected):0.###E+0}.");
        }

        return null;
    }

    private string? NumberDiffers(double actual)
    {
        if (Probabilities.Count > 0) return "The model gives no probabilities.";
        if (!double.TryParse(Prediction, NumberStyles.Float, CultureInfo.InvariantCulture, out double expected) || !double.IsFinite(expected))
            return $"Expected '{Prediction}', and the model predicts a number.";
        return Holds(expected, actual) ? null : Say($"Got {actual:R}, expected {expected:R}: off by {Math.Abs(actual - expected):0.###E+0}.");
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
