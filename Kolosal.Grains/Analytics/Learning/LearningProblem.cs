using System.Globalization;
using System.Text.Json.Serialization;
using Kolosal.Tabular;

namespace Kolosal.Learning;

/// <summary>What is predicted from a table; settled once on all rows, so that every fold numbers the classes alike.</summary>
/// <param name="Target">The target column.</param>
/// <param name="Task">What kind of prediction.</param>
/// <param name="Classes">The class labels in index order (the second of two is the positive one); empty for regression.</param>
/// <param name="Aim">What a model says of the target where that is not its mean or classes without an order; null where it is.</param>
/// <param name="Level">The level of a quantile, in (0, 1); null otherwise.</param>
public sealed record LearningProblem(
    string Target, LearningTask Task, ImmutableArray<string> Classes, LearningAim? Aim = null, double? Level = null)
{
    /// <summary>No mean of a count is below: one of 0 would rule a count of 1 out, which no finite number of rows can.</summary>
    public const double LeastMeanCount = 1e-6;

    /// <summary>More classes than this are refused: such a column is an identifier or a number.</summary>
    public const int MaxClasses = 1000;

    // Chosen, not derived: twenty values that repeat five times each on average are more often grades or codes than amounts.
    private const int MaxIntegerClasses = 20, RowsPerIntegerClass = 5;

    /// <summary>The number of outputs of a model: the classes, or 1.</summary>
    public int Outputs => Task == LearningTask.Regression ? 1 : Classes.Length;

    /// <summary>The task in a word: the aim, where there is one.</summary>
    [JsonIgnore]
    public string Word => (Aim?.ToString() ?? Task.ToString()).ToLowerInvariant();

    /// <summary>Brings outputs to where the aim allows them.</summary>
    /// <param name="outputs">Of any number of rows.</param>
    public void Bound(Span<double> outputs)
    {
        if (Aim != LearningAim.Count) return;
        foreach (ref double output in outputs) output = Math.Max(output, LeastMeanCount);
    }

    /// <summary>The rows whose target is there.</summary>
    public static int[] RowsWithTarget(Frame table, string target)
    {
        var column = table[target];
        return [.. Enumerable.Range(0, table.Rows).Where(row => !column.IsMissing(row))];
    }

    /// <summary>Reads the task and the classes off the target column.</summary>
    /// <param name="table">All rows that will be used; none may lack the target (see <see cref="RowsWithTarget"/>).</param>
    /// <param name="target">The target column.</param>
    /// <param name="task">The task, or null to infer it: two values are binary; categories, booleans and texts are classes;
    /// whole numbers with at most 20 values, each in five rows on average, are classes; other numbers are a regression.</param>
    /// <param name="positiveClass">The label to be put last of two, or null for the greater one.</param>
    /// <exception cref="TrainingException">The target cannot be learnt: missing values,
    /// one value only, too many classes, not a number, no such label.</exception>
    public static LearningProblem Infer(Frame table, string target, LearningTask? task = null, string? positiveClass = null)
    {
        if (table.Schema.IndexOf(target) < 0) throw new TrainingException($"There is no column '{target}' to predict.");
        var column = table[target];
        if (table.Rows == 0) throw new TrainingException("Need at least one row to learn from, got none.");
        if (column.Missing.Count > 0)
            throw new TrainingException($"{column.Missing.Count} of {table.Rows} rows lack the target '{target}'; leave them out first.");
        if (column is DateTimeColumn) throw new TrainingException($"The target '{target}' is a date; derive a number or a class from it first.");

        if (task == LearningTask.Regression || (task is null && column is NumericColumn given && IsContinuous(given.Values)))
        {
            if (column is not NumericColumn numeric)
                throw new TrainingException($"A regression needs a numeric target, '{target}' is {column.Type}.");
            if (!numeric.Values.ContainsAnyExcept(numeric.Values[0]))
                throw new TrainingException($"The target '{target}' has the same value in every row, so there is nothing to learn.");
            return new(target, LearningTask.Regression, []);
        }

        var classes = Ordered(Labels(column), column is NumericColumn);
        if (classes.Length < 2)
            throw new TrainingException($"The target '{target}' has one class only ('{classes[0]}'); a classifier needs rows of at least two.");
        if (classes.Length > MaxClasses)
            throw new TrainingException($"The target '{target}' has {classes.Length} classes; at most {MaxClasses} can be told apart.");
        if (task == LearningTask.Binary && classes.Length != 2)
            throw new TrainingException($"A binary target has two classes, '{target}' has {classes.Length}.");
        if (task == LearningTask.Multiclass && classes.Length < 3)
            throw new TrainingException($"A multi-class target has at least three classes, '{target}' has {classes.Length}.");
        if (positiveClass is not null)
        {
            if (!classes.Contains(positiveClass))
                throw new TrainingException(
                    $"The target '{target}' has no class '{positiveClass}'; it has {string.Join(", ", classes.Take(10).Select(c => $"'{c}'"))}.");
            if (classes.Length == 2) classes = [classes[0] == positiveClass ? classes[1] : classes[0], positiveClass];
        }
        return new(target, classes.Length == 2 ? LearningTask.Binary : LearningTask.Multiclass, classes);
    }

    /// <summary>The class index of each row.</summary>
    /// <exception cref="TrainingException">A row has no label, or one that is none of the classes.</exception>
    public int[] Labels(Frame table)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int k = 0; k < Classes.Length; k++) index.Add(Classes[k], k);
        var column = table[Target];
        var labels = new int[table.Rows];
        for (int row = 0; row < labels.Length; row++)
            labels[row] = column.TextAt(row) is { } text && index.TryGetValue(text, out int k) ? k
                : throw new TrainingException($"Row {row} has the target '{column.TextAt(row) ?? "missing"}', which is none of the classes.");
        return labels;
    }

    /// <summary>The number to predict of each row.</summary>
    /// <exception cref="TrainingException">The column is not numeric, or a row has none.</exception>
    public double[] Targets(Frame table)
    {
        var column = table[Target];
        if (column is not NumericColumn numeric || numeric.Missing.Count > 0) throw new TrainingException($"Every row needs a number in '{Target}'.");
        return numeric.Values.ToArray();
    }

    /// <summary>Equal when the classes are, one by one.</summary>
    public bool Equals(LearningProblem? other) =>
        other is not null && Target == other.Target && Task == other.Task && Aim == other.Aim && Level == other.Level
        && Classes.AsSpan().SequenceEqual(other.Classes.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Target, Task, Classes.Length, Aim, Level);

    private static bool IsContinuous(ReadOnlySpan<double> values)
    {
        var distinct = new HashSet<double>();
        bool whole = true;
        foreach (double value in values)
        {
            distinct.Add(value);
            whole &= value == Math.Floor(value);
            if (distinct.Count > MaxIntegerClasses) return true;
        }
        return distinct.Count > 2 && (!whole || values.Length < RowsPerIntegerClass * distinct.Count);
    }

    private static IEnumerable<string> Labels(Column column)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int row = 0; row < column.Rows; row++)
            if (seen.Add(column.TextAt(row)!)) yield return column.TextAt(row)!;
    }

    private static ImmutableArray<string> Ordered(IEnumerable<string> labels, bool numeric) => numeric
        ? [.. labels.OrderBy(l => double.Parse(l, CultureInfo.InvariantCulture))]
        : [.. labels.Order(StringComparer.Ordinal)];
}
