using System.Numerics;
using Kolosal.Learning;
using Kolosal.Learning.Calibration;
using Kolosal.Learning.Import;
using Kolosal.Learning.Interchange;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Models;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>Attributions of raw columns against the definition of Shapley values, which asks the model about every coalition.</summary>
public class ScoreGameTests
{
    private static readonly Frame Mixed = Samples.Mixed(120, 3);

    public static TheoryData<string> TreeTrainers =>
        ["gradient_boosting", "random_forest", "extra_trees", "decision_tree"];

    [Theory]
    [InlineData("gradient_boosting", "tree_shap", "raw_score")]
    [InlineData("random_forest", "tree_shap", "output")]
    [InlineData("explainable_boosting", "additive_terms", "raw_score")]
    [InlineData("gaussian_naive_bayes", "kernel_shap", "output")]
    [InlineData("k_nearest_neighbours", "kernel_shap", "output")]
    public void Values_are_those_of_the_definition(string trainer, string method, string scale)
    {
        var model = new ExplainedModel(SampleModels.Fit(Numbers(150, 3), "y", trainer));
        var (game, background) = Game(model, Numbers(6, 5));
        Assert.Equal((method, scale, true), (game.Method, game.Scale, game.IsExact));
        foreach (var row in Rows(model, Numbers(4, 9)))
            for (int b = 0; b < background.Rows.Rows; b++)
            {
                var there = model.Values(background.Rows.Row(b));
                double[] found = game.Against(row, b, CancellationToken.None);
                for (int k = 0; k < game.Scores.Length; k++)
                {
                    double[] wanted = Shapley(row.Length, known => game.ScoresOf(Mix(row, there, known))[k]);
                    for (int c = 0; c < row.Length; c++) Assert.Equal(wanted[c], found[k * row.Length + c], 9);
                }
            }
    }

    [Theory, MemberData(nameof(TreeTrainers))]
    public void Trees_of_every_kind_add_up_to_a_billionth(string trainer)
    {
        foreach (string target in (string[])["risk", "city"])
        {
            var table = target == "risk" ? Mixed : Mixed.SelectRows([.. Enumerable.Range(0, Mixed.Rows).Where(row => !Mixed["city"].IsMissing(row))]);
            var schema = new TableSchema([.. table.Schema.Columns.Select(c => c with { Role = c.Name == target ? ColumnRole.Target
                : c.Role == ColumnRole.Target ? ColumnRole.Feature : c.Role })]);
            Adds(new ExplainedModel(SampleModels.Fit(table.WithSchema(schema), target, trainer)), table);
        }
        var numbers = Numbers(120, 3, regression: true);
        Adds(new ExplainedModel(SampleModels.Fit(numbers, "y", trainer)), numbers);
    }

    [Fact]
    public void Models_of_every_kind_add_up_to_a_billionth()
    {
        var problem = LearningProblem.Infer(Mixed, "risk");
        FittedPipeline Part(string trainer, ulong seed) => PipelineTrainer.Fit(
            TrainingPart.WholeTable(Mixed), problem, Trainers.Get(trainer), HyperParameters.Empty, seed, CancellationToken.None);
        var boosted = Part("gradient_boosting", 1);
        WeightedPipeline[] two = [new(boosted, 2), new(Part("logistic_regression", 2))], forests = [new(Part("random_forest", 3)),
            new(Part("extra_trees", 4), 3)];
        var platt = new PlattCalibrator([0.8], [0.1]);
        (ModelPackage Package, string Method)[] models =
        [
            (ModelPackage.Create(boosted, platt), "tree_shap"),
            (ModelPackage.Create([.. two]), "kernel_shap"),
            (ModelPackage.Create([.. two], platt, stack: new StackLayer([0.5, 0.5], [0, 0.1])), "kernel_shap"),
            (ModelPackage.Create([.. forests]), "mixed_shap"),
        ];
        foreach (var (package, method) in models) Assert.Equal(method, Adds(new ExplainedModel(package), Mixed));
    }

    /// <summary>What left as ONNX and came back is explained like the model that it is, by its trees.</summary>
    [Theory]
    [InlineData("gradient_boosting", false), InlineData("gradient_boosting", true), InlineData("random_forest", false)]
    public void Trees_of_an_imported_graph_have_the_values_of_the_model_they_came_from(string trainer, bool regression)
    {
        var table = Numbers(150, 3, regression);
        var own = SampleModels.Fit(table, "y", trainer);
        var foreign = OnnxReader.Read(OnnxModel.Write(own.CreateScorer().Describe(), "model", "1.0", []));
        var model = new ExplainedModel(ModelPackage.Create(ForeignPipelines.Build(foreign, table, ForeignMapping.Of("y"))));
        Assert.Equal("tree_shap", Adds(model, table));

        var (game, background) = Game(model, Numbers(6, 5));
        var (known, _) = Game(new ExplainedModel(own), Numbers(6, 5));
        Assert.Equal(known.Scores.ToArray(), game.Scores.ToArray());
        foreach (var row in Rows(model, Numbers(4, 9)))
            for (int b = 0; b < background.Rows.Rows; b++)
            {
                double[] wanted = known.Against(row, b, CancellationToken.None), found = game.Against(row, b, CancellationToken.None);
                for (int i = 0; i < wanted.Length; i++) Assert.Equal(wanted[i], found[i], 9);
            }
    }

    [Fact]
    public void A_class_of_two_is_explained_as_the_other_with_the_sign_turned()
    {
        var model = new ExplainedModel(SampleModels.Fit(Mixed, "risk", "gradient_boosting"));
        var (game, background) = Game(model, Mixed.SelectRows([1, 2, 3]));
        var row = Rows(model, Mixed)[0];
        RowAttribution Of(int output, bool spread) => RowAttribution.Of(model, game, background, row, output, spread, 0.95, CancellationToken.None);
        foreach (bool spread in (bool[])[true, false])
        {
            Assert.Equal(Of(1, spread).Contributions, Of(0, spread).Contributions.Select(value => -value));
            Assert.Equal(-Of(1, spread).Base, Of(0, spread).Base, 12);
        }
    }

    [Fact]
    public void Rows_can_be_drawn_from_distributions_alone()
    {
        var model = new ExplainedModel(SampleModels.Fit(Mixed, "risk", "prior"));
        ImmutableArray<ColumnDistribution> columns = [.. model.Columns.Select(c => ColumnDistribution.Of(c.Name, Mixed[c.Name]))];
        var sample = UsualRows.Of(model, columns, 200, 0);
        Assert.Equal((200, UsualRows.OfDistributions), (sample.Rows.Rows, sample.Source));
        int age = model.ColumnOf("age", "column"), city = model.ColumnOf("city", "column");
        double[] ages = [.. Enumerable.Range(0, 200).Select(row => sample.Rows.Row(row)[age])];
        double[] seen = ((NumericColumn)Mixed["age"]).Values.ToArray();
        Assert.InRange(ages.Average(), seen.Average() - 2, seen.Average() + 2);
        Assert.True(ages.Min() >= seen.Min() && ages.Max() <= seen.Max());
        // Missing as often as in training: one in eleven.
        Assert.InRange(Enumerable.Range(0, 200).Count(row => double.IsNaN(sample.Rows.Row(row)[city])) / 200.0, 0.02, 0.2);
    }

    private static string Adds(ExplainedModel model, Frame table)
    {
        var (game, background) = Game(model, table.SelectRows([4, 40, 44, 71]));
        foreach (var row in Rows(model, table).Take(12))
            foreach (bool spread in (bool[])[true, false])
                for (int output = 0; output < model.Outputs.Length; output++)
                {
                    var found = RowAttribution.Of(model, game, background, row, output, spread, 0.95, CancellationToken.None);
                    Assert.True(found.AdditivityError <= LocalReport.Tolerance * Math.Max(1, Math.Max(Math.Abs(found.Value), Math.Abs(found.Base))),
                        $"{game.Method}: off by {found.AdditivityError}.");
                }
        return game.Method;
    }

    private static (ScoreGame Game, UsualRows Background) Game(ExplainedModel model, Frame background)
    {
        var sample = UsualRows.Of(model, background, 100, 0, UsualRows.OfTraining);
        return (ScoreGame.Of(model, sample.Rows, 100_000), sample);
    }

    private static RawValue[][] Rows(ExplainedModel model, Frame table) => [.. Enumerable.Range(0, table.Rows).Select(row =>
        model.Columns.Select(column => RawValue.At(table[column.Name], row)).ToArray())];

    private static RawValue[] Mix(RawValue[] row, RawValue[] there, int known) => [.. row.Select((value, c) => (known >> c & 1) != 0 ? value
        : there[c])];

    private static double[] Shapley(int players, Func<int, double> value)
    {
        double[] v = [.. Enumerable.Range(0, 1 << players).Select(value)], found = new double[players];
        for (int i = 0; i < players; i++)
            for (int s = 0; s < v.Length; s++)
                if ((s >> i & 1) == 0)
                {
                    int size = BitOperations.PopCount((uint)s);
                    found[i] += Factorial(size) * Factorial(players - size - 1) / Factorial(players) * (v[s | 1 << i] - v[s]);
                }
        return found;
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    /// <summary>Columns of one feature each: what comes of a column is then the column's own value.</summary>
    private static Frame Numbers(int rows, ulong seed, bool regression = false)
    {
        var random = new SeededRandom(seed);
        double[][] x = [new double[rows], new double[rows], new double[rows], new double[rows]];
        var y = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            foreach (double[] column in x) column[row] = random.NextNormal();
            y[row] = 2 * x[0][row] - x[1][row] + x[0][row] * x[2][row] + 0.3 * random.NextNormal();
        }
        Column target = regression ? new NumericColumn(y) : CategoricalColumn.From(y.Select(value => value > 0 ? "yes" : "no"));
        return new(new TableSchema([.. x.Select((_, c) => new ColumnSchema($"x{c}", ColumnType.Numeric)),
            new("y", target.Type, ColumnRole.Target, Categories: target is CategoricalColumn k ? [.. k.Dictionary] : [])]),
            [.. x.Select(column => (Column)new NumericColumn(column)), target]);
    }
}
