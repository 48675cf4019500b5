using System.Globalization;
using Kolosal.Events;
using Kolosal.Models;

namespace Kolosal.Referrals;

/// <summary>Writes a logged row so that a person can read it.</summary>
internal static class ReferredRows
{
    /// <param name="reference">Of the version that predicted.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version that predicted.</param>
    /// <param name="id">The prediction.</param>
    /// <param name="at">When it was answered.</param>
    /// <param name="inputs">The row as the log keeps it.</param>
    /// <param name="outputs">Class probabilities, or the one value.</param>
    /// <param name="decision">Index of the predicted class; −1 for regression.</param>
    /// <param name="reasons">Why it goes to a person.</param>
    /// <param name="decideBy">When it expires.</param>
    /// <param name="note">What who asked for it said.</param>
    public static ReferralOpening Opening(
        MonitoringReference reference, string model, int version, PredictionId id, DateTimeOffset at, ReadOnlySpan<double> inputs,
        ReadOnlySpan<double> outputs, int decision, ReferralReasons reasons, DateTimeOffset decideBy, string? note = null)
    {
        var values = ImmutableArray.CreateBuilder<ReferredValue>(inputs.Length);
        for (int i = 0; i < Math.Min(inputs.Length, reference.Inputs.Length); i++)
            values.Add(new(reference.Inputs[i].Name, Text(reference.Inputs[i], inputs[i])));
        bool classes = decision >= 0 && decision < reference.Classes.Length;
        return new(
            model, version, id.ToString(), at, reasons, classes ? reference.Classes[decision] : Number(outputs[0]),
            classes ? outputs[decision] : null, reference.Classes, values.ToImmutable(), decideBy, note);
    }

    private static string? Text(ColumnReference column, double value) => double.IsNaN(value) ? null
        : !column.Categorical ? Number(value)
        : value >= 0 && value < column.Categories.Length ? column.Categories[(int)value] : null;

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
