using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>What a plan asks of every trainer.</summary>
public static class PlanTerms
{
    /// <summary>A search of less time has none for boosting with dropout, whose rounds score all earlier ones anew.</summary>
    private const double LeastSecondsForDropout = 600;

    /// <summary>The terms.</summary>
    public static TrainerTerms Of(RunPlan plan) => Of(plan.Problem, plan.Monotone, plan.Interactions) with
    {
        Losses = plan.Steps?.Losses ?? [],
        Dropout = plan.Steps is { Dropout: true },
    };

    /// <summary>What a trainer has to keep.</summary>
    /// <param name="problem">What is predicted.</param>
    /// <param name="monotone">Directions by column; null for none.</param>
    /// <param name="interactions">Groups of columns; null for no limit.</param>
    public static TrainerTerms Of(
        LearningProblem problem, ImmutableSortedDictionary<string, MonotoneDirection>? monotone,
        ImmutableArray<ImmutableArray<string>>? interactions) => new()
        {
            Aim = problem.Aim,
            Level = problem.Level ?? TrainerTerms.Free.Level,
            Directions = monotone is null ? ImmutableSortedDictionary<string, int>.Empty
            : monotone.ToImmutableSortedDictionary(d => d.Key, d => d.Value == MonotoneDirection.Increasing ? 1 : -1, StringComparer.Ordinal),
            Interactions = interactions ?? [],
        };

    /// <summary>Whether dropout is among what a search tries.</summary>
    /// <param name="budgetSeconds">Null for no limit in time, which is one of trials.</param>
    /// <param name="searches">Whether there are trials beyond one a trainer.</param>
    public static bool TriesDropout(double? budgetSeconds, bool searches) => searches && budgetSeconds >= LeastSecondsForDropout;

    /// <summary>The losses that trials of a regression may be fitted by, the usual one first; null where the trainers' own is the only one.
    /// </summary>
    /// <remarks>
    /// Those that aim at what the metric measures, and are defined for the target's values: of a target that may be negative, under a metric of
    /// squares, the squared error alone.
    /// </remarks>
    /// <param name="problem">What is predicted.</param>
    /// <param name="metric">What the run optimises.</param>
    /// <param name="targets">Of all rows with one.</param>
    /// <param name="shape">The table.</param>
    public static ImmutableArray<string>? LossesFor(LearningProblem problem, string metric, ReadOnlySpan<double> targets, SearchShape shape)
    {
        if (problem.Task != LearningTask.Regression || problem.Aim is LearningAim.Quantile or LearningAim.Ranking) return null;
        bool notNegative = true, positive = true;
        foreach (double target in targets) (notNegative, positive) = (notNegative && target >= 0, positive && target > 0);
        if (problem.Aim == LearningAim.Count) return ["poisson", "tweedie", "squared"];
        return metric switch
        {
            "mae" or "medae" or "mape" or "smape" => ["squared", "absolute", "huber"],
            "poisson_deviance" when notNegative => ["poisson", "tweedie"],
            "gamma_deviance" when positive => ["gamma", "tweedie"],
            "rmsle" when notNegative => ["squared", "poisson", "tweedie"],
            _ when positive && shape.Choices.SkewedTarget => ["squared", "gamma", "tweedie"],
            _ when notNegative && (shape.Data.CountTarget || shape.Choices.SkewedTarget) => ["squared", "poisson", "tweedie"],
            _ => null,
        };
    }
}
