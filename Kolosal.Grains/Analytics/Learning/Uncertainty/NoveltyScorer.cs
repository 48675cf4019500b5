using System.Text.Json.Serialization;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Uncertainty;

/// <summary>How far a row lies from the rows that a model learnt from; immutable, thread-safe, written as JSON.</summary>
/// <remarks>
/// Fitted to part of the training rows and calibrated on the rest, so that the share is a conformal p-value (Bates et al.,
/// Annals of Statistics 51, 2023, equation 2): of rows like the training rows at most a share t is given a share ≤ t.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MahalanobisNovelty), "mahalanobis")]
[JsonDerivedType(typeof(NeighbourNovelty), "neighbours")]
public abstract class NoveltyScorer
{
    /// <summary>The part of the rows that only calibrates.</summary>
    private const double CalibrationShare = 1.0 / 3;

    private protected NoveltyScorer(ImmutableArray<double> center, ImmutableArray<double> scale, ConformalScores calibration)
    {
        if (center.IsDefaultOrEmpty || scale.Length != center.Length)
            throw new ArgumentException("Need a centre and a scale for each of at least one column.", nameof(center));
        foreach (double unit in scale)
            if (!(unit > 0 && double.IsFinite(unit))) throw new ArgumentException($"Scales are finite and above 0, got {unit}.", nameof(scale));
        if (calibration.Count != calibration.Values.Length)
            throw new ArgumentException("Every calibration distance is needed, but only some were kept.", nameof(calibration));
        (Center, Scale, Calibration) = (center, scale, calibration);
    }

    /// <summary>The mean of each column.</summary>
    public ImmutableArray<double> Center { get; }

    /// <summary>The standard deviation of each column; 1 of a constant one, so that leaving the constant counts in its own unit.</summary>
    public ImmutableArray<double> Scale { get; }

    /// <summary>The distances of the calibration rows.</summary>
    public ConformalScores Calibration { get; }

    /// <summary>The number of values in a row.</summary>
    [JsonIgnore]
    public int Inputs => Center.Length;

    /// <summary>The distance of a row, 0 or more, in standard deviations of the training rows; +∞ when a value is missing.</summary>
    /// <param name="row"><see cref="Inputs"/> encoded values.</param>
    public abstract double Distance(ReadOnlySpan<double> row);

    /// <summary>The share of training rows that lie at least as far out, (1 + #{cᵢ ≥ d}) / (n + 1): near 0 for rows unlike any seen.</summary>
    /// <param name="row"><see cref="Inputs"/> encoded values.</param>
    public double Share(ReadOnlySpan<double> row)
    {
        double distance = Distance(row);
        var sorted = Calibration.Values.AsSpan();
        int below = 0, end = sorted.Length;
        while (below < end)
        {
            int middle = (below + end) / 2;
            if (sorted[middle] < distance) below = middle + 1;
            else end = middle;
        }
        return (1.0 + sorted.Length - below) / (sorted.Length + 1);
    }

    /// <summary>Row numbers in random order, split into those to fit and those to calibrate by.</summary>
    private protected static (int[] Fitting, int[] Calibrating) Split(FeatureRows rows, ulong seed)
    {
        if (rows.Columns.IsEmpty) throw new TrainingException("Novelty needs at least one column, got none.");
        foreach (double value in rows.Features.Span)
            if (double.IsNaN(value)) throw new TrainingException("Novelty is measured on complete rows; impute missing values first.");
        int[] counted = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)];
        if (counted.Length < 3) throw new TrainingException($"Novelty needs at least three rows that count, got {counted.Length}.");
        new SeededRandom(seed).Shuffle<int>(counted);
        int calibrating = Math.Max(1, (int)(counted.Length * CalibrationShare));
        return (counted[calibrating..], counted[..calibrating]);
    }

    /// <summary>Mean and deviation of each column over some rows.</summary>
    private protected static (double[] Center, double[] Scale) Standardisation(FeatureRows rows, int[] chosen)
    {
        int columns = rows.Columns.Length;
        double[] center = new double[columns], scale = new double[columns];
        foreach (int row in chosen) FixedSum.AddScaled(1.0 / chosen.Length, rows.Row(row), center);
        foreach (int row in chosen)
        {
            var values = rows.Row(row);
            for (int c = 0; c < columns; c++) scale[c] += (values[c] - center[c]) * (values[c] - center[c]) / chosen.Length;
        }
        const double Constant = 1e-12;
        for (int c = 0; c < columns; c++)
        {
            double deviation = Math.Sqrt(scale[c]);
            scale[c] = deviation > Constant * Math.Abs(center[c]) && deviation > 0 ? deviation : 1;
        }
        return (center, scale);
    }

    /// <summary>(row − centre) / scale.</summary>
    private protected static void Standardise(ReadOnlySpan<double> row, ReadOnlySpan<double> center, ReadOnlySpan<double> scale, Span<double> into)
    {
        for (int c = 0; c < into.Length; c++) into[c] = (row[c] - center[c]) / scale[c];
    }
}
