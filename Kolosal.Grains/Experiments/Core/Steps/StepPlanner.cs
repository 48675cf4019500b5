using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>Decides which steps and losses a search may change.</summary>
internal static class StepPlanner
{
    /// <summary>Below this share of even classes the rarest is worth balancing: a tenth of the rows for two classes.</summary>
    private const double RareShare = 0.2;

    /// <summary>Neighbours of more rows take longer to find than most trainers take to fit.</summary>
    private const int MostRowsForNeighbours = 10_000;

    /// <summary>The choices; null where there is none.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="rows">Rows with a target.</param>
    /// <param name="problem">What is predicted.</param>
    /// <param name="metric">What the run optimises.</param>
    /// <param name="shape">The table.</param>
    /// <param name="searches">Whether there are trials beyond one a trainer.</param>
    /// <exception cref="RunOptionException">There is no such step.</exception>
    public static StepChoices? Of(
        RunOptions options, Frame rows, LearningProblem problem, string metric, SearchShape shape, bool searches)
    {
        double[] targets = problem.Task == LearningTask.Regression ? problem.Targets(rows) : [];
        bool imbalanced = searches && problem.Task != LearningTask.Regression && RarestShare(rows, problem) < RareShare / problem.Classes.Length;
        var choices = new StepChoices(
            PlanTerms.LossesFor(problem, metric, targets, shape), PlanTerms.TriesDropout(options.TimeBudgetSeconds, searches), imbalanced,
            imbalanced && shape.Rows <= MostRowsForNeighbours, searches && shape.Choices.HasText, Selection(options.Selection));
        return choices.AreNone ? null : choices;
    }

    private static string? Selection(string? word) => word switch
    {
        null or "none" => null,
        "boruta" => "boruta_selection",
        _ => throw new RunOptionException("selection", $"Features are selected by none or boruta, got '{word}'."),
    };

    private static double RarestShare(Frame rows, LearningProblem problem)
    {
        int[] counts = new int[problem.Classes.Length];
        foreach (int label in problem.Labels(rows)) counts[label]++;
        return (double)counts.Min() / rows.Rows;
    }
}
