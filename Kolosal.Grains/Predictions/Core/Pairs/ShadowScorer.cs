using Kolosal.Learning;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>Has a challenger score rows as the champion's log keeps them. Not thread-safe.</summary>
/// <remarks>The log keeps numbers as they are and categories by index into the champion's list; a category that the champion did not know is −1,
/// and its name is lost, so that a challenger that may know it cannot be asked fairly: such rows stay unscored and are counted.</remarks>
public sealed class ShadowScorer
{
    private readonly Scorer scorer;
    private readonly LoggedColumn[] columns;
    private readonly int[] slots, classes;
    private readonly RawValue[] row;
    private readonly double[] said;

    private ShadowScorer(Scorer scorer, LoggedColumn[] columns, int[] slots, int[] classes)
    {
        (this.scorer, this.columns, this.slots, this.classes) = (scorer, columns, slots, classes);
        row = new RawValue[slots.Length];
        said = new double[scorer.Outputs];
    }

    /// <summary>Whether outputs are values and not probabilities.</summary>
    public bool Regression => scorer.Problem.Task == LearningTask.Regression;

    /// <summary>Outputs of a row.</summary>
    public int Outputs => scorer.Outputs;

    /// <summary>Values of a logged row.</summary>
    public int Inputs => columns.Length;

    /// <summary>A scorer, or why there can be none.</summary>
    /// <param name="challenger">The challenger.</param>
    /// <param name="logged">The columns of the champion's log, in order.</param>
    /// <param name="championClasses">The champion's classes in output order; empty for regression.</param>
    public static (ShadowScorer? Scorer, string? NotPossible) Of(
        Scorer challenger, ImmutableArray<LoggedColumn> logged, ImmutableArray<string> championClasses)
    {
        bool regression = challenger.Problem.Task == LearningTask.Regression;
        ImmutableArray<string> own = regression ? [] : challenger.Problem.Classes;
        if (own.Length != championClasses.Length || own.Except(championClasses).Any())
            return (null, $"The challenger answers other classes ({Names(own)}) than the champion ({Names(championClasses)}).");
        var inputs = challenger.InputSchema.Columns;
        int[] slots = new int[inputs.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            string name = inputs[i].Name;
            slots[i] = Array.FindIndex([.. logged], column => column.Name == name);
            if (slots[i] < 0) return (null, $"The challenger needs the column '{inputs[i].Name}', which the champion's log does not have.");
            bool categorical = logged[slots[i]].Categorical;
            if (inputs[i].Type == ColumnType.Text || (categorical && logged[slots[i]].Categories.IsEmpty))
                return (null, $"The column '{inputs[i].Name}' is free text, which the log does not keep.");
            if (categorical != (inputs[i].Type == ColumnType.Categorical))
                return (null, $"The column '{inputs[i].Name}' has another type for the challenger than for the champion.");
        }
        int[] classes = regression ? [0] : [.. championClasses.Select(name => own.IndexOf(name))];
        return (new(challenger, [.. logged], slots, classes), null);
    }

    /// <summary>Scores a logged row.</summary>
    /// <param name="inputs"><see cref="Inputs"/> values.</param>
    /// <param name="outputs">Receives <see cref="Outputs"/> values, classes in the champion's order.</param>
    /// <returns>False when it cannot be scored.</returns>
    public bool TryScore(ReadOnlySpan<double> inputs, Span<double> outputs)
    {
        for (int i = 0; i < slots.Length; i++)
        {
            double value = inputs[slots[i]];
            var column = columns[slots[i]];
            if (!column.Categorical) row[i] = value;
            else if (double.IsNaN(value)) row[i] = RawValue.Missing;
            else if (value >= 0 && value < column.Categories.Length) row[i] = column.Categories[(int)value];
            else return false;
        }
        if (scorer.Check(new RawRow(row)) is not null) return false;
        scorer.Predict(new RawRow(row), said);
        for (int k = 0; k < classes.Length; k++) outputs[k] = said[classes[k]];
        return true;
    }

    private static string Names(ImmutableArray<string> classes) => classes.IsEmpty ? "a number" : string.Join(", ", classes.Take(10));
}
