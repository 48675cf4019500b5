using Kolosal.Learning.Linear;
using Kolosal.Numerics;

namespace Kolosal.Learning.Preprocessing.Imputers;

/// <param name="Rounds">At most so many rounds over the columns. Default: 10.</param>
/// <param name="Tolerance">Rounds end when no value moves by more than this share of the greatest magnitude. Default: 0.001.</param>
public sealed record IterativeImputerOptions(int Rounds = 10, double Tolerance = 1e-3)
{
    /// <summary>At least 1.</summary>
    public int Rounds { get; } = Require.AtLeast(Rounds, 1);

    /// <summary>Finite, 0 or more.</summary>
    public double Tolerance { get; } = Require.NotNegative(Tolerance);
}

/// <summary>Predicts each column's holes from the other columns by Bayesian ridge regression, round after round: chained equations (van Buuren and
/// Groothuis-Oudshoorn, J. Stat. Software 45, 2011).</summary>
/// <remarks>
/// Holes start at the column's mean; columns are visited by how much is missing, the least first, and the expected value is put in (no draw), as
/// scikit-learn's IterativeImputer by default.
/// A row that is served goes through the very models of all rounds in their order.
/// </remarks>
public sealed class IterativeImputer(IterativeImputerOptions options) : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("iterative_imputer", TransformNeeds.Numbers,
        new SearchSpace(new IntegerParameter("rounds", 1, 30, 10, Log: true), new FloatParameter("tolerance", 1e-6, 0.1, 1e-3, Log: true)),
        given => new IterativeImputer(new IterativeImputerOptions(given.Integer("rounds"), given.Float("tolerance"))), Completes: true);

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int p = rows.Columns.Length, n = rows.Rows;
        double[] filled = rows.Features.ToArray(), means = new double[p];
        var holes = new List<int>[p];
        double greatest = 0;
        for (int c = 0; c < p; c++)
        {
            cancel.ThrowIfCancellationRequested();
            double[] values = ColumnStepsFitter.Column(rows, c);
            holes[c] = [.. Enumerable.Range(0, n).Where(row => double.IsNaN(values[row]))];
            if (holes[c].Count == n)
                throw new TrainingException($"'{Name}' needs at least one value in '{rows.Columns[c].Name}', got none; drop the column first.");
            means[c] = NumericSteps.FitImputer(ImputeStrategy.Mean, values).Value;
            foreach (double value in values) if (Math.Abs(value) > greatest) greatest = Math.Abs(value);
            foreach (int row in holes[c]) filled[row * p + c] = means[c];
        }
        int[] order = [.. Enumerable.Range(0, p).OrderBy(c => holes[c].Count)];
        var models = new List<ImputationModel>();
        for (int round = 0; p > 1 && round < options.Rounds; round++)
        {
            double moved = 0;
            foreach (int c in order)
            {
                var model = Model(rows, filled, c, cancel);
                models.Add(model);
                foreach (int row in holes[c])
                {
                    double value = model.Predict(filled.AsSpan(row * p, p));
                    moved = Math.Max(moved, Math.Abs(value - filled[row * p + c]));
                    filled[row * p + c] = value;
                }
            }
            if (moved <= options.Tolerance * greatest) break;
        }
        return new IterativeImputerTransform(rows.Columns, [.. means], [.. models]);
    }

    private static ImputationModel Model(FeatureRows rows, double[] filled, int column, CancellationToken cancel)
    {
        int p = rows.Columns.Length;
        var features = new List<double>();
        var targets = new List<double>();
        for (int row = 0; row < rows.Rows; row++)
        {
            if (double.IsNaN(rows.Row(row)[column])) continue;
            for (int c = 0; c < p; c++) if (c != column) features.Add(filled[row * p + c]);
            targets.Add(filled[row * p + column]);
        }
        var set = TrainingSet.Regression((double[])[.. features], rows.Columns.RemoveAt(column), (double[])[.. targets]);
        var mean = ((BayesianLinearPredictor)new BayesianRidgeTrainer(new BayesianRidgeOptions()).Fit(set, 0, cancel)).Mean;
        double[] coefficients = mean.Coefficients.ToArray();
        Span<double> intercept = stackalloc double[1];
        mean.Score(new double[p - 1], intercept);
        return new(column, intercept[0], [.. coefficients.AsSpan(0, column), 0, .. coefficients.AsSpan(column)]);
    }
}

/// <summary>The expected value of one column given the others.</summary>
/// <param name="Column">The column predicted.</param>
/// <param name="Intercept">Added.</param>
/// <param name="Coefficients">One a column; 0 for its own.</param>
public sealed record ImputationModel(int Column, double Intercept, ImmutableArray<double> Coefficients)
{
    /// <summary>The prediction for a row, kept within ±1e100.</summary>
    public double Predict(ReadOnlySpan<double> row) =>
        Math.Clamp(Intercept + FixedSum.Dot(Coefficients.AsSpan(), row), -ScaleStep.Max, ScaleStep.Max);

    /// <summary>Equal when the coefficients are, one by one.</summary>
    public bool Equals(ImputationModel? other) =>
        other is not null && Column == other.Column && Intercept == other.Intercept
            && Coefficients.AsSpan().SequenceEqual(other.Coefficients.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Column, Intercept);
}
