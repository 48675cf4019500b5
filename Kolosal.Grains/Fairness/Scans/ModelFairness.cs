using Kolosal.Learning.Packages;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Fairness;

/// <summary>Scans a model on rows with known outcomes, and says it as the contract does. Pure computing; callers see to threads.</summary>
public static class ModelFairness
{
    /// <summary>What <see cref="VersionFairness.Source"/> says of the test part of the run that made the version.</summary>
    public const string HeldOut = "held_out";

    private const int MostPairs = 28, ColumnsShown = 10, ExplainedRows = 20;

    /// <param name="package">The model.</param>
    /// <param name="rows">Rows that it has not learnt from: input columns, target, protected attributes.</param>
    /// <param name="outputs">Its class probabilities of these rows, row-major.</param>
    /// <param name="terms">What to scan by.</param>
    /// <param name="at">When.</param>
    /// <param name="cancel">Polled by the attributions.</param>
    /// <returns>Null when there is nothing to compare: no protected attribute, a regression, or a favourable class that the model does not know.
    /// </returns>
    public static VersionFairness? Scan(ModelPackage package, Frame rows, double[] outputs, ModelScanTerms terms, DateTimeOffset at,
        CancellationToken cancel)
    {
        var problem = package.Manifest.Problem;
        int favourable = problem.Classes.IndexOf(terms.FavourableClass);
        string[] attributes = [.. terms.Attributes.Where(name => rows.Schema.IndexOf(name) >= 0)];
        if (favourable < 0 || attributes.Length == 0 || rows.Rows == 0) return null;
        LabelledRows[] single = [.. attributes.Select(name => LabelledRows.Of(
            name, rows[name], terms.Bands.FirstOrDefault(bands => bands.Attribute == name)?.Edges, PartitionPlan.MostGroups))];
        var (partitions, leftOut) = terms.Intersections ? LabelledRows.WithIntersections(single, PartitionPlan.MostGroups, MostPairs)
            : ([.. single], []);
        var scans = ModelScan.Run(outputs, problem.Labels(rows), problem.Classes.Length, favourable, partitions, terms.Limits);
        var attribution = terms.Attributions ? GroupAttribution.Of(package, rows, favourable, terms.Seed, cancel) : null;
        var notes = ImmutableArray.CreateBuilder<string>();
        notes.AddRange(terms.Notes);
        if (!leftOut.IsEmpty) notes.Add($"Not crossed, since there would be more than {MostPairs} pairs: {string.Join(", ", leftOut)}.");
        if (terms.Attributions && attribution is null) notes.Add("Attribution by group was left out: the model has too many columns for it.");
        return new(rows.Rows, terms.Source, at, terms.FavourableClass, scans.Any(scan => scan.Finding.Unfair),
            [.. scans.Select(scan => Describe(scan, attribution))], notes.ToImmutable());
    }

    private static ScannedPartition Describe(PartitionScan scan, GroupAttribution? attribution) => new(
        scan.Finding.Name, scan.Finding.Intersection, scan.Finding.Unfair, [.. scan.Finding.Measures.Select(FairnessView.ToReport)],
        [.. scan.Groups.Select(Describe)], scan.Finding.Folded,
        attribution is null || scan.Finding.Intersection ? [] : [.. attribution.Between(scan.Rows, ExplainedRows, ColumnsShown).Select(column =>
            new AttributionDisparity(column.Column, column.Difference, column.LowGroup, column.HighGroup, attribution.Method, attribution.Scale,
                attribution.Rows.Length))]);

    private static ScannedGroup Describe(GroupScores group)
    {
        var outcomes = group.Outcomes.Outcomes;
        return new(FairnessView.Interval(outcomes.Selected, outcomes.Rows)!, group.Outcomes.ToRates(), group.MeanScore, group.ScoreDeciles,
            group.MeanConfidence, group.ErrorRate, group.CalibrationError);
    }
}
