using Kolosal.Tabular;

namespace Kolosal.Learning.Validation;

/// <summary>Chooses the folds that a table's roles call for: by time when a column has that role, else by group, else stratified by class, else
/// plain. A ranking's lists are never cut, so they go before time.</summary>
public static class FoldPlan
{
    /// <summary>k folds of a table.</summary>
    /// <exception cref="TrainingException">There are too few rows or groups, or the time column has missing values.</exception>
    public static ImmutableArray<Fold> Folds(Frame table, LearningProblem problem, int k, ulong seed)
    {
        if (problem.Aim != LearningAim.Ranking && Times(table) is { } times) return Validation.Folds.TimeSeries(times, k);
        if (Groups(table) is { } groups) return Validation.Folds.Grouped(groups, k, seed);
        return problem.Task == LearningTask.Regression ? Validation.Folds.KFold(table.Rows, k, seed)
            : Validation.Folds.Stratified(problem.Labels(table), k, seed);
    }

    /// <summary>Training, validation and test part of a table.</summary>
    /// <exception cref="TrainingException">There are too few rows or groups, or the time column has missing values.</exception>
    public static Holdout Split(Frame table, LearningProblem problem, double validation, double test, ulong seed)
    {
        if (problem.Aim != LearningAim.Ranking && Times(table) is { } times) return Validation.Folds.SplitByTime(times, validation, test);
        if (Groups(table) is { } groups) return Validation.Folds.SplitByGroup(groups, validation, test, seed);
        return Validation.Folds.Split(table.Rows, validation, test, seed, problem.Task == LearningTask.Regression ? [] : problem.Labels(table));
    }

    private static double[]? Times(Frame table)
    {
        if (table.Schema.WithRole(ColumnRole.Time) is not { } schema) return null;
        var column = table[schema.Name];
        if (column.Missing.Count > 0)
            throw new TrainingException(
                $"The time column '{schema.Name}' has no value in {column.Missing.Count} rows; leave them out or drop the role.");
        return column is NumericColumn or DateTimeColumn ? [.. Enumerable.Range(0, table.Rows).Select(row => RawValue.At(column, row).Number)]
            : throw new TrainingException($"The time column '{schema.Name}' must hold numbers or dates, it is {schema.Type}.");
    }

    /// <summary>Rows without a group are a group each.</summary>
    private static int[]? Groups(Frame table)
    {
        if (table.Schema.WithRole(ColumnRole.Group) is not { } schema) return null;
        var column = table[schema.Name];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var groups = new int[table.Rows];
        int alone = 0;
        for (int row = 0; row < groups.Length; row++)
        {
            if (column.TextAt(row) is not { } name) groups[row] = --alone;
            else if (!numbers.TryGetValue(name, out groups[row])) numbers.Add(name, groups[row] = numbers.Count);
        }
        return groups;
    }
}
