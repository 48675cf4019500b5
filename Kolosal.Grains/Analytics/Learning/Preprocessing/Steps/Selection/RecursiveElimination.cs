using Kolosal.Learning.Linear;
using Kolosal.Learning.Preprocessing.Scalers;

namespace Kolosal.Learning.Preprocessing.Selection;

/// <param name="Share">The share of columns that stays, above 0, at most 1; at least one column. Default: 0.5.</param>
/// <param name="Step">The share of the remaining columns that leaves at each round, above 0, below 1; at least one. Default: 0.1.</param>
public sealed record RecursiveEliminationOptions(double Share = 0.5, double Step = 0.1)
{
    /// <summary>Above 0, at most 1.</summary>
    public double Share { get; } = Require.AboveUpTo(Share, 0, 1);

    /// <summary>Above 0, below 1.</summary>
    public double Step { get; } = Require.Inside(Step, 0, 1);
}

/// <summary>Recursive feature elimination (Guyon et al., Machine Learning 46, 2002): fit,
/// drop the columns of least weight, fit again, until few enough are left.</summary>
/// <remarks>
/// The model is logistic regression for classes and ridge regression for numbers, at their defaults, on standardised columns;
/// a column's weight is the sum of its squared coefficients over the classes. Scores are the rounds that a column lasted.
/// </remarks>
public sealed class RecursiveElimination(RecursiveEliminationOptions options) : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } =
        new("recursive_elimination", TransformNeeds.Target | TransformNeeds.Complete | TransformNeeds.Numbers,
        new SearchSpace(new FloatParameter("share", 0.05, 1, 0.5), new FloatParameter("step", 0.05, 0.5, 0.1)),
        given => new RecursiveElimination(new RecursiveEliminationOptions(given.Float("share"), given.Float("step"))));

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var (_, scaled) = new StandardScaler(new()).FitTransform(rows, 0, cancel);
        var set = WithTarget(scaled);
        var trainer = Trainers.Get(set.Task == LearningTask.Regression ? RidgeTrainer.Descriptor.Name : LogisticTrainer.Descriptor.Name);
        int wanted = Math.Max(1, (int)Math.Round(options.Share * rows.Columns.Length));
        int[] left = [.. Enumerable.Range(0, rows.Columns.Length)];
        double[] rounds = new double[left.Length];
        while (left.Length > wanted)
        {
            var model = (LinearPredictor)trainer.Create(trainer.Space.Defaults).Fit(Columns(set, left), seed, cancel);
            double[] weights = new double[left.Length];
            for (int i = 0; i < model.Coefficients.Length; i++) weights[i % left.Length] += model.Coefficients[i] * model.Coefficients[i];
            int leaving = Math.Min(left.Length - wanted, Math.Max(1, (int)(options.Step * left.Length)));
            left = [.. Enumerable.Range(0, left.Length).OrderByDescending(i => weights[i]).Take(left.Length - leaving).Order().Select(i => left[i])];
            foreach (int c in left) rounds[c]++;
        }
        return new SelectTransform(rows.Columns, [.. left], [.. rounds]);
    }

    private static TrainingSet Columns(TrainingSet rows, int[] columns)
    {
        var features = new double[rows.Rows * columns.Length];
        for (int row = 0; row < rows.Rows; row++)
            for (int i = 0; i < columns.Length; i++) features[row * columns.Length + i] = rows.Row(row)[columns[i]];
        return rows.WithFeatures(features, [.. columns.Select(c => rows.Columns[c])]);
    }
}
