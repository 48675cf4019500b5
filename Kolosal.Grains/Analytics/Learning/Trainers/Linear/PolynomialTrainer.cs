using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <param name="Degree">Factors of a term at most, 1 to 6. Default: 2.</param>
/// <param name="InteractionOnly">Whether an input occurs once in a term at most, so that there are products but no powers. Default: no.</param>
/// <param name="Alpha">Ridge penalty of the terms' coefficients, above 0. Default: 1.</param>
public sealed record PolynomialOptions(int Degree = 2, bool InteractionOnly = false, double Alpha = 1)
{
    // Bounds of time and memory (see the trainer's remarks); chosen, not derived.
    internal const int MaxDegree = 6, MaxTerms = 3000;

    /// <summary>1 to 6.</summary>
    public int Degree { get; } = Require.Between(Degree, 1, MaxDegree);

    /// <summary>Finite, above 0.</summary>
    public double Alpha { get; } = Require.Positive(Alpha);
}

/// <summary>Ridge regression on all products of up to d inputs (Hastie, Tibshirani and Friedman,
/// The Elements of Statistical Learning, 5.1): the model expands its rows itself.</summary>
/// <remarks>The same as scikit-learn's PolynomialFeatures (without its constant) and Ridge in a row; terms
/// are not scaled again. At most 3,000 terms, since time grows with n T² and memory with T².</remarks>
public sealed class PolynomialTrainer(PolynomialOptions options) : Trainer(Descriptor)
{
    private const int ValuesBetweenPolls = 1 << 20;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("polynomial_regression", [LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(
            new IntegerParameter("degree", 2, 4, 2),
            new CategoricalParameter("terms", ["all", "interactions"], "all"),
            new FloatParameter("alpha", 1e-3, 1e5, 1, Log: true)),
        given => new PolynomialTrainer(new PolynomialOptions(
            given.Integer("degree"), given.Choice("terms") == "interactions", given.Float("alpha"))),
        PolynomialPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var expansion = PolynomialExpansion.Of(rows.Columns.Length, options.Degree, options.InteractionOnly, PolynomialOptions.MaxTerms)
            ?? throw new TrainingException($"Degree {options.Degree} of {rows.Columns.Length} columns has more than {PolynomialOptions.MaxTerms} "
                + "terms; lower the degree or drop columns.");
        var unit = TargetUnit.Of(rows);
        rows = unit.Standardise(rows);
        var (center, level) = Means(rows, expansion, cancel);
        var moments = new CrossMoments(center, level, cancel);
        Each(rows, expansion, cancel, (terms, target, weight) => moments.Add(terms, target, weight));
        var equations = moments.Centered();
        return new PolynomialPredictor(expansion, equations.ToPredictor(RidgeTrainer.Solve(equations, options.Alpha, cancel)).In(unit));
    }

    private static (double[] Terms, double Target) Means(TrainingSet rows, PolynomialExpansion expansion, CancellationToken cancel)
    {
        var sums = new double[expansion.Terms];
        double target = 0, total = 0;
        Each(rows, expansion, cancel, (terms, value, weight) =>
        {
            Numerics.FixedSum.AddScaled(weight, terms, sums);
            target += weight * value;
            total += weight;
        });
        return ([.. sums.Select(sum => sum / total)], target / total);
    }

    private static void Each(TrainingSet rows, PolynomialExpansion expansion, CancellationToken cancel, Action<double[], double, double> visit)
    {
        var terms = new double[expansion.Terms];
        int poll = Math.Max(1, ValuesBetweenPolls / (1 + terms.Length));
        for (int row = 0; row < rows.Rows; row++)
        {
            if (row % poll == 0) cancel.ThrowIfCancellationRequested();
            if (rows.Weight(row) == 0) continue;
            expansion.Expand(rows.Row(row), terms);
            visit(terms, rows.Targets.Span[row], rows.Weight(row));
        }
    }
}
