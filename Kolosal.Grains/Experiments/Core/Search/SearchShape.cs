using Kolosal.Learning;
using Kolosal.Learning.Search;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What a table and target are like, as far as it decides where a search begins.</summary>
/// <param name="Task">What is predicted.</param>
/// <param name="Data">The development rows.</param>
/// <param name="Choices">The choices of preprocessing that there is reason for.</param>
public sealed record SearchShape(LearningTask Task, DataShape Data, PreprocessingChoices Choices)
{
    /// <summary>Values a second of budget with which five folds leave room for a dozen candidates, and with which folds leave room for any.</summary>
    private const double MostValuesForFiveFolds = 4_000, MostValuesForFolds = 20_000;

    private const int FewerFolds = 3, ManyCategories = 30;

    /// <summary>Of a right tail that a logarithm straightens: the third standardised moment, chosen rather than derived.</summary>
    private const double SkewedFrom = 0.75;

    /// <summary>Development rows.</summary>
    public long Rows => Data.Rows;

    /// <summary>Values to learn from: rows × features.</summary>
    public double Values => Data.Values;

    /// <summary>Whether cross-validation would leave no time to try things.</summary>
    public bool IsTooHeavyForFolds(double? budgetSeconds) => budgetSeconds is { } budget && Values / budget > MostValuesForFolds;

    /// <summary>The usual number of folds under a budget.</summary>
    public static int FoldsFor(Frame table, double? budgetSeconds) =>
        budgetSeconds is { } budget
        && (double)table.Rows * table.Schema.Features.Count() / budget is > MostValuesForFiveFolds and <= MostValuesForFolds
            ? FewerFolds : RunPlanner.DefaultFolds;

    /// <summary>Of a table.</summary>
    /// <param name="rows">Rows with a target.</param>
    /// <param name="problem">What is predicted.</param>
    /// <param name="development">How many of them are learnt from.</param>
    public static SearchShape Of(Frame rows, LearningProblem problem, int development)
    {
        ColumnSchema[] features = [.. rows.Schema.WithTarget(problem.Target).Features];
        int categories = features.Count(f => f.Type is ColumnType.Categorical or ColumnType.Boolean);
        int most = features.Select(f => rows[f.Name] is CategoricalColumn column ? column.Dictionary.Length : 0).DefaultIfEmpty(0).Max();
        double[] targets = problem.Task == LearningTask.Regression ? problem.Targets(rows) : [];
        bool skewed = targets.Length > 0 && targets.Min() >= 0 && Skewness(targets) > SkewedFrom;
        return new(problem.Task,
            new(development, features.Length, (double)categories / features.Length, most, problem.Classes.Length, Imbalance(rows, problem),
                targets.Length > 0 && targets.All(t => t >= 0 && t == Math.Floor(t)), skewed),
            new(most > ManyCategories, skewed, features.Any(f => f.Type == ColumnType.Text)));
    }

    private static double Imbalance(Frame rows, LearningProblem problem)
    {
        if (problem.Task == LearningTask.Regression) return 1;
        var counts = new int[problem.Classes.Length];
        foreach (int label in problem.Labels(rows)) counts[label]++;
        return (double)counts.Max() / Math.Max(1, counts.Min());
    }

    private static double Skewness(double[] values)
    {
        double mean = values.Average(), second = 0, third = 0;
        foreach (double value in values)
        {
            double gap = value - mean;
            second += gap * gap;
            third += gap * gap * gap;
        }
        return second > 0 ? third / values.Length / Math.Pow(second / values.Length, 1.5) : 0;
    }
}
