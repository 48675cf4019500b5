using System.Globalization;
using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What a run is asked to predict of its target.</summary>
/// <param name="Task">Number or classes; null lets the target decide. Where no task is named, a level, an order of the classes or a metric that
/// measures one task alone names it.</param>
/// <param name="Aim">What is said of it; null for the mean, or classes without an order.</param>
/// <param name="Level">Of a quantile.</param>
/// <param name="Order">Classes, lowest first; empty where none is given.</param>
public sealed record RunTask(LearningTask? Task, LearningAim? Aim, double Level, ImmutableArray<string> Order)
{
    private const double Median = 0.5, LowestLevel = 0.01, HighestLevel = 0.99;

    /// <summary>Whether the metric asked for is one of numbers alone: of a column with few numbers it tells that they are not classes.</summary>
    private bool MeasuresNumbers { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="RunOptionException">They contradict each other, or mean nothing.</exception>
    public static RunTask Of(RunOptions options)
    {
        ImmutableArray<string> order = options.ClassOrder is { IsDefault: false } given ? given : [];
        var measured = Metrics.All.FirstOrDefault(known => known.Name == options.Metric);
        string? word = options.Task ?? (options.Quantile is not null ? "quantile" : !order.IsEmpty ? "ordinal" : ImpliedBy(measured));
        var task = word switch
        {
            null => new RunTask(null, null, Median, order) { MeasuresNumbers = measured is { Tasks: [LearningTask.Regression] } },
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

    /// <summary>The task that a metric measures and no other does; null for metrics of several tasks.</summary>
    private static string? ImpliedBy(Metric? metric) => metric?.Aim switch
    {
        LearningAim.Quantile => "quantile",
        LearningAim.Ordinal => "ordinal",
        LearningAim.Ranking => "ranking",
        _ => null,
    };

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
        null when MeasuresNumbers && rows[target].Type == ColumnType.Numeric => LearningProblem.Infer(rows, target, LearningTask.Regression, null),
        _ => LearningProblem.Infer(rows, target, Task, Task == LearningTask.Regression ? null : positiveClass),
    };
}
