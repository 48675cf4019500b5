using Kolosal.Learning;
using Kolosal.Learning.Validation;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>Rows that are the same in every feature stay on one side of every split: a model is not to be judged by what it knows by heart.</summary>
/// <remarks>
/// By the features alone: were the target asked, too, a row would be judged by a model that saw every equal row with another target and none with
/// its own. And only where a column tells rows apart: where features are coarse, equal rows are no copies but the same case over again, which
/// new rows will be as well.
/// </remarks>
internal static class DuplicateRows
{
    /// <summary>Different values of a column, by different rows, from which on an equal row is taken for a copy.</summary>
    private const double TellingShare = 0.5;

    /// <summary>Fewer values tell no rows apart, whatever their share.</summary>
    private const int LeastTelling = 20;

    /// <summary>How many rows are copies of an earlier one; 0 where no column tells rows apart.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="problem">What is predicted.</param>
    /// <param name="first">For each row the first one that equals it.</param>
    public static int Copies(Frame rows, LearningProblem problem, int[] first)
    {
        int[] different = [.. Enumerable.Range(0, first.Length).Where(row => first[row] == row)];
        if (different.Length == first.Length) return 0;
        bool telling = rows.Schema.WithTarget(problem.Target).Features
            .Any(f => DataChecks.Counts(rows[f.Name].Take(different)).Distinct >= Math.Max(LeastTelling, TellingShare * different.Length));
        return telling ? first.Length - different.Length : 0;
    }

    /// <summary>For each row the first one that equals it.</summary>
    public static int[] FirstOf(Frame rows, LearningProblem problem)
    {
        Column[] columns = [.. rows.Schema.WithTarget(problem.Target).Features.Select(f => rows[f.Name])];
        int[] first = new int[rows.Rows];
        var known = new Dictionary<ulong, List<int>>();
        for (int row = 0; row < first.Length; row++)
        {
            ulong hash = Hash(columns, row);
            if (!known.TryGetValue(hash, out var same)) known.Add(hash, same = []);
            int equal = same.Find(other => Array.TrueForAll(columns, c => AreEqual(c, row, other)));
            bool found = same.Count > 0 && Array.TrueForAll(columns, c => AreEqual(c, row, equal));
            first[row] = found ? equal : row;
            if (!found) same.Add(row);
        }
        return first;
    }

    /// <summary>The parts of a split, every row on the side of the first that equals it.</summary>
    public static Holdout Together(Holdout parts, int[] first)
    {
        int[] side = new int[first.Length];
        foreach (int row in parts.Validation) side[row] = 1;
        foreach (int row in parts.Test) side[row] = 2;
        ImmutableArray<int> Of(int part) => [.. Enumerable.Range(0, first.Length).Where(row => side[first[row]] == part)];
        return new(Of(0), Of(1), Of(2));
    }

    /// <summary>Folds, every row judged in the fold of the first that equals it.</summary>
    public static ImmutableArray<Fold> Together(ImmutableArray<Fold> folds, int[] first)
    {
        int[] fold = new int[first.Length];
        for (int f = 0; f < folds.Length; f++)
            foreach (int row in folds[f].Validation) fold[row] = f;
        return
        [
            .. Enumerable.Range(0, folds.Length).Select(f => new Fold(
                [.. Enumerable.Range(0, first.Length).Where(row => fold[first[row]] != f)],
                [.. Enumerable.Range(0, first.Length).Where(row => fold[first[row]] == f)])),
        ];
    }

    private static ulong Hash(Column[] columns, int row)
    {
        ulong hash = 14695981039346656037;
        foreach (var column in columns)
        {
            ulong bits = column.IsMissing(row) ? 1 : column switch
            {
                NumericColumn numbers => (ulong)BitConverter.DoubleToInt64Bits(numbers.Values[row]),
                CategoricalColumn categories => (ulong)categories.Codes[row] + 2,
                BooleanColumn flags => flags.Values[row] ? 3u : 2u,
                DateTimeColumn dates => (ulong)dates.Ticks[row],
                // Stable over processes, unlike the hash of a string.
                _ => column.TextAt(row)!.Aggregate(17UL, (h, c) => h * 31 + c),
            };
            hash = (hash ^ bits) * 1099511628211;
            hash ^= hash >> 29;
        }
        return hash;
    }

    private static bool AreEqual(Column column, int a, int b)
    {
        if (column.IsMissing(a) || column.IsMissing(b)) return column.IsMissing(a) && column.IsMissing(b);
        return column switch
        {
            NumericColumn numbers => numbers.Values[a] == numbers.Values[b],
            CategoricalColumn categories => categories.Codes[a] == categories.Codes[b],
            BooleanColumn flags => flags.Values[a] == flags.Values[b],
            DateTimeColumn dates => dates.Ticks[a] == dates.Ticks[b],
            _ => column.TextAt(a) == column.TextAt(b),
        };
    }
}
