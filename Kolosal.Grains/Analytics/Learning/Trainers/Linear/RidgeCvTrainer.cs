using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <summary>What a ridge penalty is judged by.</summary>
public enum RidgeCriterion
{
    /// <summary>The squared error of each row under the model of all other rows.</summary>
    LeaveOneOut,

    /// <summary>Golub, Heath and Wahba's V(α) = (Σ wᵢ rᵢ² / Σ wᵢ) / (1 − tr H / n)²:
    /// leave-one-out with every row's leverage replaced by their mean.</summary>
    Generalized,
}

/// <param name="MinAlpha">The least penalty tried, above 0. Default: 0.0001.</param>
/// <param name="MaxAlpha">The greatest, above <paramref name="MinAlpha"/>. Default: 1,000,000.</param>
/// <param name="Count">How many are tried, evenly in the logarithm, 2 or more. Default: 41, four a decade.</param>
/// <param name="Criterion">What they are judged by. Default: leave-one-out.</param>
public sealed record RidgeCvOptions(double MinAlpha = 1e-4, double MaxAlpha = 1e6, int Count = 41,
    RidgeCriterion Criterion = RidgeCriterion.LeaveOneOut)
{
    /// <summary>Above 0.</summary>
    public double MinAlpha { get; } = Require.Positive(MinAlpha);

    /// <summary>Finite, above the lowest.</summary>
    public double MaxAlpha { get; } = Require.That(MaxAlpha, MaxAlpha > MinAlpha && double.IsFinite(MaxAlpha),
        $"finite and above the least penalty {MinAlpha}");

    /// <summary>2 or more.</summary>
    public int Count { get; } = Require.AtLeast(Count, 2);

    /// <summary>The penalties, ascending.</summary>
    public double[] Alphas() => [.. Enumerable.Range(0, Count).Select(i => MinAlpha * Math.Pow(MaxAlpha / MinAlpha, (double)i / (Count - 1)))];
}

/// <summary>Ridge regression whose penalty is found without refitting (Golub, Heath and Wahba, Technometrics 21,
/// 1979): with Xᵀ W X = V Λ Vᵀ, every penalty's residuals and leverages come from the same decomposition.</summary>
/// <remarks>
/// A row's leverage is hᵢ = wᵢ (Σⱼ zᵢⱼ² / (λⱼ + α) + 1 / Σ w), zᵢ = Vᵀ (xᵢ − x̄), and its error when left out rᵢ / (1 − hᵢ); the whole row is
/// left out, whatever its weight, as in scikit-learn's RidgeCV. n p² operations, and n p for each penalty (leave-one-out) or p (generalised).
/// </remarks>
public sealed class RidgeCvTrainer(RidgeCvOptions options) : Trainer(Descriptor)
{
    // Leverages nearer to 1 leave residuals that are rounding.
    private const double MinFreedom = 1e-9;
    private const int ValuesBetweenPolls = 1 << 20;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("ridge_cv", [LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(new CategoricalParameter("criterion", ["leave_one_out", "generalized"], "leave_one_out")),
        given => new RidgeCvTrainer(new RidgeCvOptions(Criterion: given.Choice("criterion") == "generalized"
            ? RidgeCriterion.Generalized : RidgeCriterion.LeaveOneOut)),
        LinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var unit = TargetUnit.Of(rows);
        rows = unit.Standardise(rows); // squares of errors are compared
        var moments = CrossMoments.Of(rows, cancel);
        var spectrum = RidgeSpectrum.Of(moments, cancel);
        double[] alphas = options.Alphas();
        double[] errors = options.Criterion == RidgeCriterion.Generalized
            ? Generalized(rows, spectrum, alphas)
            : LeaveOneOut(rows, spectrum, alphas, cancel);
        int best = 0;
        for (int i = 0; i < errors.Length; i++) if (errors[i] <= errors[best]) best = i; // among equals the simplest model
        return moments.ToPredictor(spectrum.Coefficients(alphas[best])).In(unit);
    }

    /// <summary>The criterion of each penalty by <see cref="RidgeCriterion.LeaveOneOut"/>;
    /// infinite where a row is alone with its direction.</summary>
    internal static double[] LeaveOneOut(TrainingSet rows, RidgeSpectrum spectrum, double[] alphas, CancellationToken cancel)
    {
        int p = spectrum.Values.Length, poll = Math.Max(1, ValuesBetweenPolls / (1 + p * (p + 2 * alphas.Length)));
        var moments = spectrum.Moments;
        double[] z = new double[p], squares = new double[p], moved = new double[p], errors = new double[alphas.Length];
        double[][] fits = [.. alphas.Select(alpha => Enumerable.Range(0, p).Select(j => spectrum.Products[j] / (spectrum.Values[j] + alpha))
            .ToArray())];
        double[][] shares = [.. alphas.Select(alpha => Enumerable.Range(0, p).Select(j => 1 / (spectrum.Values[j] + alpha)).ToArray())];
        for (int row = 0; row < rows.Rows; row++)
        {
            if (row % poll == 0) cancel.ThrowIfCancellationRequested();
            double weight = rows.Weight(row);
            if (weight == 0) continue;
            var given = rows.Row(row);
            for (int c = 0; c < p; c++) moved[c] = given[c] - moments.Center[c];
            for (int j = 0; j < p; j++)
            {
                z[j] = FixedSum.Dot(spectrum.Vector(j), moved);
                squares[j] = z[j] * z[j];
            }
            double away = rows.Targets.Span[row] - moments.Level;
            for (int i = 0; i < alphas.Length; i++)
            {
                double free = 1 - weight * (FixedSum.Dot(shares[i], squares) + 1 / moments.Weight);
                double error = free > MinFreedom ? (away - FixedSum.Dot(fits[i], z)) / free : double.PositiveInfinity;
                errors[i] += weight * error * error;
            }
        }
        return errors;
    }

    /// <summary>The criterion of each penalty by <see cref="RidgeCriterion.Generalized"/>.</summary>
    internal static double[] Generalized(TrainingSet rows, RidgeSpectrum spectrum, double[] alphas)
    {
        int counted = rows.Weights.IsEmpty ? rows.Rows : rows.Rows - rows.Weights.Span.Count(0);
        return [.. alphas.Select(alpha =>
        {
            double residual = spectrum.Moments.TargetSquares, trace = 1; // the intercept's
            for (int j = 0; j < spectrum.Values.Length; j++)
            {
                double value = spectrum.Values[j], share = 1 / (value + alpha), product = spectrum.Products[j];
                residual -= product * product * share * (2 - value * share);
                trace += value * share;
            }
            double free = 1 - trace / counted;
            return free > MinFreedom ? Math.Max(0, residual) / (free * free) : double.PositiveInfinity;
        })];
    }
}

/// <summary>The decomposition Xᵀ W X = V Λ Vᵀ from which ridge models of every penalty follow.</summary>
/// <param name="Moments">Of the rows.</param>
/// <param name="Values">Λ, 0 or more.</param>
/// <param name="Vectors">V by rows: row j belongs to value j.</param>
/// <param name="Products">Vᵀ Xᵀ W y.</param>
internal sealed record RidgeSpectrum(NormalEquations Moments, double[] Values, double[] Vectors, double[] Products)
{
    public static RidgeSpectrum Of(NormalEquations moments, CancellationToken cancel)
    {
        int p = moments.Center.Length;
        var eigen = SymmetricEigen.Of(moments.Gram, p, cancel);
        return new(moments, [.. eigen.Values.Select(value => Math.Max(0, value))], eigen.Vectors,
            [.. Enumerable.Range(0, p).Select(j => FixedSum.Dot(eigen.Vectors.AsSpan(j * p, p), moments.Moment))]);
    }

    /// <summary>The eigenvector of a value.</summary>
    public ReadOnlySpan<double> Vector(int j) => Vectors.AsSpan(j * Values.Length, Values.Length);

    /// <summary>V (Λ + α)⁻¹ Vᵀ Xᵀ W y.</summary>
    public double[] Coefficients(double alpha)
    {
        var found = new double[Values.Length];
        for (int j = 0; j < found.Length; j++) FixedSum.AddScaled(Products[j] / (Values[j] + alpha), Vector(j), found);
        return found;
    }
}
