using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What readers of a run should know before they trust its scores, as far as the way its rows are dealt shows it.</summary>
public static class PlanNotes
{
    private const int Shown = 10;

    /// <summary>One sentence a finding; empty when there is none.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="table">The whole dataset.</param>
    /// <exception cref="TrainingException">The table cannot be dealt.</exception>
    public static ImmutableArray<string> Of(RunPlan plan, Frame table)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        notes.AddRange(plan.Findings ?? []);
        if (plan.History is not null)
            notes.Add("What went before a row is an input of the model: whoever asks it gives the lags and windows with the row, null where there "
                + "is none.");
        if (plan.Problem.Aim == LearningAim.Ordinal)
            notes.Add($"The classes are learnt in this order, lowest first: {string.Join(", ", plan.Problem.Classes.Select(c => $"'{c}'"))}.");
        if (plan.Problem.Task == LearningTask.Regression) return notes.ToImmutable();
        var (development, test) = DataSplit.TestPart(table, plan);
        if (Absent(plan, development) is { Length: > 0 } untaught)
            notes.Add($"No row that the model learns from is of {untaught}: {Why(plan)}. It cannot learn to predict that.");
        if (Absent(plan, test) is { Length: > 0 } untested)
            notes.Add($"No row of the test part is of {untested}: {Why(plan)}. The scores say nothing about that.");
        return notes.ToImmutable();
    }

    /// <summary>The classes without a row that counts, in words.</summary>
    private static string Absent(RunPlan plan, Frame part)
    {
        var weight = part.Schema.WithRole(ColumnRole.Weight) is { } column ? part[column.Name] as NumericColumn : null;
        int[] labels = plan.Problem.Labels(part);
        bool[] seen = new bool[plan.Problem.Classes.Length];
        for (int row = 0; row < labels.Length; row++) seen[labels[row]] |= weight is null || weight.Values[row] > 0;
        string[] absent = [.. plan.Problem.Classes.Where((_, c) => !seen[c]).Select(name => $"class '{name}'")];
        return string.Join(", ", absent.Take(Shown)) + (absent.Length > Shown ? $" and {absent.Length - Shown} more" : "");
    }

    private static string Why(RunPlan plan) => plan.Split switch
    {
        SplitRule.Chronological => "the latest rows are held out",
        SplitRule.Grouped => "rows of one group stay together",
        _ => "too few of its rows count",
    };
}
