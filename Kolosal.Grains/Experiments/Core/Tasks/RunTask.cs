using System.Globalization;
using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What a run is asked to predict of its target.</summary>
/// <param name="Task">Number or classes; null lets the target decide.</param>
/// <param name="Aim">What is said of it; null for the mean, or classes without an order.</param>
/// <param name="Level">Of a quantile.</param>
/// <param name="Order">Classes, lowest first; empty where none is given.</param>
public sealed record RunTask(LearningTask? Task, LearningAim? Aim, double Level, ImmutableArray<string> Order)
{
    private const double Median = 0.5, LowestLevel = 0.01, HighestLevel = 0.99;

    /// <summary>Reads the options.</summary>
    /// <exception cref="RunOptionException">They contradict each other, or mean nothing.</exception>
    public static RunTask Of(RunOptions options)
    {
        ImmutableArray<string> order = options.ClassOrder is { IsDefault: false } given ? given : [];
        string? word = options.Task ?? (options.Quantile is not null ? "quantile" : !order.IsEmpty ? "ordinal" : null);
        var task = word switch
        {
            null => new RunTask(null, null, Median, order),
            "binary" => new(LearningTask.Binary, null, Median, order),
            "multiclass" => new(LearningTask.Multiclass, null, Median, order),
            "regression" => new(LearningTask.Regression, null, Median, order),
            "quantile" => new(LearningTask.Regression, LearningAim.Quantile, options.Quantile ?? Median, order),
            "count" => new(LearningTask.Regression, LearningAim.Count, Median, order),
            "ordinal" => new(LearningTask.Multiclass, LearningAim.Ordinal, Median, order),
            "ranking" => new(LearningTask.Regression, LearningAim.Ranking, Median, order),
            _ => throw new RunOptionException("task",
                $"A task is binary, multiclass, regression, quantile, count, ordinal or ranking, got '{word}'."),
        };
        if (options.Quantile is { } level && task.Aim != LearningAim.Quantile)
            throw new RunOptionException("quantile", $"A level belongs to the task quantile, and the task is {word}; leave one of the two out.");
        if (task.Level is not (>= LowestLevel and <= HighestLevel))
            throw new RunOptionException("quantile", string.Create(CultureInfo.InvariantCulture,
                $"The level of a quantile is {LowestLevel} to {HighestLevel}, got {task.Level}."));
        if (!order.IsEmpty && task.Aim != LearningAim.Ordinal)
            throw new RunOptionException("class_order", $"An order of classes belongs to the task ordinal, and the task is {word}; leave one of the "
                + "two out.");
        return task;
    }

    /// <summary>The problem on all rows that have a target.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="target">The target.</param>
    /// <param name="positiveClass">The label to be put last of two; null for the greater one.</param>
    /// <exception cref="TrainingException">The target does not fit the task.</exception>
    public LearningProblem On(Frame rows, string target, string? positiveClass) => Aim switch
    {
        LearningAim.Quantile => AimedProblems.Quantile(rows, target, Level),
        LearningAim.Count => AimedProblems.Count(rows, target),
        LearningAim.Ordinal => AimedProblems.Ordinal(rows, target, Order),
        LearningAim.Ranking => AimedProblems.Ranking(rows, target),
        _ => LearningProblem.Infer(rows, target, Task, Task == LearningTask.Regression ? null : positiveClass),
    };
}
