using Kolosal.Learning;
using Kolosal.Learning.Validation;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>Deals rows into a test part, and the rest into folds or a validation part. A pure function of the rows and the plan.</summary>
public static class DataSplit
{
    /// <summary>How <see cref="FoldPlan"/> deals such a table.</summary>
    public static SplitRule RuleFor(TableSchema schema, LearningProblem problem) =>
        problem.Aim == LearningAim.Ranking ? SplitRule.Grouped
        : schema.WithRole(ColumnRole.Time) is not null ? SplitRule.Chronological
        : schema.WithRole(ColumnRole.Group) is not null ? SplitRule.Grouped
        : problem.Task == LearningTask.Regression ? SplitRule.Random : SplitRule.Stratified;

    /// <summary>The rows that have a target, in a development and a test part; each keeps the order of the table.</summary>
    /// <param name="table">The whole dataset.</param>
    /// <param name="plan">The plan.</param>
    /// <exception cref="TrainingException">The table is not the one that was planned for, or cannot be dealt.</exception>
    public static (Frame Development, Frame Test) TestPart(Frame table, RunPlan plan)
    {
        // Before any row is set aside: what went before a row is known when it is scored, whichever part it is in.
        table = HistoryPlanner.Add(table, plan.History);
        int[] known = LearningProblem.RowsWithTarget(table, plan.Problem.Target);
        if (known.Length != plan.Rows)
            throw new TrainingException($"The plan is for {plan.Rows} rows with a target, the dataset has {known.Length}; start a new run.");
        var rows = known.Length == table.Rows ? table : table.SelectRows(known);
        var parts = FoldPlan.Split(rows, plan.Problem, validation: 0, plan.TestShare, plan.SeedFor(SeedPurpose.TestPart));
        if (plan.DuplicatesTogether == true) parts = DuplicateRows.Together(parts, DuplicateRows.FirstOf(rows, plan.Problem));
        return (rows.SelectRows(parts.Training.AsSpan()), rows.SelectRows(parts.Test.AsSpan()));
    }

    /// <summary>What trials are scored on; one fold when a single part is held out.</summary>
    public static ImmutableArray<Fold> ValidationParts(Frame development, RunPlan plan)
    {
        ulong seed = plan.SeedFor(SeedPurpose.ValidationParts);
        int[]? first = plan.DuplicatesTogether == true ? DuplicateRows.FirstOf(development, plan.Problem) : null;
        if (plan.Validation == ValidationRule.Folds)
        {
            var folds = FoldPlan.Folds(development, plan.Problem, plan.Folds, seed);
            return first is null ? folds : DuplicateRows.Together(folds, first);
        }
        var parts = FoldPlan.Split(development, plan.Problem, 1.0 / plan.Folds, test: 0, seed);
        if (first is not null) parts = DuplicateRows.Together(parts, first);
        return [new Fold(parts.Training, parts.Validation)];
    }
}
