using System.Runtime.InteropServices;
using Kolosal.Statistics;

namespace Kolosal.Learning.Validation;

/// <summary>Ways to split rows into folds. Same arguments and same seed give the same
/// folds; the row numbers refer to the order in which the rows were given.</summary>
public static class Folds
{
    /// <summary>k parts of nearly equal size in random order.</summary>
    /// <param name="rows">At least <paramref name="k"/>.</param>
    /// <param name="k">At least 2.</param>
    /// <param name="seed">Of the order.</param>
    /// <exception cref="TrainingException">There are fewer rows than folds.</exception>
    public static ImmutableArray<Fold> KFold(int rows, int k, ulong seed)
    {
        Check(rows, k, "rows");
        int[] part = new int[rows];
        int[] order = Shuffled(rows, seed);
        for (int i = 0; i < rows; i++) part[order[i]] = (int)((long)i * k / rows);
        return FromParts(part, k);
    }

    /// <summary>k parts with the class shares of the whole: the rows of each class are shuffled and dealt out
    /// in turn, the next class going on where the last one stopped, so sizes differ by one at most.</summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="k">At least 2.</param>
    /// <param name="seed">Of the order.</param>
    /// <exception cref="TrainingException">There are fewer rows than folds.</exception>
    public static ImmutableArray<Fold> Stratified(ReadOnlySpan<int> labels, int k, ulong seed)
    {
        Check(labels.Length, k, "rows");
        int[] part = new int[labels.Length];
        int next = 0;
        foreach (int row in ByClass(labels, seed)) part[row] = next++ % k;
        return FromParts(part, k);
    }

    /// <summary>k parts in which rows of one group stay together: groups from the
    /// greatest down, each to the part with the fewest rows so far.</summary>
    /// <param name="groups">The group of each row, any numbers.</param>
    /// <param name="k">At least 2.</param>
    /// <param name="seed">Breaks ties between groups of equal size.</param>
    /// <exception cref="TrainingException">There are fewer groups than folds.</exception>
    public static ImmutableArray<Fold> Grouped(ReadOnlySpan<int> groups, int k, ulong seed)
    {
        var sizes = new Dictionary<int, int>();
        foreach (int group in groups) sizes[group] = sizes.GetValueOrDefault(group) + 1;
        Check(sizes.Count, k, "groups");
        int[] names = [.. sizes.Keys.Order()];
        new SeededRandom(seed).Shuffle<int>(names);
        var partOf = new Dictionary<int, int>();
        var filled = new int[k];
        foreach (int group in names.OrderByDescending(g => sizes[g]))
        {
            int least = Array.IndexOf(filled, filled.Min());
            partOf[group] = least;
            filled[least] += sizes[group];
        }
        int[] part = new int[groups.Length];
        for (int row = 0; row < part.Length; row++) part[row] = partOf[groups[row]];
        return FromParts(part, k);
    }

    /// <summary>k folds that never learn from the future: the rows in order of time are cut into k + 1
    /// blocks; fold i learns from the first i + 1 blocks less the gap and is judged by the next.</summary>
    /// <param name="times">The time of each row; rows with equal times keep their order and may fall on both sides of a cut.</param>
    /// <param name="k">At least 1.</param>
    /// <param name="gap">Rows left out between learning and judging, for targets that look ahead. At least 0.</param>
    /// <exception cref="TrainingException">There are too few rows.</exception>
    public static ImmutableArray<Fold> TimeSeries(ReadOnlySpan<double> times, int k, int gap = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        int rows = times.Length, block = rows / (k + 1), first = rows - k * block;
        if (block < 1 || first - gap < 1) throw new TrainingException($"{k} time-series folds with a gap of {gap} need more than {rows} rows.");
        int[] order = InTime(times);
        var folds = ImmutableArray.CreateBuilder<Fold>(k);
        for (int i = 0; i < k; i++)
        {
            int cut = first + i * block;
            folds.Add(new(Ascending(order.AsSpan(0, cut - gap)), Ascending(order.AsSpan(cut, block))));
        }
        return folds.MoveToImmutable();
    }

    /// <summary>The folds that a column of fold numbers names: fold i is judged by the rows numbered i.</summary>
    /// <param name="numbers">The fold of each row; at least two different ones.</param>
    public static ImmutableArray<Fold> Predefined(ReadOnlySpan<int> numbers)
    {
        int[] given = numbers.ToArray(), names = [.. given.Distinct().Order()];
        Check(names.Length, 2, "fold numbers");
        return FromParts(Array.ConvertAll(given, n => Array.BinarySearch(names, n)), names.Length);
    }

    /// <summary>Three parts in random order; with labels, each with the class shares of the whole.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="validation">Share of the rows, 0 … 1.</param>
    /// <param name="test">Share of the rows; both shares together below 1.</param>
    /// <param name="seed">Of the order.</param>
    /// <param name="labels">The class of each row, or empty.</param>
    /// <exception cref="TrainingException">A part that was asked for, or the training part, would be empty.</exception>
    public static Holdout Split(int rows, double validation, double test, ulong seed, ReadOnlySpan<int> labels = default)
    {
        CheckShares(validation, test);
        if (!labels.IsEmpty && labels.Length != rows)
            throw new ArgumentException($"Need one label a row, got {labels.Length} labels and {rows} rows.", nameof(labels));
        int[] order = labels.IsEmpty ? Shuffled(rows, seed) : ByClass(labels, seed);
        var parts = (Training: new List<int>(), Validation: new List<int>(), Test: new List<int>());
        // Along the order of classes, a part gets its next row whenever it falls behind its share.
        for (int i = 0; i < rows; i++)
        {
            if (parts.Test.Count < Math.Round((i + 1) * test)) parts.Test.Add(order[i]);
            else if (parts.Validation.Count < Math.Round((i + 1) * validation)) parts.Validation.Add(order[i]);
            else parts.Training.Add(order[i]);
        }
        return Checked(parts.Training, parts.Validation, parts.Test, validation, test, rows);
    }

    /// <summary>Three parts in order of time: training first, test last.</summary>
    /// <param name="times">The time of each row.</param>
    /// <param name="validation">Share of the rows, 0 … 1.</param>
    /// <param name="test">Share of the rows; both shares together below 1.</param>
    /// <exception cref="TrainingException">A part that was asked for, or the training part, would be empty.</exception>
    public static Holdout SplitByTime(ReadOnlySpan<double> times, double validation, double test)
    {
        CheckShares(validation, test);
        int[] order = InTime(times);
        int last = (int)Math.Round(order.Length * (1 - test)), middle = (int)Math.Round(order.Length * (1 - test - validation));
        return Checked(order[..middle], order[middle..last], order[last..], validation, test, order.Length);
    }

    /// <summary>Three parts in which rows of one group stay together; sizes are met as closely as the groups allow.</summary>
    /// <param name="groups">The group of each row, any numbers.</param>
    /// <param name="validation">Share of the rows, 0 … 1.</param>
    /// <param name="test">Share of the rows; both shares together below 1.</param>
    /// <param name="seed">Of the order of groups.</param>
    /// <exception cref="TrainingException">A part that was asked for, or the training part, would be empty.</exception>
    public static Holdout SplitByGroup(ReadOnlySpan<int> groups, double validation, double test, ulong seed)
    {
        CheckShares(validation, test);
        int[] given = groups.ToArray(), names = [.. given.Distinct().Order()];
        new SeededRandom(seed).Shuffle<int>(names);
        var sizes = given.CountBy(g => g).ToDictionary();
        var partOf = new Dictionary<int, int>();
        double wantTest = test * given.Length, wantValidation = validation * given.Length;
        foreach (int group in names)
        {
            bool intoTest = wantTest >= sizes[group] / 2.0 && wantTest > 0,
                intoValidation = !intoTest && wantValidation >= sizes[group] / 2.0 && wantValidation > 0;
            partOf[group] = intoTest ? 2 : intoValidation ? 1 : 0;
            if (intoTest) wantTest -= sizes[group];
            if (intoValidation) wantValidation -= sizes[group];
        }
        int[] In(int part) => [.. Enumerable.Range(0, given.Length).Where(row => partOf[given[row]] == part)];
        return Checked(In(0), In(1), In(2), validation, test, given.Length);
    }

    private static Holdout Checked(IEnumerable<int> training, IEnumerable<int> validation, IEnumerable<int> test, double validationShare,
        double testShare, int rows)
    {
        var holdout = new Holdout([.. training.Order()], [.. validation.Order()], [.. test.Order()]);
        if (holdout.Training.IsEmpty || (validationShare > 0 && holdout.Validation.IsEmpty) || (testShare > 0 && holdout.Test.IsEmpty))
            throw new TrainingException(
                $"{rows} rows are too few for shares of {validationShare} and {testShare}: a part would be empty. Give more rows or smaller shares.");
        return holdout;
    }

    private static void CheckShares(double validation, double test)
    {
        if (!(validation >= 0 && test >= 0 && validation + test < 1))
            throw new ArgumentOutOfRangeException(nameof(test), $"Shares of 0 or more and together below 1 are needed, got {validation} and {test}.");
    }

    private static void Check(int things, int k, string what)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 2);
        if (things < k) throw new TrainingException($"{k} folds need at least {k} {what}, got {things}.");
    }

    private static int[] Shuffled(int rows, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        new SeededRandom(seed).Shuffle<int>(order);
        return order;
    }

    /// <summary>All rows, class by class, each class in random order.</summary>
    private static int[] ByClass(ReadOnlySpan<int> labels, ulong seed)
    {
        int[] order = Shuffled(labels.Length, seed), given = labels.ToArray();
        return [.. order.OrderBy(row => given[row])];
    }

    private static int[] InTime(ReadOnlySpan<double> times)
    {
        double[] given = times.ToArray();
        return [.. Enumerable.Range(0, given.Length).OrderBy(row => given[row])];
    }

    private static ImmutableArray<int> Ascending(ReadOnlySpan<int> rows)
    {
        int[] sorted = rows.ToArray();
        Array.Sort(sorted);
        return ImmutableCollectionsMarshal.AsImmutableArray(sorted);
    }

    private static ImmutableArray<Fold> FromParts(int[] part, int k)
    {
        var folds = ImmutableArray.CreateBuilder<Fold>(k);
        for (int f = 0; f < k; f++)
            folds.Add(new([.. Enumerable.Range(0, part.Length).Where(row => part[row] != f)],
                [.. Enumerable.Range(0, part.Length).Where(row => part[row] == f)]));
        return folds.MoveToImmutable();
    }
}
