using Kolosal.Statistics;

namespace Kolosal.Learning.Metrics;

/// <summary>What was true and what a model said of the same rows; immutable.</summary>
public sealed class ScoredRows
{
    private ScoredRows(LearningTask task, int rows, int classes,
        ReadOnlyMemory<int> labels, ReadOnlyMemory<double> targets, ReadOnlyMemory<double> outputs, ReadOnlyMemory<double> weights)
    {
        if (rows == 0) throw new ArgumentException("A metric needs at least one row, got none.");
        if (outputs.Length != (long)rows * Math.Max(classes, 1))
            throw new ArgumentException($"{rows} rows need {(long)rows * Math.Max(classes, 1)} outputs, got {outputs.Length}.", nameof(outputs));
        if (!weights.IsEmpty && weights.Length != rows)
            throw new ArgumentException($"Need one weight a row, got {weights.Length} weights and {rows} rows.", nameof(weights));
        (Task, Rows, Classes, Labels, Targets, Outputs, Weights) = (task, rows, classes, labels, targets, outputs, RowWeights.Normalised(weights));
    }

    /// <summary>What was predicted.</summary>
    public LearningTask Task { get; }

    /// <summary>The number of rows, at least 1.</summary>
    public int Rows { get; }

    /// <summary>The number of classes; 0 for regression.</summary>
    public int Classes { get; }

    /// <summary>The true class of each row; empty for regression.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>The true value of each row; empty for classification.</summary>
    public ReadOnlyMemory<double> Targets { get; }

    /// <summary>rows × classes probabilities, or one prediction a row.</summary>
    public ReadOnlyMemory<double> Outputs { get; }

    /// <summary>How much each row counts: the weights given over their mean, so that those above 0 have the mean 1; empty for 1.</summary>
    public ReadOnlyMemory<double> Weights { get; }

    /// <summary>The level of the quantile that was predicted, or null where none was.</summary>
    public double? Level { get; private init; }

    /// <summary>The list of each row of a ranking, any number; empty where rows stand alone.</summary>
    public ReadOnlyMemory<int> Lists { get; private init; }

    /// <summary>Rows with classes.</summary>
    /// <exception cref="ArgumentException">Shapes or labels do not fit.</exception>
    public static ScoredRows Classification(
        ReadOnlyMemory<int> labels, int classes, ReadOnlyMemory<double> probabilities, ReadOnlyMemory<double> weights = default)
    {
        Require.AtLeast(classes, 2);
        foreach (int label in labels.Span)
            if ((uint)label >= (uint)classes) throw new ArgumentException($"Labels go from 0 to {classes - 1}, got {label}.", nameof(labels));
        return new(classes == 2 ? LearningTask.Binary : LearningTask.Multiclass, labels.Length, classes, labels, default, probabilities, weights);
    }

    /// <summary>Rows with numbers.</summary>
    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    public static ScoredRows Regression(ReadOnlyMemory<double> targets, ReadOnlyMemory<double> predictions, ReadOnlyMemory<double> weights =
        default) =>
        new(LearningTask.Regression, targets.Length, 0, default, targets, predictions, weights);

    /// <summary>The weight of a row.</summary>
    public double Weight(int row) => Weights.IsEmpty ? 1 : Weights.Span[row];

    /// <summary>The probabilities of a row.</summary>
    public ReadOnlySpan<double> Probabilities(int row) => Outputs.Span.Slice(row * Classes, Classes);

    /// <summary>The probability of one class in every row.</summary>
    public double[] ProbabilitiesOf(int k)
    {
        var values = new double[Rows];
        for (int row = 0; row < Rows; row++) values[row] = Outputs.Span[row * Classes + k];
        return values;
    }

    /// <summary>Whether each row is of one class.</summary>
    public bool[] Are(int k)
    {
        var truth = new bool[Rows];
        for (int row = 0; row < Rows; row++) truth[row] = Labels.Span[row] == k;
        return truth;
    }

    /// <summary>The same rows with predictions of a quantile.</summary>
    /// <param name="level">In (0, 1), or null.</param>
    public ScoredRows AtLevel(double? level) => level == Level ? this : With(Outputs, level, Lists);

    /// <summary>The same rows in lists.</summary>
    /// <param name="lists">One number a row, or empty.</param>
    /// <exception cref="ArgumentException">There are more or fewer than rows.</exception>
    public ScoredRows InLists(ReadOnlyMemory<int> lists) => lists.IsEmpty && Lists.IsEmpty ? this
        : lists.IsEmpty || lists.Length == Rows ? With(Outputs, Level, lists)
        : throw new ArgumentException($"Need one list a row, got {lists.Length} lists and {Rows} rows.", nameof(lists));

    /// <summary>The same truth beside what another model says.</summary>
    /// <param name="outputs">rows × classes, or one a row.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public ScoredRows WithOutputs(ReadOnlyMemory<double> outputs) => With(outputs, Level, Lists);

    /// <summary>The chosen rows, in the order given; a row may be chosen more than once.</summary>
    public ScoredRows Take(ReadOnlySpan<int> rows) => new(
        Task, rows.Length, Classes, Gather(Labels, rows, 1), Gather(Targets, rows, 1), Gather(Outputs, rows, Math.Max(Classes, 1)),
        Gather(Weights, rows, 1))
    { Level = Level, Lists = Gather(Lists, rows, 1) };

    /// <summary>Rows drawn at random without replacement, ascending; of a ranking whole lists, as many as do not exceed the number, at least
    /// one.</summary>
    /// <param name="most">Rows at most.</param>
    /// <param name="seed">The only source of randomness.</param>
    public int[] Draw(int most, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] drawn = [.. Enumerable.Range(0, Rows)];
        if (Lists.IsEmpty)
        {
            random.Shuffle<int>(drawn);
            return [.. drawn.Take(most).Order()];
        }
        int[][] lists = RowsOfLists();
        int[] order = [.. Enumerable.Range(0, lists.Length)];
        random.Shuffle<int>(order);
        var taken = new List<int>();
        foreach (int list in order)
        {
            if (taken.Count > 0 && taken.Count + lists[list].Length > most) break;
            taken.AddRange(lists[list]);
        }
        return [.. taken.Order()];
    }

    /// <summary>The rows of each list, lists in the order of their first row.</summary>
    internal int[][] RowsOfLists()
    {
        var lists = Lists;
        return [.. Enumerable.Range(0, Rows).GroupBy(row => lists.Span[row]).Select(list => list.ToArray())];
    }

    private ScoredRows With(ReadOnlyMemory<double> outputs, double? level, ReadOnlyMemory<int> lists) =>
        new(Task, Rows, Classes, Labels, Targets, outputs, Weights) { Level = level, Lists = lists };

    private static ReadOnlyMemory<T> Gather<T>(ReadOnlyMemory<T> values, ReadOnlySpan<int> rows, int width)
    {
        if (values.IsEmpty) return default;
        var taken = new T[rows.Length * width];
        for (int i = 0; i < rows.Length; i++) values.Span.Slice(rows[i] * width, width).CopyTo(taken.AsSpan(i * width));
        return taken;
    }
}
