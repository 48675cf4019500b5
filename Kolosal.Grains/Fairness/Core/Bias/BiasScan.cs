using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Fairness;

/// <summary>Scans a dataset before training, a few columns at a time, so that only the protected attributes stay in memory for all rows.</summary>
/// <remarks>Not safe for several threads: it is begun, told column after column, and asked for the report once.</remarks>
public sealed class BiasScan
{
    private const int MostPairs = 100;

    private readonly BiasScanTerms terms;
    private readonly ImmutableArray<LabelledRows> attributes, partitions;
    private readonly (string Name, Column Column)? target;
    private readonly int[] drawn;
    private readonly List<(ColumnSchema Schema, Column Column)> sample = [];
    private readonly List<ProxyAssociation>[] proxies;
    private readonly ProxyAssociation?[] targetAssociations;
    private readonly List<string> notes = [];
    private readonly int rows;

    /// <param name="attributes">The protected attributes, of all rows.</param>
    /// <param name="target">The column to predict; null for none.</param>
    /// <param name="terms">What to look for.</param>
    public BiasScan(IReadOnlyList<LabelledRows> attributes, (string Name, Column Column)? target, BiasScanTerms terms)
    {
        (this.attributes, this.target, this.terms) = ([.. attributes], target, terms);
        rows = attributes[0].GroupOf.Length;
        (partitions, var leftOut) = LabelledRows.WithIntersections(attributes, BiasScanTerms.MostGroups, MostPairs);
        if (!leftOut.IsEmpty) notes.Add($"Not crossed, since there would be more than {MostPairs} pairs: {string.Join(", ", leftOut)}.");
        proxies = [.. attributes.Select(_ => new List<ProxyAssociation>())];
        targetAssociations = [.. attributes.Select(a => target is { } t ? Associate(a, new(t.Name, t.Column.Type), t.Column) : null)];
        int[] order = [.. Enumerable.Range(0, rows)];
        if (rows > BiasScanTerms.MostJointRows) new SeededRandom(terms.Seed).Shuffle<int>(order);
        drawn = [.. order.Take(BiasScanTerms.MostJointRows).Order()];
    }

    /// <summary>Takes in a feature: its association with every attribute, and the drawn rows for the joint test.</summary>
    /// <param name="schema">The column.</param>
    /// <param name="column">Its values in the same rows.</param>
    public void Add(ColumnSchema schema, Column column)
    {
        for (int a = 0; a < attributes.Length; a++)
            if (attributes[a].Name != schema.Name && Associate(attributes[a], schema, column) is { } found) proxies[a].Add(found);
        sample.Add((schema, column.Take(drawn)));
    }

    /// <summary>Adds what readers should know.</summary>
    public void Note(string text) => notes.Add(text);

    /// <summary>The report.</summary>
    /// <param name="cancel">Polled by the joint test.</param>
    public BiasReport Finish(CancellationToken cancel)
    {
        bool[]? favourable = target is { } t && terms.Favourable is { } good
            ? [.. Enumerable.Range(0, rows).Select(row => t.Column.TextAt(row) == good)] : null;
        ImmutableArray<AttributeBias> found = [.. partitions.Select((partition, p) =>
            Describe(partition, p < attributes.Length ? p : -1, favourable, cancel))];
        ImmutableArray<ShareOf> classes = target is { } known && IsClasses(known.Column)
            ? Shares(LabelledRows.Of(known.Name, [.. Enumerable.Range(0, rows).Select(row => known.Column.TextAt(row) ?? LabelledRows.Missing)],
                BiasScanTerms.MostGroups), null, null) : [];
        return new(rows, target?.Name, terms.Favourable, classes, found, BiasFindings.Of(target?.Name, classes, found), [.. notes]);
    }

    /// <summary>Numbers of up to twenty values count as classes, as they do for training.</summary>
    private static bool IsClasses(Column column) => column is not (NumericColumn or DateTimeColumn)
        || (column is NumericColumn numbers && numbers.Values.ToArray().Distinct().Take(21).Count() <= 20);

    private AttributeBias Describe(LabelledRows partition, int attribute, bool[]? favourable, CancellationToken cancel)
    {
        var groups = Shares(partition, favourable, terms.Shares.GetValueOrDefault(partition.Name));
        double most = groups.Max(g => g.Rows), least = groups.Min(g => g.Rows), even = Math.Log2(groups.Length);
        ImmutableArray<MeasureFinding> labels = favourable is null ? [] : Labels(partition, favourable);
        return new(
            partition.Name, partition.Intersection, groups, partition.Folded, most / Math.Max(1, least),
            even > 0 ? Math.Min(1, Entropy.Bits(groups.Select(g => g.Rows)) / even) : 1, labels, attribute < 0 ? null : targetAssociations[attribute],
            attribute < 0 ? [] : [.. proxies[attribute].OrderByDescending(proxy => proxy.Strength)],
            attribute < 0 ? null : JointProxy.Of(partition, drawn, sample, terms.Seed, notes, cancel));
    }

    private ImmutableArray<ShareOf> Shares(LabelledRows partition, bool[]? favourable, IReadOnlyDictionary<string, double>? declared)
    {
        int groups = partition.Labels.Length;
        long[] sizes = partition.Sizes, labelled = new long[groups], good = new long[groups];
        double[] sums = new double[groups];
        bool numbers = target is { Column: NumericColumn } n && !IsClasses(n.Column);
        for (int row = 0; row < rows && target is not null; row++)
        {
            if (target.Value.Column.IsMissing(row)) continue;
            int group = partition.GroupOf[row];
            labelled[group]++;
            if (favourable?[row] == true) good[group]++;
            if (numbers) sums[group] += ((NumericColumn)target.Value.Column).Values[row];
        }
        return [.. Enumerable.Range(0, groups).Where(g => sizes[g] > 0).Select(g =>
        {
            var interval = Proportions.Wilson(sizes[g], rows);
            double share = (double)sizes[g] / rows;
            double? population = declared is not null && declared.TryGetValue(partition.Labels[g], out double of) ? of : null;
            Interval? rate = favourable is not null && labelled[g] > 0 ? Proportions.Wilson(good[g], labelled[g]) : null;
            return new ShareOf(partition.Labels[g], sizes[g], share, interval.Low, interval.High, population, population > 0 ? share / population
                : null,
                rate is null ? null : (double)good[g] / labelled[g], rate?.Low, rate?.High, numbers && labelled[g] > 0 ? sums[g] / labelled[g]
                    : null);
        })];
    }

    private ImmutableArray<MeasureFinding> Labels(LabelledRows partition, bool[] favourable)
    {
        long[] labelled = new long[partition.Labels.Length], good = new long[partition.Labels.Length];
        for (int row = 0; row < rows; row++)
        {
            if (target!.Value.Column.IsMissing(row)) continue;
            labelled[partition.GroupOf[row]]++;
            if (favourable[row]) good[partition.GroupOf[row]]++;
        }
        RateDisparity.Rate[] rates = [.. partition.Labels.Select((label, g) => new RateDisparity.Rate(label, good[g], labelled[g]))];
        MeasureFinding?[] found =
        [
            RateDisparity.Ratio("favourable_rate_ratio", rates, terms.Limits.MinimumGroupRows, terms.Limits.MinimumImpactRatio),
            RateDisparity.Difference(MeasureNames.BaseRate, rates, terms.Limits.MinimumGroupRows, terms.Limits.MaximumDifference),
        ];
        double level = terms.Limits.FalseAlarm / (2 * partitions.Length);
        return [.. found.OfType<MeasureFinding>().Select(measure => measure with
        {
            Unfair = measure.PValue <= level && (measure.Measure == MeasureNames.BaseRate ? measure.Value > measure.Limit
                : measure.Value < measure.Limit),
        })];
    }

    /// <summary>Null for text, for more categories than are looked at, and where one side is constant.</summary>
    private static ProxyAssociation? Associate(LabelledRows attribute, ColumnSchema schema, Column column)
    {
        if (column is TextColumn) return null;
        var codes = new CategoricalColumn([.. attribute.GroupOf], [.. attribute.Labels]);
        const string Own = "\u0001attribute";
        var pair = ColumnAssociations.Of(new Frame(
            new TableSchema([new(Own, ColumnType.Categorical), new(schema.Name, column.Type)]), [codes, column])).FirstOrDefault();
        if (pair is null) return null;
        var (difference, p) = MissingByGroup(attribute, column);
        string measure = pair.CramersV is not null ? "cramers_v" : "correlation_ratio";
        return pair.CramersV is null && pair.CorrelationRatio is null && difference is null ? null
            : new(schema.Name, measure, pair.Strength, pair.MutualInformation, difference, p);
    }

    private static (double? Difference, double? PValue) MissingByGroup(LabelledRows attribute, Column column)
    {
        if (column.Missing.Count == 0) return (null, null);
        long[] missing = new long[attribute.Labels.Length], sizes = attribute.Sizes;
        for (int row = 0; row < column.Rows; row++) if (column.IsMissing(row)) missing[attribute.GroupOf[row]]++;
        var found = RateDisparity.Difference("missing", [.. attribute.Labels.Select((label, g) =>
            new RateDisparity.Rate(label, missing[g], sizes[g]))],
            BiasScanTerms.TinyGroup, BiasScanTerms.MissingDifference);
        return (found?.Value, found?.PValue);
    }
}
