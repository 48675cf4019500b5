using System.Globalization;

namespace Kolosal.Disclosure;

/// <summary>Generalises quasi-identifiers until every class reaches its goal: strict multidimensional partitioning (LeFevre, DeWitt,
/// Ramakrishnan 2006, Mondrian), with l-diversity and t-closeness as further conditions of a cut.</summary>
/// <remarks>
/// A class is cut at the median of its widest column, ranges measured against those of the whole table, as long as both parts reach the
/// goal. Equal values never part, so the result does not depend on the order of the rows. Categories are ordered by their hierarchy, else by
/// name. A class that holds missing numbers beside present ones is written <c>*</c>.
/// </remarks>
public static class Mondrian
{
    /// <summary>The generalised table, or null when even one class of all rows does not reach the goal.</summary>
    /// <param name="columns">Quasi-identifiers of equal length.</param>
    /// <param name="sensitive">Needed for l and t; null when the goal asks for k alone.</param>
    /// <param name="goal">What every class must reach.</param>
    /// <param name="cancel">Polled at every class.</param>
    /// <exception cref="ArgumentException">No column, different lengths, or l or t asked for without a sensitive column.</exception>
    public static MondrianResult? Generalise(
        IReadOnlyList<QuasiIdentifier> columns, IReadOnlyList<string?>? sensitive, MondrianGoal goal, CancellationToken cancel = default)
    {
        if (columns.Count == 0) throw new ArgumentException("Need at least one quasi-identifier, got none.", nameof(columns));
        if (sensitive is null && (goal.L > 1 || goal.T < 1))
            throw new ArgumentException("l and t are about a sensitive column; none was given.", nameof(sensitive));
        int rows = columns[0].Values.Count;
        if (columns.Any(column => column.Values.Count != rows) || (sensitive is not null && sensitive.Count != rows))
            throw new ArgumentException($"Every column needs {rows} rows.", nameof(columns));
        var check = new GoalCheck(goal, sensitive is null ? null : SensitiveValues.Of(sensitive));
        var order = Enumerable.Range(0, rows).ToArray();
        if (!check.Reached(order)) return null;

        var axes = columns.Select(column => new Axis(column)).ToArray();
        var open = new Stack<(int From, int Until)>();
        open.Push((0, rows));
        int classes = 0;
        while (open.TryPop(out var part))
        {
            cancel.ThrowIfCancellationRequested();
            if (Cut(order, part, axes, check) is { } at)
            {
                open.Push((part.From, at));
                open.Push((at, part.Until));
                continue;
            }

            classes++;
            foreach (var axis in axes) axis.Write(order.AsSpan(part.From..part.Until));
        }

        ImmutableArray<double> losses = [.. axes.Select(axis => axis.Loss / rows)];
        return new([.. axes.Select(axis => axis.Output)], losses.Average(), losses, classes);
    }

    /// <summary>Orders the part by the column it is cut at; null when no cut is allowed.</summary>
    private static int? Cut(int[] order, (int From, int Until) part, Axis[] axes, GoalCheck check)
    {
        if (part.Until - part.From < 2 * check.K) return null;
        int from = part.From, length = part.Until - part.From;
        foreach (var axis in axes.OrderByDescending(axis => axis.Width(order.AsSpan(from, length))))
        {
            var span = order.AsSpan(from, length);
            if (axis.Width(span) <= 0) break;
            axis.Sort(order, from, length);
            int middle = length / 2;
            // Equal values stay together: the cut moves to the nearer end of the median's run.
            int low = middle, high = middle;
            while (low > 0 && axis.Same(span[low - 1], span[middle])) low--;
            while (high < length && axis.Same(span[high], span[middle])) high++;
            foreach (int at in middle - low <= high - middle ? (int[])[low, high] : [high, low])
                if (at > 0 && at < length && check.Reached(span[..at]) && check.Reached(span[at..])) return from + at;
        }

        return null;
    }

    /// <summary>Whether rows may be a class.</summary>
    private sealed class GoalCheck(MondrianGoal goal, SensitiveValues? sensitive)
    {
        private readonly int[] counts = new int[sensitive?.Values ?? 0];

        public int K => goal.K;

        public bool Reached(ReadOnlySpan<int> rows)
        {
            if (rows.Length < goal.K) return false;
            if (sensitive is null || (goal.L == 1 && goal.T >= 1)) return true;
            Array.Clear(counts);
            foreach (int row in rows) counts[sensitive.Codes[row]]++;
            return SensitiveValues.Diversity(counts, rows.Length).Distinct >= goal.L && sensitive.Distance(counts, rows.Length) <= goal.T;
        }
    }

    /// <summary>One quasi-identifier as numbers in order, and what becomes of it.</summary>
    private sealed class Axis
    {
        private readonly QuasiIdentifier column;
        private readonly double[] places;
        private readonly string[] words;
        private readonly double whole;

        public Axis(QuasiIdentifier column)
        {
            this.column = column;
            Output = new string?[column.Values.Count];
            if (column.Numeric)
            {
                words = [];
                places = [.. column.Values.Select(v => v is null ? double.NegativeInfinity : double.Parse(v, CultureInfo.InvariantCulture))];
                var present = places.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
                whole = present.Max() - present.Min();
                return;
            }

            var known = column.Values.OfType<string>().ToHashSet(StringComparer.Ordinal);
            words = column.Hierarchy is { } tree
                ? [.. tree.InOrder().Where(known.Contains), .. known.Where(v => !tree.Knows(v)).Order(StringComparer.Ordinal)]
                : [.. known.Order(StringComparer.Ordinal)];
            var at = words.Select((word, i) => (word, i)).ToDictionary(pair => pair.word, pair => pair.i, StringComparer.Ordinal);
            places = [.. column.Values.Select(value => value is null ? -1.0 : at[value])];
            whole = Math.Max(1, words.Length - 1);
        }

        public string?[] Output { get; }

        /// <summary>Sum of the rows' certainty penalties.</summary>
        public double Loss { get; private set; }

        public bool Same(int a, int b) => places[a] == places[b];

        public void Sort(int[] order, int from, int length) =>
            Array.Sort(order, from, length, Comparer<int>.Create((a, b) => places[a] != places[b] ? places[a].CompareTo(places[b]) : a.CompareTo(b)));

        /// <summary>The part's range in units of the whole; a missing number beside a present one is the widest.</summary>
        public double Width(ReadOnlySpan<int> rows)
        {
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            foreach (int row in rows) (low, high) = (Math.Min(low, places[row]), Math.Max(high, places[row]));
            return low == high ? 0 : double.IsInfinity(low) ? 2 : whole == 0 ? 0 : (high - low) / whole;
        }

        public void Write(ReadOnlySpan<int> rows)
        {
            double width = Width(rows);
            var (word, loss) = column.Numeric ? Range(rows, width) : Set(rows, width);
            Loss += loss * rows.Length;
            foreach (int row in rows) Output[row] = word;
        }

        private (string? Word, double Loss) Range(ReadOnlySpan<int> rows, double width)
        {
            if (width == 0) return (column.Values[rows[0]], 0);
            if (width > 1) return (ValueHierarchy.Root, 1);
            int low = rows[0], high = rows[0];
            foreach (int row in rows)
            {
                if (places[row] < places[low]) low = row;
                if (places[row] > places[high]) high = row;
            }

            return ($"{column.Values[low]}..{column.Values[high]}", width);
        }

        private (string? Word, double Loss) Set(ReadOnlySpan<int> rows, double width)
        {
            if (width == 0) return (column.Values[rows[0]], 0);
            var present = new SortedSet<double>();
            foreach (int row in rows) present.Add(places[row]);
            if (present.Min < 0) return (ValueHierarchy.Root, 1);
            string[] values = [.. present.Select(place => words[(int)place])];
            if (column.Hierarchy is not { } tree) return (string.Join('|', values), (double)values.Length / words.Length);
            string common = tree.Common(values);
            return (common, tree.Loss(common));
        }
    }
}
