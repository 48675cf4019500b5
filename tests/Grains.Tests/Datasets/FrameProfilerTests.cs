using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

public sealed class FrameProfilerTests
{
    [Fact]
    public void Chunks_in_any_cut_and_tree_of_merges_give_the_profile_of_the_whole()
    {
        var table = Table(600);
        TableProfile whole = Profile(table, [600], merge: false), cut = Profile(table, [100, 1, 250, 249], merge: false),
            merged = Profile(table, [100, 1, 250, 249], merge: true);
        foreach (var other in (TableProfile[])[cut, merged])
        {
            Assert.Equal((whole.Rows, whole.DuplicateRows), (other.Rows, other.DuplicateRows));
            Assert.Equal(whole.Correlations!.Values[0][1]!.Value, other.Correlations!.Values[0][1]!.Value, 10);
            foreach (var (a, b) in whole.Columns.Zip(other.Columns))
            {
                Assert.Equal((a.Name, a.Type, a.Count, a.Missing, a.Distinct, a.DistinctExact),
                    (b.Name, b.Type, b.Count, b.Missing, b.Distinct, b.DistinctExact));
                Assert.Equal(a.TopValues.ToArray(), b.TopValues.ToArray());
                Assert.Equal(a.Entropy!.Value, b.Entropy!.Value, 10);
                Assert.Equal((a.Text?.MinimumLength, a.Text?.NumberShare, a.Text?.InconsistentShare),
                    (b.Text?.MinimumLength, b.Text?.NumberShare, b.Text?.InconsistentShare));
                if (a.Numeric is null) continue;
                Assert.Equal(a.Histogram!.Counts.ToArray(), b.Histogram!.Counts.ToArray());
                Assert.Equal(a.Numeric.Quantiles.ToArray(), b.Numeric!.Quantiles.ToArray());
                Assert.Equal((a.Numeric.Minimum, a.Numeric.Maximum, a.Numeric.OutlierShare),
                    (b.Numeric.Minimum, b.Numeric.Maximum, b.Numeric.OutlierShare));
                Assert.Equal(a.Numeric.Skewness!.Value, b.Numeric.Skewness!.Value, 9);
                Assert.Equal(a.Numeric.Kurtosis!.Value, b.Numeric.Kurtosis!.Value, 9);
            }
        }
    }

    [Fact]
    public void Figures_of_few_rows_are_those_of_the_profiler_of_uploads()
    {
        double[] values = [1, 2, 2, 3, 7, -4, 10, 10.5, 100];
        var uploads = new NumericProfiler(-4, 100, new RowSample(9, 1000));
        uploads.Feed(values, []);
        var expected = uploads.Finish("x", "numeric");
        var profiler = new FrameProfiler(new TableSchema([new("x", ColumnType.Numeric)]));
        profiler.Add(new Frame(new TableSchema([new("x", ColumnType.Numeric)]), [new NumericColumn((double[])values.Clone())]));
        var got = profiler.Finish().Columns[0];
        Assert.Equal(expected.Numeric! with { Quantiles = [], OutlierShare = 0 }, got.Numeric! with { Quantiles = [], OutlierShare = 0 });
        Assert.Equal(expected.Numeric!.OutlierShare, got.Numeric!.OutlierShare, 12);
        foreach (var (a, b) in expected.Numeric!.Quantiles.Zip(got.Numeric!.Quantiles)) Assert.Equal(a.Value, b.Value, 12);
        Assert.Equal(expected.Histogram!.Counts.ToArray(), got.Histogram!.Counts.ToArray());
        Assert.Equal(expected.TopValues.ToArray(), got.TopValues.ToArray());
        Assert.Equal(expected.Entropy, got.Entropy);
    }

    [Fact]
    public void The_quality_of_a_frame_is_judged_like_that_of_an_upload()
    {
        var table = Table(600);
        var report = QualityAssessment.Assess(Profile(table, [300, 300], merge: true), table.Schema);
        Assert.Contains(report.Warnings, w => w is { Kind: QualityWarningKind.DuplicateRows, Value: 1 });
        Assert.Contains(report.Warnings, w => w is { Kind: QualityWarningKind.ConstantColumn, Column: "same" });
        Assert.Contains(report.Warnings, w => w is { Kind: QualityWarningKind.HighMissingness, Column: "gaps" });
        Assert.Equal(1 - 1.0 / 600, report.Uniqueness, 12);
    }

    [Fact]
    public void Many_rows_keep_their_quantiles_within_a_hundredth_of_the_rows()
    {
        const int Rows = 50_000;
        double[] values = [.. Enumerable.Range(0, Rows).Select(i => (double)i)];
        new SeededRandom(1).Shuffle<double>(values);
        var schema = new TableSchema([new("x", ColumnType.Numeric)]);
        var profiler = new FrameProfiler(schema);
        foreach (double[] chunk in values.Chunk(7000)) profiler.Add(new Frame(schema, [new NumericColumn(chunk)]));
        var numeric = profiler.Finish().Columns[0].Numeric!;
        Assert.False(numeric.QuantilesExact);
        Assert.All(numeric.Quantiles, q => Assert.Equal(q.Share, q.Value / Rows, 0.01));
    }

    [Fact]
    public void Chunks_of_other_columns_are_refused() => Assert.Throws<ArgumentException>(() =>
        new FrameProfiler(new TableSchema([new("x", ColumnType.Numeric)]))
            .Add(new Frame(new TableSchema([new("y", ColumnType.Numeric)]), [new NumericColumn([1])])));

    private static TableProfile Profile(Frame table, int[] sizes, bool merge)
    {
        var whole = new FrameProfiler(table.Schema);
        int from = 0;
        foreach (int size in sizes)
        {
            var chunk = table.SelectRows([.. Enumerable.Range(from, size)]);
            var part = merge ? new FrameProfiler(table.Schema, seed: (ulong)from) : whole;
            part.Add(chunk);
            if (merge) whole.Merge(part);
            from += size;
        }
        return whole.Finish();
    }

    /// <summary>The last row repeats the first.</summary>
    private static Frame Table(int rows)
    {
        var random = new SeededRandom(3);
        double[] x = new double[rows], y = new double[rows], gaps = new double[rows];
        string?[] city = new string?[rows];
        for (int row = 0; row < rows; row++)
        {
            x[row] = Math.Round(random.NextNormal(), 2);
            y[row] = x[row] + random.NextNormal();
            gaps[row] = row % 3 == 0 ? double.NaN : row;
            city[row] = row % 11 == 0 ? null : ((string[])["Oslo", "oslo", "Lyon", "17"])[random.Next(4)];
        }
        (x[^1], y[^1], gaps[^1], city[^1]) = (x[0], y[0], gaps[0], city[0]);
        return new(
            new TableSchema([new("x", ColumnType.Numeric), new("y", ColumnType.Numeric), new("gaps", ColumnType.Numeric),
                new("city", ColumnType.Categorical), new("same", ColumnType.Boolean), new("day", ColumnType.DateTime)]),
            [new NumericColumn(x), new NumericColumn(y), NumericColumn.FromNaN(gaps), CategoricalColumn.From(city), new BooleanColumn(new bool[rows]),
                new DateTimeColumn([.. Enumerable.Range(0, rows)
                    .Select(r => new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(r % 30 * (r < rows - 1 ? 1 : 0)).Ticks)])]);
    }
}
