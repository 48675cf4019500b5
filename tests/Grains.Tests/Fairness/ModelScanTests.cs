using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Fairness;

public class ModelScanTests
{
    [Fact]
    public void Groups_get_their_own_figures()
    {
        // a: 0.9 right, 0.6 wrong; b: 0.2 right (not selected), 0.3 wrong.
        var scan = Assert.Single(ModelScan.Run([0.1, 0.9, 0.4, 0.6, 0.8, 0.2, 0.7, 0.3], [1, 0, 0, 1], 2, 1,
            [LabelledRows.Of("sex", ["a", "a", "b", "b"])], new(1, 0.8, 0.05)));
        var (a, b) = (scan.Groups[0], scan.Groups[1]);
        Assert.Equal((1L, 1L, 0L, 0L), (a.Outcomes.Outcomes.TruePositives, a.Outcomes.Outcomes.FalsePositives, b.Outcomes.Outcomes.FalsePositives,
            b.Outcomes.Outcomes.TruePositives));
        Assert.Equal(0.75, a.MeanScore, 12);
        Assert.Equal(0.75, a.MeanConfidence, 12);
        Assert.Equal(0.75, b.MeanConfidence, 12); // 0.8 and 0.7
        Assert.Equal((0.5, 0.5), (a.ErrorRate, b.ErrorRate));
        Assert.Equal((1L, 1L), (a.ScoreDeciles[9], a.ScoreDeciles[6]));
        Assert.Equal((0.1 + 0.6) / 2, a.CalibrationError, 12); // |1 − 0.9| and |0 − 0.6|, a step each
    }

    [Fact]
    public void A_column_that_only_one_group_varies_in_is_named()
    {
        var (table, package) = Fitted("gradient_boosting");
        double[] outputs = package.CreateScorer().Score(table);
        var found = ModelFairness.Scan(package, table, outputs, Of(table), default, CancellationToken.None)!;
        var sex = found.Partitions.Single(p => p.Attribute == "sex");
        Assert.Equal(("x", "tree_shap", "raw_score"), (sex.Attribution[0].Column, sex.Attribution[0].Method, sex.Attribution[0].Scale));
        Assert.Equal("b", sex.Attribution[0].HighGroup); // b's scores move by x, a's x is constant
        Assert.Equal(table.Rows, sex.Groups.Sum(g => g.Rates.Rows));
        Assert.Equal(ModelFairness.HeldOut, found.Source);
    }

    [Fact]
    public void Models_without_an_exact_method_are_explained_by_permutation()
    {
        var (table, package) = Fitted("logistic_regression");
        var found = GroupAttribution.Of(package, table, 1, seed: 1, CancellationToken.None)!;
        Assert.Equal(("permutation", "output"), (found.Method, found.Scale));
        var between = found.Between(LabelledRows.Of("sex", [.. Enumerable.Range(0, table.Rows).Select(row => table["sex"].TextAt(row)!)]), 20, 5);
        Assert.Equal("x", between[0].Column);
        Assert.DoesNotContain(between, column => column.Column == "noise" && column.Difference > between[0].Difference / 3);
    }

    [Fact]
    public void Without_anything_to_compare_there_is_no_evaluation()
    {
        var (table, package) = Fitted("prior");
        double[] outputs = package.CreateScorer().Score(table);
        Assert.Null(ModelFairness.Scan(package, table, outputs, Of(table) with { Attributes = [] }, default, CancellationToken.None));
        Assert.Null(ModelFairness.Scan(package, table, outputs, Of(table) with { FavourableClass = "maybe" }, default, CancellationToken.None));
    }

    [Fact]
    public void Consistency_is_one_where_neighbours_are_treated_alike_and_less_where_not()
    {
        double[] two = [.. Enumerable.Range(0, 100).Select(i => (i < 50 ? 0 : 10) + i * i / 1e5)];
        Assert.Equal(1, IndividualConsistency.Of(two, 1, [.. Enumerable.Range(0, 100).Select(i => i < 50)], 5).Consistency, 12);

        // One of a cluster is treated otherwise: its own distance is 1, and each that has it among its 5 neighbours is off by a fifth.
        bool[] odd = [.. Enumerable.Range(0, 100).Select(i => i < 50 && i != 25)];
        var random = new SeededRandom(2);
        double[] points = [.. Enumerable.Range(0, 200).Select(_ => random.NextNormal())];
        bool[] decisions = [.. Enumerable.Range(0, 100).Select(i => points[2 * i] + 0.5 * random.NextNormal() > 0)];
        Assert.Equal(ByHand(two, 1, odd), IndividualConsistency.Of(two, 1, odd, 5).Consistency, 12);
        Assert.Equal(ByHand(points, 2, decisions), IndividualConsistency.Of(points, 2, decisions, 5).Consistency, 12);
        Assert.Throws<ArgumentException>(() => IndividualConsistency.Of([1, 2], 1, [true, false], 2));
    }

    /// <summary>The formula over all pairs of rows, in standardised columns.</summary>
    private static double ByHand(double[] features, int columns, bool[] decisions)
    {
        int rows = decisions.Length;
        double[] scaled = new double[features.Length];
        for (int c = 0; c < columns; c++)
        {
            double[] own = [.. Enumerable.Range(0, rows).Select(i => features[i * columns + c])];
            double mean = own.Average(), spread = Math.Sqrt(own.Average(v => (v - mean) * (v - mean)));
            for (int i = 0; i < rows; i++) scaled[i * columns + c] = (own[i] - mean) / spread;
        }
        double Distance(int i, int j) => Enumerable.Range(0, columns).Sum(c => Math.Pow(scaled[i * columns + c] - scaled[j * columns + c], 2));
        return 1 - Enumerable.Range(0, rows).Average(i => Math.Abs((decisions[i] ? 1 : 0)
            - Enumerable.Range(0, rows).Where(j => j != i).OrderBy(j => Distance(i, j)).ThenBy(j => j).Take(5).Average(j => decisions[j] ? 1.0 : 0)));
    }

    private static ModelScanTerms Of(Frame table) => ModelScanTerms.OfDelivery("yes", table.Schema, 1);

    /// <summary>y follows x, which only b's rows vary in; noise says nothing.</summary>
    private static (Frame Table, ModelPackage Package) Fitted(string trainer)
    {
        var random = new SeededRandom(4);
        const int Rows = 800;
        bool[] b = [.. Enumerable.Range(0, Rows).Select(i => i % 2 == 1)];
        double[] x = [.. b.Select(group => group ? 2 * random.NextNormal() : 0)], noise = [.. b.Select(_ => random.NextNormal())];
        string[] y = [.. x.Select(value => random.NextDouble() < 1 / (1 + Math.Exp(-value)) ? "yes" : "no")];
        var table = new Frame(
            new TableSchema([
                new("x", ColumnType.Numeric), new("noise", ColumnType.Numeric),
                    new("sex", ColumnType.Categorical, ColumnRole.Ignored, Protected: true),
                new("y", ColumnType.Categorical, ColumnRole.Target)]),
            [
                new NumericColumn(x), new NumericColumn(noise), CategoricalColumn.From(b.Select(group => group ? "b" : "a")),
                    CategoricalColumn.From(y),
            ]);
        var problem = LearningProblem.Infer(table, "y");
        return (table, ModelPackage.Create(PipelineTrainer.Fit(
            TrainingPart.WholeTable(table), problem, Trainers.Get(trainer), HyperParameters.Empty, 1, CancellationToken.None)));
    }
}
