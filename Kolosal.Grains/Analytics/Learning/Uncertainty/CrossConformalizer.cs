using System.Buffers;
using System.Text.Json.Serialization;
using Kolosal.Statistics;

namespace Kolosal.Learning.Uncertainty;

/// <summary>
/// CV+ intervals, and with a fold a row jackknife+ (Barber, Candès, Ramdas and Tibshirani,
/// Annals of Statistics 49, 2021, sections 2 and 3): no row is spent on calibration alone.
/// </summary>
/// <remarks>
/// With residuals Rᵢ = |yᵢ − μ₋ᵢ(xᵢ)| out of fold, the interval runs from the ⌊α(n + 1)⌋-th smallest of μ₋ᵢ(x)
/// − Rᵢ to the ⌈(1 − α)(n + 1)⌉-th smallest of μ₋ᵢ(x) + Rᵢ. Promised: coverage ≥ 1 − 2α (theorems 1 and 4, CV+
/// less at most √(2/n)); usual: about 1 − α. The serving model is every fold's model, not one refitted.
/// </remarks>
public sealed class CrossConformalizer : Conformalizer
{
    /// <summary>Keeps residuals.</summary>
    /// <param name="folds">The number of models, at least 2.</param>
    /// <param name="residuals">|y − prediction out of fold| of each row, finite, 0 or more.</param>
    /// <param name="foldOf">Which model did not learn from the row, 0 … folds − 1.</param>
    [JsonConstructor]
    public CrossConformalizer(int folds, ImmutableArray<double> residuals, ImmutableArray<int> foldOf)
    {
        if (folds < 2 || residuals.IsDefaultOrEmpty || foldOf.Length != residuals.Length)
            throw new ArgumentException($"Need at least two folds and one a row, got {folds} and {residuals.Length}.");
        foreach (int fold in foldOf)
            if ((uint)fold >= (uint)folds) throw new ArgumentException($"Folds go from 0 to {folds - 1}, got {fold}.", nameof(foldOf));
        foreach (double residual in residuals) if (!(residual >= 0 && double.IsFinite(residual)))
            throw new ArgumentException($"Residuals are finite and not negative, got {residual}.", nameof(residuals));
        (Folds, Residuals, FoldOf) = (folds, residuals, foldOf);
    }

    /// <summary>The number of models.</summary>
    public int Folds { get; }

    /// <summary>|y − prediction out of fold| of each row.</summary>
    public ImmutableArray<double> Residuals { get; }

    /// <summary>Which model did not learn from the row.</summary>
    public ImmutableArray<int> FoldOf { get; }

    /// <summary>Fits from predictions out of fold.</summary>
    /// <param name="truth">The value of each row.</param>
    /// <param name="outOfFold">What the model that did not learn from it said.</param>
    /// <param name="foldOf">Which model that was.</param>
    /// <param name="folds">The number of models.</param>
    public static CrossConformalizer Fit(ReadOnlySpan<double> truth, ReadOnlySpan<double> outOfFold, ReadOnlySpan<int> foldOf, int folds)
    {
        if (truth.Length != outOfFold.Length)
            throw new ArgumentException($"Need one prediction a row, got {outOfFold.Length} and {truth.Length}.", nameof(outOfFold));
        var residuals = new double[truth.Length];
        for (int row = 0; row < residuals.Length; row++) residuals[row] = Math.Abs(truth[row] - outOfFold[row]);
        return new(folds, [.. residuals], [.. foldOf]);
    }

    /// <summary>The interval of a new row.</summary>
    /// <param name="predictions">What each fold's model says of it.</param>
    /// <param name="alpha">Above 0, below 1.</param>
    /// <returns>Unbounded when there are too few rows for the level.</returns>
    public Interval At(ReadOnlySpan<double> predictions, double alpha)
    {
        if (predictions.Length != Folds)
            throw new ArgumentException($"Need the prediction of each of {Folds} models, got {predictions.Length}.", nameof(predictions));
        Require.Inside(alpha, 0, 1);
        int n = Residuals.Length;
        long rank = ConformalScores.Rank(n, alpha);
        if (rank > n) return new(double.NegativeInfinity, double.PositiveInfinity);
        double[] ends = ArrayPool<double>.Shared.Rent(n);
        for (int i = 0; i < n; i++) ends[i] = predictions[FoldOf[i]] + Residuals[i];
        Array.Sort(ends, 0, n);
        double high = ends[rank - 1];
        for (int i = 0; i < n; i++) ends[i] = predictions[FoldOf[i]] - Residuals[i];
        Array.Sort(ends, 0, n);
        double low = ends[n - rank]; // rank ⌊α(n + 1)⌋ = n + 1 − ⌈(1 − α)(n + 1)⌉
        ArrayPool<double>.Shared.Return(ends);
        return new(low, high);
    }
}
