using Kolosal.Learning.Preprocessing.Binning;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Bins against scikit-learn, and supervised cuts where the answer is known.</summary>
public class BinningOracleTests
{
    private const string File = "preprocessing.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "kbins");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Edges_and_bins(string id)
    {
        var @case = OracleReading.Case(File, id);
        var strategy = Enum.Parse<BinStrategy>(@case.Params.GetProperty("strategy").GetString()!, ignoreCase: true);
        var transform = (ColumnStepsTransform)new Binner(new((int)@case.Param("bins"), strategy))
            .Fit(OracleRows.Of(@case, "X"), 0, CancellationToken.None);
        @case.Near("bin_edges", [.. transform.Steps.SelectMany(s => ((BinStep)s[0]).Edges)]);
        @case.Near("test", OracleRows.Apply(transform, OracleRows.Of(@case, "test")));
    }

    [Fact]
    public void Centres_that_lose_their_values_take_the_farthest_ones() // expected: KBinsDiscretizer(5, strategy="kmeans") of scikit-learn 1.2.1
    {
        var edges = Edges(new Binner(new(5, BinStrategy.KMeans)),
            TrainingSet.Regression(new double[] { 1, 2, 3, 4, 100, 101, 140, 1000 }, [new("x")], new double[8]));
        Assert.Equal([1, 2.5, 52, 120.25, 570, 1000], edges.Select(e => Math.Round(e, 9)));
    }

    [Fact]
    public void Description_length_finds_the_steps_of_the_class_and_leaves_noise_whole()
    {
        var random = new SeededRandom(3);
        double[] x = [.. Enumerable.Range(0, 600).Select(_ => random.NextDouble() * 3)];
        int[] stepped = [.. x.Select(v => v is >= 1 and < 2 ? 1 : 0)], noise = [.. x.Select(_ => random.Next(2))];
        var cuts = Edges(new MdlpBinner(), TrainingSet.Classification(x, [new("x")], stepped, 2));
        Assert.Equal(4, cuts.Length);
        Assert.Equal(1, cuts[1], 0.03);
        Assert.Equal(2, cuts[2], 0.03);
        Assert.Equal(2, Edges(new MdlpBinner(), TrainingSet.Classification(x, [new("x")], noise, 2)).Length);
    }

    [Fact]
    // 4 rows, one cut: gain 4 bits against log₂ 3 + log₂ 7 − 2 = 2.39; kept. With 2 rows:
    // 2 against 0 + log₂ 7 − 2 = 0.81; kept. With the classes mixed: not.
    public void Description_length_of_a_small_case_by_hand()
    {
        int Bins(double[] x, int[] y) => Edges(new MdlpBinner(), TrainingSet.Classification(x, [new("x")], y, 2)).Length - 1;
        Assert.Equal(2, Bins([1, 2, 3, 4], [0, 0, 1, 1]));
        Assert.Equal(1, Bins([1, 2, 3, 4], [0, 1, 0, 1]));
    }

    [Fact]
    public void A_tree_cuts_where_the_mean_jumps()
    {
        double[] x = [.. Enumerable.Range(0, 300).Select(i => i / 100.0)], y = [.. x.Select(v => v < 1 ? 0.0 : v < 2 ? 5 : -3)];
        var edges = Edges(new TreeBinner(new(3, 20)), TrainingSet.Regression(x, [new("x")], y));
        Assert.Equal([0, 0.995, 1.995, 2.99], edges.Select(e => Math.Round(e, 6)));
    }

    private static ImmutableArray<double> Edges(ITransformFitter fitter, TrainingSet rows) =>
        ((BinStep)((ColumnStepsTransform)fitter.Fit(rows, 0, CancellationToken.None)).Steps[0][0]).Edges;
}
