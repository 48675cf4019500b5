using System.Globalization;
using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>Holds what a model has to keep against the data: directions, interactions, fairness, calibration; refuses what has no meaning.</summary>
internal static class LimitPlanner
{
    /// <summary>The directions; null for none.</summary>
    public static ImmutableSortedDictionary<string, MonotoneDirection>? Monotone(
        ImmutableSortedDictionary<string, string>? given, Frame rows, LearningProblem problem)
    {
        if (given is null || given.IsEmpty) return null;
        if (problem.Task == LearningTask.Multiclass)
            throw new RunOptionException("monotone", "Several classes have no direction; monotone columns need a binary target or a number.");
        foreach (string column in given.Keys)
            if (!rows.Schema.WithTarget(problem.Target).Features.Any(f => f.Name == column && f.Type == ColumnType.Numeric))
                throw new RunOptionException("monotone", $"'{column}' is no feature with numbers, so nothing can rise or fall with it.");
        return given.ToImmutableSortedDictionary(p => p.Key, p => p.Value switch
        {
            "increasing" => MonotoneDirection.Increasing,
            "decreasing" => MonotoneDirection.Decreasing,
            _ => throw new RunOptionException("monotone", $"A direction is increasing or decreasing, got '{p.Value}' for '{p.Key}'."),
        }, StringComparer.Ordinal);
    }

    /// <summary>The groups of columns; null for no limit.</summary>
    public static ImmutableArray<ImmutableArray<string>>? Interactions(
        ImmutableArray<ImmutableArray<string>>? given, Frame rows, LearningProblem problem)
    {
        const string Option = "interaction_constraints";
        if (given is not { IsDefaultOrEmpty: false } groups) return null;
        string[] features = [.. rows.Schema.WithTarget(problem.Target).Features.Select(f => f.Name)];
        foreach (var group in groups)
        {
            if (group.IsDefaultOrEmpty || group.Distinct(StringComparer.Ordinal).Count() < group.Length)
                throw new RunOptionException(Option, "A group names at least one column, each once.");
            if (group.FirstOrDefault(name => !features.Contains(name)) is { } unknown)
                throw new RunOptionException(Option, $"'{unknown}' is no feature, so it acts together with none.");
        }
        return groups;
    }

    /// <summary>The rule with its columns; null for none.</summary>
    public static FairnessRule? Fairness(FairnessRule? given, Frame rows, LearningProblem problem)
    {
        if (given is null) return null;
        if (problem.Task != LearningTask.Binary)
            throw new RunOptionException("fairness_constraint", "Disparate impact is a ratio of favourable decisions; it needs a binary target.");
        if (given.MinDisparateImpact is not (> 0 and <= 1))
            throw new RunOptionException("fairness_constraint", string.Create(CultureInfo.InvariantCulture,
                $"The least disparate impact is above 0 and at most 1, got {given.MinDisparateImpact}."));
        ImmutableArray<string> columns = given.Columns.IsDefaultOrEmpty ? [.. rows.Schema.ProtectedColumns.Select(c => c.Name)] : given.Columns;
        if (columns.IsEmpty)
            throw new RunOptionException(
                "fairness_constraint", "No column is a protected attribute; name them, or declare them in the dataset's schema.");
        foreach (string column in columns)
            if (rows.Schema.IndexOf(column) < 0)
                throw new RunOptionException("fairness_constraint", $"There is no column '{column}'.");
        return given with { Columns = columns };
    }

    /// <summary>The trainers whose rows can be weighed, with a note of those whose cannot.</summary>
    public static ImmutableArray<string> ThatTakeWeights(ImmutableArray<string> trainers, List<string> notes)
    {
        ImmutableArray<string> able = [.. trainers.Where(name => Trainers.Get(name).TakesWeights)];
        if (able.IsEmpty)
            throw new RunOptionException(
                "fairness_constraint", $"Reweighing needs a trainer that weighs rows, and {string.Join(", ", trainers)} cannot.");
        if (able.Length < trainers.Length) notes.Add($"Left out, since they cannot weigh rows: {string.Join(", ", trainers.Except(able))}.");
        return able;
    }

    /// <summary>The trainers that keep terms, with a note of those that do not.</summary>
    public static ImmutableArray<string> ThatKeep(
        string option, string what, ImmutableArray<string> trainers, TrainerTerms terms, List<string> notes)
    {
        ImmutableArray<string> able = [.. trainers.Where(name => Trainers.Get(name).Under(terms) is not null)];
        if (able.IsEmpty)
        {
            string[] others = [.. Trainers.All.Where(t => t.Under(terms) is not null).Select(t => t.Name)];
            throw new RunOptionException(option, $"None of the trainers that there are for this run keeps a {what}; "
                + (others.Length > 0 ? $"use {string.Join(", ", others)}." : "no trainer does for such a target, so leave the option out."));
        }
        if (able.Length < trainers.Length)
            notes.Add($"Left out, since they keep no {what}: {string.Join(", ", trainers.Except(able))}.");
        return able;
    }

    /// <summary>The map asked for; null where held-out log loss chooses.</summary>
    public static CalibrationRule? Calibration(string? word, LearningProblem problem)
    {
        if (word is null or "auto") return null;
        if (problem.Task == LearningTask.Regression)
            throw new RunOptionException("calibration", "Probabilities are calibrated, and this run predicts a number; leave the option out.");
        return word switch
        {
            "none" => CalibrationRule.None,
            "temperature" => CalibrationRule.Temperature,
            "platt" => CalibrationRule.Platt,
            "beta" => CalibrationRule.Beta,
            "isotonic" => CalibrationRule.Isotonic,
            "dirichlet" when problem.Task == LearningTask.Multiclass => CalibrationRule.Dirichlet,
            _ => throw new RunOptionException("calibration",
                "Probabilities are calibrated by auto, none, temperature, platt, beta, isotonic or, of three classes or more, dirichlet; got "
                + $"'{word}'."),
        };
    }
}
