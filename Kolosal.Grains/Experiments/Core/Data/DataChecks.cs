using System.Globalization;
using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What a run does about columns that teach nothing or too much.</summary>
/// <param name="LeftOut">Columns that it does not learn from.</param>
/// <param name="Notes">What else its reader should know, one sentence each.</param>
public sealed record DataFindings(ImmutableArray<UnusedColumn> LeftOut, ImmutableArray<string> Notes);

/// <summary>Looks at the development rows, never at the test part.</summary>
public static class DataChecks
{
    /// <summary>A value in all but so few rows says nothing that folds could confirm.</summary>
    private const double NearlyConstant = 0.999;

    /// <summary>Of the rows that a column tells the target of, before it is said to tell all, and before it is named as a suspect.</summary>
    private const double CopyShare = 0.9999, SuspectArea = 0.995, SuspectCorrelation = 0.995, CopyCorrelation = 1 - 1e-9;

    private const double RareClass = 0.05;
    private const int LeastRowsForShares = 1000;

    /// <summary>The findings.</summary>
    /// <param name="development">Every row but the test part.</param>
    /// <param name="problem">What is predicted.</param>
    public static DataFindings Of(Frame development, LearningProblem problem)
    {
        var leftOut = ImmutableArray.CreateBuilder<UnusedColumn>();
        var notes = ImmutableArray.CreateBuilder<string>();
        int[] labels = problem.Task == LearningTask.Regression ? [] : problem.Labels(development);
        double[] targets = problem.Task == LearningTask.Regression ? problem.Targets(development) : [];
        ColumnSchema[] features = [.. development.Schema.WithTarget(problem.Target).Features];
        foreach (var feature in features)
        {
            var column = development[feature.Name];
            if (Useless(column) is { } reason) leftOut.Add(new(feature.Name, reason));
            else if (column is not TextColumn) Compare(feature.Name, column, problem, labels, targets, leftOut, notes);
        }
        // Something has to be learnt from, even if it is of little use.
        if (leftOut.Count == features.Length) leftOut.Clear();
        foreach (var gone in leftOut) notes.Add($"The column '{gone.Column}' is left out: {gone.Reason}.");
        Imbalance(problem, labels, notes);
        string[] texts = [.. features.Where(f => f.Type == ColumnType.Text && leftOut.All(l => l.Column != f.Name)).Select(f => $"'{f.Name}'")];
        if (texts.Length > 0) notes.Add($"The words of {string.Join(", ", texts)} are features, weighted by how rare they are (TF-IDF).");
        return new(leftOut.ToImmutable(), notes.ToImmutable());
    }

    private static string? Useless(Column column)
    {
        int missing = column.Missing.Count, rows = column.Rows;
        var (distinct, commonest) = Counts(column);
        if (distinct == 0) return "it has no value in any row";
        int most = Math.Max(missing, commonest);
        if (most == rows) return "it has the same value in every row";
        if (rows >= LeastRowsForShares && most > NearlyConstant * rows)
            return string.Create(CultureInfo.InvariantCulture, $"it has the same value in {100.0 * most / rows:0.00} % of the rows");
        if (missing > 0 || distinct < rows) return null;
        return column switch
        {
            CategoricalColumn => "it has another value in every row, as a name or number of the row has",
            TextColumn texts when !texts.Values.ToArray().Any(text => text!.Contains(' ')) =>
                "it has another word in every row, as a name or number of the row has",
            NumericColumn numbers when IsRunning(numbers.Values) => "it numbers the rows",
            _ => null,
        };
    }

    /// <summary>How many values there are, and how often the commonest occurs.</summary>
    internal static (int Distinct, int Commonest) Counts(Column column)
    {
        switch (column)
        {
            case NumericColumn numbers: return Runs(numbers.Values, column);
            case DateTimeColumn dates: return Runs(dates.Ticks, column);
            case CategoricalColumn categories:
                int[] counts = new int[categories.Dictionary.Length];
                foreach (int code in categories.Codes)
                    if (code >= 0) counts[code]++;
                return (counts.Count(c => c > 0), counts.DefaultIfEmpty(0).Max());
            default:
                var known = new Dictionary<string, int>(StringComparer.Ordinal);
                for (int row = 0; row < column.Rows; row++)
                    if (column.TextAt(row) is { } text) known[text] = known.GetValueOrDefault(text) + 1;
                return (known.Count, known.Values.DefaultIfEmpty(0).Max());
        }
    }

    private static (int Distinct, int Commonest) Runs<T>(ReadOnlySpan<T> values, Column column) where T : struct, IComparable<T>
    {
        var present = new List<T>(values.Length);
        for (int row = 0; row < values.Length; row++)
            if (!column.IsMissing(row)) present.Add(values[row]);
        present.Sort();
        int distinct = 0, commonest = 0;
        for (int from = 0, to; from < present.Count; from = to, distinct++)
        {
            for (to = from + 1; to < present.Count && present[to].CompareTo(present[from]) == 0;) to++;
            commonest = Math.Max(commonest, to - from);
        }
        return (distinct, commonest);
    }

    /// <summary>Whole numbers without gap, in any order.</summary>
    private static bool IsRunning(ReadOnlySpan<double> values)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (value != Math.Floor(value)) return false;
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        // All differ, so they fill the range exactly when it is as long as they are many; a test part was taken out of it.
        return high - low + 1 <= 1.5 * values.Length;
    }

    /// <remarks>One rule for classes and numbers: a column that is the target, value for value, is left out. One that tells it in other words or in
    /// other units may be a measure that is known beforehand, and that is for people to say: it is named.</remarks>
    private static void Compare(
        string name, Column column, LearningProblem problem, int[] labels, double[] targets, ImmutableArray<UnusedColumn>.Builder leftOut,
        ImmutableArray<string>.Builder notes)
    {
        if (problem.Task == LearningTask.Regression)
        {
            if (column is not NumericColumn numbers) return;
            if (numbers.Missing.Count == 0 && numbers.Values.SequenceEqual(targets))
            {
                leftOut.Add(new(name, Again(problem)));
                return;
            }
            double correlation = Math.Abs(Correlation(numbers, targets));
            if (correlation >= CopyCorrelation) notes.Add(TellsAll(name, problem));
            else if (correlation >= SuspectCorrelation)
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"The column '{name}' alone tells '{problem.Target}' nearly exactly "
                    + $"(correlation {correlation:0.0000}); leave it out if it is not known when a prediction is wanted."));
            return;
        }
        if (IsCopy(column, labels, problem.Classes.Length))
        {
            if (Enumerable.Range(0, labels.Length).All(row => (column.TextAt(row) ?? "") == problem.Classes[labels[row]]))
                leftOut.Add(new(name, Again(problem)));
            else notes.Add(TellsAll(name, problem));
            return;
        }
        if (problem.Task != LearningTask.Binary || column is not NumericColumn values) return;
        double[] said = new double[labels.Length];
        for (int row = 0; row < labels.Length; row++) said[row] = values.IsMissing(row) ? 0 : values.Values[row];
        double area = RankMetrics.RocAuc([.. labels.Select(label => label == 1)], said);
        if (Math.Max(area, 1 - area) >= SuspectArea)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The column '{name}' alone tells '{problem.Target}' nearly exactly (area under "
                + $"the curve {Math.Max(area, 1 - area):0.0000}); leave it out if it is not known when a prediction is wanted."));
    }

    private static string Again(LearningProblem problem) => $"it is the target '{problem.Target}' once more";

    private static string TellsAll(string name, LearningProblem problem) =>
        $"The column '{name}' alone tells '{problem.Target}' in every row; leave it out if it is not known when a prediction is wanted.";

    /// <summary>Whether every value stands for one class and every class for one value.</summary>
    private static bool IsCopy(Column column, int[] labels, int classes)
    {
        var classOf = new Dictionary<string, int[]>(StringComparer.Ordinal);
        for (int row = 0; row < labels.Length; row++)
        {
            string value = column.TextAt(row) ?? "";
            if (!classOf.TryGetValue(value, out int[]? counts))
            {
                if (classOf.Count == classes) return false;
                classOf.Add(value, counts = new int[classes]);
            }
            counts[labels[row]]++;
        }
        int agreeing = classOf.Values.Sum(counts => counts.Max());
        return classOf.Count == classes && classOf.Values.Select(counts => Array.IndexOf(counts, counts.Max())).Distinct().Count() == classes
            && agreeing >= CopyShare * labels.Length;
    }

    private static double Correlation(NumericColumn column, double[] targets)
    {
        double n = 0, x = 0, y = 0;
        for (int row = 0; row < targets.Length; row++)
        {
            if (column.IsMissing(row)) continue;
            n++;
            x += column.Values[row];
            y += targets[row];
        }
        if (n < 3 || n < targets.Length / 2.0) return 0;
        (x, y) = (x / n, y / n);
        double xx = 0, xy = 0, yy = 0;
        for (int row = 0; row < targets.Length; row++)
        {
            if (column.IsMissing(row)) continue;
            double a = column.Values[row] - x, b = targets[row] - y;
            (xx, xy, yy) = (xx + a * a, xy + a * b, yy + b * b);
        }
        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    private static void Imbalance(LearningProblem problem, int[] labels, ImmutableArray<string>.Builder notes)
    {
        if (labels.Length == 0) return;
        int[] counts = new int[problem.Classes.Length];
        foreach (int label in labels) counts[label]++;
        int rarest = Array.IndexOf(counts, counts.Min());
        if (counts[rarest] < RareClass * labels.Length)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The class '{problem.Classes[rarest]}' has "
                + $"{100.0 * counts[rarest] / labels.Length:0.0} % of the rows: shares of right answers say little, and weights "
                + $"that make up for it are among what is tried."));
    }
}
