using Kolosal.Learning.Clustering;
using Kolosal.Learning.Metrics;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>Groups rows, and says how compact and how separate the groups are.</summary>
internal static class ClusterAnalysis
{
    /// <summary>Silhouettes take every pair of rows; of more rows than this a random part of as many is taken.</summary>
    public const int MostSilhouetteRows = 5_000;

    private const ulong SilhouetteStream = 1;

    public static AnalysisOutcome Run(Frame table, EncodedTable encoded, AnalysisPlan plan, CancellationToken cancel)
    {
        var rows = encoded.Rows;
        var found = Clusterers.Get(plan.Method).Create(plan.Parameters).Fit(rows, plan.Seed, cancel);
        int[] labels = [.. found.Labels], grouped = [.. Enumerable.Range(0, rows.Rows).Where(row => labels[row] >= 0)];
        int[] sizes = new int[found.Clusters];
        foreach (int row in grouped) sizes[labels[row]]++;
        int occupied = sizes.Count(size => size > 0);

        int columns = rows.Columns.Length;
        int[] judged = Part(grouped, plan.Seed);
        double[] silhouettes = judged.Length == 0 ? []
            : ClusterShape.Silhouettes(Values(judged), [.. judged.Select(row => labels[row])], cancel: cancel);
        double[] all = grouped.Length == 0 ? [] : grouped.Length == rows.Rows ? rows.Features.ToArray() : Values(grouped);
        int[] own = [.. grouped.Select(row => labels[row])];
        const string Undefined = "It needs at least two clusters, and fewer clusters than rows in them.";
        var notes = ImmutableArray.CreateBuilder<string>();
        if (judged.Length < grouped.Length)
            notes.Add($"The silhouette is that of {judged.Length} random rows among themselves, since it takes every pair of rows.");
        if (grouped.Length < rows.Rows)
            notes.Add($"{rows.Rows - grouped.Length} rows are noise: their label is -1, and no figure of shape counts them.");

        var tables = ImmutableArray.CreateBuilder<OutcomeTable>();
        tables.Add(TableBuilder.OfRows(table, plan).Numbers("cluster", labels).Build());
        tables.Add(new TableBuilder("clusters").Numbers("cluster", Enumerable.Range(0, found.Clusters)).Numbers("rows", sizes)
            .Numbers("share", [.. sizes.Select(size => (double)size / rows.Rows)])
            .Numbers("silhouette", Means(judged, labels, silhouettes, found.Clusters)).Build());
        if (Centres(found.Assigner) is { Length: > 0 } centres)
        {
            var centre = new TableBuilder("centres").Numbers("cluster", Enumerable.Range(0, found.Clusters));
            for (int c = 0; c < columns; c++)
                centre.Numbers(rows.Columns[c].Name, [.. Enumerable.Range(0, found.Clusters).Select(k => centres[k * columns + c])]);
            tables.Add(centre.Build());
            notes.Add("Centres are in the units of the encoded features.");
        }
        else notes.Add($"'{plan.Method}' defines no centres.");
        return new(
            [
                new("rows", rows.Rows), new("clusters", occupied), new("noise_rows", rows.Rows - grouped.Length),
                Figure.Of("silhouette", silhouettes.Length == 0 ? double.NaN : silhouettes.Average(), Undefined),
                Figure.Of("davies_bouldin", own.Length == 0 ? double.NaN : ClusterShape.DaviesBouldin(all, own), Undefined),
                Figure.Of("calinski_harabasz", own.Length == 0 ? double.NaN : ClusterShape.CalinskiHarabasz(all, own), Undefined),
            ],
            encoded.Encoding, tables.ToImmutable(), notes.ToImmutable());

        double[] Values(int[] taken)
        {
            double[] values = new double[taken.Length * columns];
            for (int i = 0; i < taken.Length; i++) rows.Row(taken[i]).CopyTo(values.AsSpan(i * columns));
            return values;
        }
    }

    private static int[] Part(int[] grouped, ulong seed)
    {
        if (grouped.Length <= MostSilhouetteRows) return grouped;
        int[] drawn = [.. grouped];
        new SeededRandom(seed, SilhouetteStream).Shuffle<int>(drawn);
        return drawn[..MostSilhouetteRows];
    }

    private static double[] Means(int[] judged, int[] labels, double[] silhouettes, int clusters)
    {
        double[] sums = new double[clusters];
        int[] counts = new int[clusters];
        for (int i = 0; i < judged.Length; i++)
        {
            sums[labels[judged[i]]] += silhouettes[i];
            counts[labels[judged[i]]]++;
        }
        return [.. sums.Select((sum, k) => sum / counts[k])]; // of an empty cluster NaN, which is missing
    }

    private static double[] Centres(IClusterAssigner? assigner) => assigner switch
    {
        CentroidAssigner centroids => centroids.Centers.ToArray(),
        GaussianMixture mixture => mixture.Means.ToArray(),
        _ => [],
    };
}
