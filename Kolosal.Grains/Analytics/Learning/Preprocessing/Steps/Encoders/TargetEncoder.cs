namespace Kolosal.Learning.Preprocessing.Encoders;

/// <param name="Smoothing">m ≥ 0: the prior counts as much as so many rows; null for the empirical Bayes value. Default: 10.</param>
/// <param name="Folds">Training rows are encoded from the other of so many folds. Default: 5.</param>
/// <param name="Shuffle">Whether rows are dealt into folds at random; otherwise row i is in fold i mod k. Default: yes.</param>
public sealed record TargetEncoderOptions(double? Smoothing = 10, int Folds = 5, bool Shuffle = true)
{
    /// <summary>Finite, 0 or more, or null.</summary>
    public double? Smoothing { get; } = Require.That(Smoothing,
        Smoothing is null || (Smoothing >= 0 && double.IsFinite(Smoothing.Value)), "finite and 0 or more");

    /// <summary>At least 2.</summary>
    public int Folds { get; } = Require.AtLeast(Folds, 2);
}

/// <summary>(Σ y + m · prior) / (n + m) over the rows of a code: the mean target, drawn to the overall mean where rows are few.</summary>
/// <remarks>
/// The m-estimate of Micci-Barreca (SIGKDD Explorations 3, 2001, eq. 3). Training rows are encoded out of fold, with the prior of the other folds.
/// Without a given m it is σ² / τ², the variance within codes over that between their means (both by moments, DerSimonian and Laird,
/// Controlled Clinical Trials 7, 1986): the James-Stein rule for means of unequal precision (Efron and Morris, JASA 70, 1975, section 4).
/// </remarks>
public sealed class TargetEncoder : TargetStatisticsFitter
{
    private readonly TargetEncoderOptions options;

    /// <summary>The encoder with a given m, or without.</summary>
    public TargetEncoder(TargetEncoderOptions options) : base(options.Smoothing is null ? JamesSteinDescriptor : Descriptor) =>
        this.options = options;

    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("target_encoder", TransformNeeds.Target | TransformNeeds.Categories,
        new SearchSpace(new FloatParameter("smoothing", 0, 1000, 10), new IntegerParameter("folds", 2, 20, 5)),
        given => new TargetEncoder(new TargetEncoderOptions(given.Float("smoothing"), given.Integer("folds"))));

    /// <summary>The entry of the empirical Bayes form in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor JamesSteinDescriptor { get; } = new("james_stein_encoder", TransformNeeds.Target | TransformNeeds.Categories,
        new SearchSpace(new IntegerParameter("folds", 2, 20, 5)), given =>
            new TargetEncoder(new TargetEncoderOptions(null, given.Integer("folds"))));

    private protected override Func<CategoryTotals, int, int, double> StatisticOf(TrainingSet rows, int column, CategoryTotals totals)
    {
        double[] smoothing = [.. Enumerable.Range(0, totals.Outputs).Select(k => options.Smoothing ?? EmpiricalSmoothing(rows, totals, k))];
        return (from, code, k) => double.IsInfinity(smoothing[k]) || from.Count(code) + smoothing[k] == 0 ? from.Prior(k)
            : (from.Sum(code, k) + smoothing[k] * from.Prior(k)) / (from.Count(code) + smoothing[k]);
    }

    private protected override void EncodeTraining(TrainingSet rows, int column, double[] encoded, int offset, int width, ulong seed,
        CancellationToken cancel) =>
        EncodeOutOfFold(rows, column, FoldsOf(rows.Rows, options.Folds, options.Shuffle, seed), options.Folds, encoded, offset, width,
            cancel);

    /// <summary>σ² / τ²; infinite where the means of codes differ by no more than chance.</summary>
    private static double EmpiricalSmoothing(TrainingSet rows, CategoryTotals totals, int k)
    {
        // Targets of 0 and 1 have Σ y² = Σ y; a regression's variance is taken as that of all rows less what lies between codes.
        double n = totals.AllCount, prior = totals.Prior(k), between = 0, squares = 0, all = 0;
        int codes = 0;
        for (int code = 0; code < totals.Codes; code++)
        {
            double count = totals.Count(code);
            if (count == 0) continue;
            codes++;
            squares += count * count;
            double gap = totals.Sum(code, k) / count - prior;
            between += count * gap * gap;
        }
        if (rows.Task == LearningTask.Regression)
            for (int row = 0; row < rows.Rows; row++) all += rows.Weight(row) * (rows.Targets.Span[row] - prior) * (rows.Targets.Span[row] - prior);
        else all = n * prior * (1 - prior);
        if (codes < 2 || n <= codes) return double.PositiveInfinity;
        double within = Math.Max(0, all - between) / (n - codes);
        double spread = (between - (codes - 1) * within) / (n - squares / n);
        return spread > 0 ? within / spread : double.PositiveInfinity;
    }
}
