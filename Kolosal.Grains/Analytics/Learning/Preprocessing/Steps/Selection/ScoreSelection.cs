using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Selection;

/// <summary>How columns are scored one by one.</summary>
public enum SelectionScore
{
    /// <summary>F of an analysis of variance for classes, of a simple regression for numbers.</summary>
    FTest,

    /// <summary>χ² of non-negative amounts against classes.</summary>
    ChiSquare,

    /// <summary>Mutual information: neighbours for numbers, shares for codes.</summary>
    MutualInformation,
}

/// <param name="Score">How columns are scored.</param>
/// <param name="Share">The share of columns that stays, above 0, at most 1; at least one column. Default: 0.5.</param>
/// <param name="Columns">So many columns stay, whatever the share; or null. Default: null.</param>
/// <param name="Neighbours">k of the mutual information of numbers. Default: 3.</param>
/// <param name="MaxRows">Mutual information looks at a random sample of so many rows at most. Default: 5,000.</param>
public sealed record ScoreSelectionOptions(SelectionScore Score, double Share = 0.5, int? Columns = null, int Neighbours = 3, int MaxRows = 5000)
{
    /// <summary>Above 0, at most 1.</summary>
    public double Share { get; } = Require.AboveUpTo(Share, 0, 1);

    /// <summary>At least 1, or null.</summary>
    public int? Columns { get; } = Require.That(Columns, Columns is null or >= 1, "at least 1");

    /// <summary>At least 1.</summary>
    public int Neighbours { get; } = Require.AtLeast(Neighbours, 1);

    /// <summary>At least 10.</summary>
    public int MaxRows { get; } = Require.AtLeast(MaxRows, 10);
}

/// <summary>Keeps the columns that by themselves say most of the target; of equal scores the earlier one.</summary>
public sealed class ScoreSelection : TransformFitter
{
    private readonly ScoreSelectionOptions options;

    /// <summary>The step of a score.</summary>
    public ScoreSelection(ScoreSelectionOptions options) : base(DescriptorOf(options.Score)) => this.options = options;

    /// <summary>The F-test's entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor FTest { get; } = Entry(
        "f_test_selection", SelectionScore.FTest, TransformNeeds.Target | TransformNeeds.Complete | TransformNeeds.Numbers);

    /// <summary>The χ² test's entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor ChiSquare { get; } =
        Entry("chi_square_selection", SelectionScore.ChiSquare,
            TransformNeeds.Target | TransformNeeds.Complete | TransformNeeds.NonNegative | TransformNeeds.Numbers);

    /// <summary>Mutual information's entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor MutualInformationEntry { get; } =
        Entry("mutual_information_selection", SelectionScore.MutualInformation, TransformNeeds.Target | TransformNeeds.Complete);

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var set = options.Score == SelectionScore.ChiSquare ? WithClasses(rows) : WithTarget(rows);
        if (options.Score == SelectionScore.MutualInformation && set.Rows > options.MaxRows)
        {
            int[] drawn = [.. Enumerable.Range(0, set.Rows)];
            new SeededRandom(seed).Shuffle<int>(drawn);
            set = set.Take([.. drawn.Take(options.MaxRows).Order()]);
        }
        double[] scores = new double[rows.Columns.Length];
        for (int c = 0; c < scores.Length; c++)
        {
            cancel.ThrowIfCancellationRequested();
            scores[c] = Score(set, c, SeededRandom.Derive(seed, (ulong)c), cancel);
        }
        int count = Math.Min(scores.Length, options.Columns ?? Math.Max(1, (int)Math.Round(options.Share * scores.Length)));
        return new SelectTransform(rows.Columns, [.. Enumerable.Range(0, scores.Length).OrderByDescending(c => scores[c]).Take(count).Order()],
            [.. scores]);
    }

    private double Score(TrainingSet rows, int column, ulong seed, CancellationToken cancel)
    {
        double[] x = ColumnStepsFitter.Column(rows, column);
        bool regression = rows.Task == LearningTask.Regression;
        switch (options.Score)
        {
            case SelectionScore.FTest:
                return regression ? FeatureScores.RegressionF(x, rows.Targets.Span).Value
                    : FeatureScores.OneWayF(x, rows.Labels.Span, rows.Classes).Value;
            case SelectionScore.ChiSquare:
                return FeatureScores.ChiSquare(x, rows.Labels.Span, rows.Classes).Value;
            default:
                if (!rows.Columns[column].IsCategorical)
                    return regression ? MutualInformation.OfNumbers(x, rows.Targets.Span, options.Neighbours, seed, cancel)
                        : MutualInformation.OfNumberAndCode(x, rows.Labels.Span, options.Neighbours, seed);
                int[] codes = [.. x.Select(v => (int)v)];
                return regression ? MutualInformation.OfNumberAndCode(rows.Targets.Span, codes, options.Neighbours, seed)
                    : MutualInformation.OfCodes(codes, rows.Labels.Span);
        }
    }

    private static TransformDescriptor DescriptorOf(SelectionScore score) => score switch
    {
        SelectionScore.FTest => FTest,
        SelectionScore.ChiSquare => ChiSquare,
        _ => MutualInformationEntry,
    };

    private static TransformDescriptor Entry(string name, SelectionScore score, TransformNeeds needs) => new(name, needs,
        new SearchSpace(new FloatParameter("share", 0.05, 1, 0.5)), given =>
            new ScoreSelection(new ScoreSelectionOptions(score, given.Float("share"))));
}
