using System.Text.Json;
using Kolosal.Learning.Preprocessing.Imputers;
using Kolosal.Testing;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Imputers as steps on rows against scikit-learn.</summary>
/// <remarks>Where the k-th and the next neighbour are equally far, which of them counts is rounding in scikit-learn and the earlier
/// row here; likewise with weights where several rows are at distance 0. Such cells must lie between what the choices give.</remarks>
public class ImputerOracleTests
{
    private const string File = "preprocessing.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "simple_imputer", "iterative_imputer");

    public static TheoryData<string> NeighbourIds => OracleReading.Ids(File, "knn_imputer");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Filled_rows(string id)
    {
        var @case = OracleReading.Case(File, id);
        ITransformFitter fitter = @case.Function == "iterative_imputer" ? new IterativeImputer(new((int)@case.Param("max_iter"), @case.Param("tol")))
            : new SimpleImputer(new(Text(@case, "strategy") switch
            {
                "mean" => ImputeStrategy.Mean,
                "median" => ImputeStrategy.Median,
                "constant" => ImputeStrategy.Constant,
                _ => ImputeStrategy.Mode,
            }, Text(@case, "strategy") == "constant" ? @case.Param("fill_value") : 0, @case.Params.GetProperty("add_indicator").GetBoolean()));
        FeatureRows rows = OracleRows.Of(@case, "X"), test = OracleRows.Of(@case, "test");
        @case.Near("test", OracleRows.Apply(fitter.Fit(rows, 0, CancellationToken.None), test));
    }

    [OracleTheory, MemberData(nameof(NeighbourIds))]
    public void Rows_filled_from_the_nearest(string id)
    {
        var @case = OracleReading.Case(File, id);
        bool byDistance = Text(@case, "weights") == "distance";
        int neighbours = (int)@case.Param("n_neighbors");
        FeatureRows rows = OracleRows.Of(@case, "X"), test = OracleRows.Of(@case, "test");
        double[] filled = OracleRows.Apply(new NeighbourImputer(new(neighbours, byDistance)).Fit(rows, 0, CancellationToken.None), test),
            expected = @case.Expect("test");
        Assert.Equal(expected.Length, filled.Length);
        for (int i = 0; i < filled.Length; i++)
        {
            int row = i / rows.Columns.Length, column = i % rows.Columns.Length;
            var (low, high) = double.IsNaN(test.Row(row)[column])
                ? Choices(rows, test.Row(row).ToArray(), column, neighbours, byDistance)
                : (filled[i], filled[i]);
            double slack = @case.Absolute + @case.Relative * Math.Abs(expected[i]);
            if (high - low <= slack) @case.Near(JsonSerializer.SerializeToElement(expected[i]), filled[i], $"row {row}, column {column}");
            else
            {
                Assert.InRange(expected[i], low - slack, high + slack);
                Assert.InRange(filled[i], low - slack, high + slack);
            }
        }
    }

    private static string? Text(OracleCase @case, string name) => @case.Params.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>The lowest and highest mean over k neighbours that ties at the k-th distance allow.</summary>
    private static (double Low, double High) Choices(FeatureRows rows, double[] row, int column, int k, bool byDistance)
    {
        var donors = Enumerable.Range(0, rows.Rows).Where(r => !double.IsNaN(rows.Row(r)[column])).Select(r =>
        {
            double[] gaps = [.. row.Zip(rows.Row(r).ToArray(), (a, b) => (a - b) * (a - b)).Where(g => !double.IsNaN(g))];
            return (Distance: gaps.Length == 0 ? double.NaN : Math.Sqrt(gaps.Average()), Value: rows.Row(r)[column]);
        }).Where(d => !double.IsNaN(d.Distance)).OrderBy(d => d.Distance).ToArray();
        // Of rows that are the same as far as can be seen, scikit-learn's rounding makes some count alone.
        if (byDistance && donors[0].Distance == 0)
            return (donors.Where(d => d.Distance == 0).Min(d => d.Value), donors.Where(d => d.Distance == 0).Max(d => d.Value));
        double last = donors[k - 1].Distance;
        var sure = donors.Where(d => d.Distance < last - 1e-9).ToArray();
        double[] tied = [.. donors.Where(d => Math.Abs(d.Distance - last) <= 1e-9).Select(d => d.Value).Order()];
        double Mean(IEnumerable<double> chosen)
        {
            var all = sure.Concat(chosen.Select(v => (Distance: last, Value: v))).ToArray();
            double[] weights = [.. all.Select(d => byDistance ? 1 / d.Distance : 1)];
            return all.Zip(weights, (d, w) => d.Value * w).Sum() / weights.Sum();
        }
        return (Mean(tied.Take(k - sure.Length)), Mean(tied.TakeLast(k - sure.Length)));
    }

    [Fact]
    public void Values_are_carried_along_the_training_rows_and_the_last_one_into_serving()
    {
        ImmutableArray<FeatureInfo> columns = [new("x")];
        var rows = new FeatureRows((double[])[double.NaN, 1, double.NaN, double.NaN, 4, double.NaN], columns, 6);
        var hole = new FeatureRows((double[])[double.NaN], columns, 1);
        var (forward, carried) = new FillImputer(FillDirection.Forward).FitTransform(rows, 0, CancellationToken.None);
        Assert.Equal([1, 1, 1, 1, 4, 4], carried.Features.ToArray());
        Assert.Equal([4], OracleRows.Apply(forward, hole));
        var (backward, back) = new FillImputer(FillDirection.Backward).FitTransform(rows, 0, CancellationToken.None);
        Assert.Equal([1, 1, 4, 4, 4, 4], back.Features.ToArray());
        Assert.Equal([1], OracleRows.Apply(backward, hole));
    }

    [Fact]
    public void A_linear_relation_is_restored_by_iteration() // x₁ = 2 x₀ + 1 without noise
    {
        double[] features = [.. Enumerable.Range(0, 40).SelectMany(i => (double[])[i, i % 5 == 2 ? double.NaN : 2 * i + 1])];
        var rows = new FeatureRows(features, [new("a"), new("b")], 40);
        double[] filled = OracleRows.Apply(new IterativeImputer(new(20, 1e-8)).Fit(rows, 0, CancellationToken.None), rows);
        for (int i = 0; i < 40; i++) Assert.Equal(2 * i + 1, filled[2 * i + 1], 1e-3);
    }
}
