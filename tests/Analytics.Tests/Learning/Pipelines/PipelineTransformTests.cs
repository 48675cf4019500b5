using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Preprocessing;
using Kolosal.Learning.Preprocessing.Resampling;
using Kolosal.Learning.Validation;
using Kolosal.Tabular;

namespace Kolosal.Learning;

/// <summary>Steps between encoder and predictor, the target's own transform, and changed training rows, from raw row to package.</summary>
public class PipelineTransformTests
{
    private static readonly Frame Table = Samples.Mixed(120, seed: 8);

    private static readonly PreprocessingOptions Stepped = new(FeatureEncoding.Dense)
    {
        Steps =
        [
            new("quantile_transformer", HyperParameters.Empty.With("output", "normal").With("quantiles", 20),
                new ColumnChoice(ColumnKinds.Numbers, ["age", "income"])),
            new("yeo_johnson"),
            new("row_normalizer"),
        ],
    };

    [Fact]
    public void A_raw_row_gets_the_bits_that_its_table_row_gets_before_and_after_a_package()
    {
        foreach (var (trainer, target) in (ReadOnlySpan<(string, string)>)[("ridge", "amount"), ("logistic_regression", "risk")])
        {
            var package = ModelPackage.Create(Fit(trainer, target,
                target == "amount" ? Stepped with { Target = TargetFunction.YeoJohnson } : Stepped));
            using var stream = new MemoryStream();
            package.Save(stream);
            Assert.Equal(3, stream.GetBuffer()[8]);
            stream.Position = 0;
            Scorer before = package.CreateScorer(), after = ModelPackage.Load(stream).CreateScorer();
            double[] table = before.Score(Table), output = new double[before.Outputs];
            Assert.Equal(table, after.Score(Table));
            for (int row = 0; row < Table.Rows; row++)
            {
                after.Predict(new RawRow(Raw(after, row)), output);
                Assert.Equal(table.AsSpan(row * output.Length, output.Length).ToArray(), output);
            }
        }
    }

    [Fact]
    public void A_package_without_transforms_says_the_same_version()
    {
        using var stream = new MemoryStream();
        ModelPackage.Create(Fit("ridge", "amount", new(FeatureEncoding.Dense))).Save(stream);
        Assert.Equal(3, stream.GetBuffer()[8]);
    }

    [Fact]
    public void Scoring_a_raw_row_allocates_nothing()
    {
        var scorer = new Scorer([new(Fit("ridge", "amount", Stepped with { Target = TargetFunction.Standard }))]);
        RawValue[][] rows = [.. Enumerable.Range(0, Table.Rows).Select(row => Raw(scorer, row))];
        double[] output = new double[1];
        Assert.Equal(0, Allocated.Least(() =>
        {
            foreach (var row in rows) scorer.Predict(new RawRow(row), output);
        }));
    }

    [Fact]
    public void Nothing_is_learnt_from_the_rows_that_judge()
    {
        int[] training = [.. Enumerable.Range(0, 80)];
        var fold = new Fold([.. training], [.. Enumerable.Range(80, 40)]);
        // The same training rows with other rows to judge by: those of another seed.
        var other = Samples.Mixed(120, seed: 77);
        var swapped = new Frame(Table.Schema, [.. Table.Schema.Columns.Select(c => Joined(Table[c.Name], other[c.Name], 80))]);
        string Package(Frame table)
        {
            var problem = LearningProblem.Infer(Table, "amount");
            using var stream = new MemoryStream();
            return ModelPackage.Create(PipelineTrainer.Fit(fold.TrainingPart(table), problem, Trainers.Get("ridge"), HyperParameters.Empty, 1,
                CancellationToken.None,
                Stepped with { Target = TargetFunction.YeoJohnson })).Save(stream);
        }
        Assert.NotEqual(Table["age"].TextAt(100), swapped["age"].TextAt(100));
        Assert.Equal(Package(Table), Package(swapped));
    }

    [Fact]
    public void A_mean_of_logarithms_is_undone_to_the_geometric_mean()
    {
        var pipeline = Fit("prior", "amount", new(FeatureEncoding.Dense) { Target = TargetFunction.Log });
        double[] amounts = ((NumericColumn)Table["amount"]).Values.ToArray();
        Assert.All(amounts, a => Assert.True(a > 0));
        Assert.Equal(Math.Exp(amounts.Average(a => Math.Log(a))), pipeline.Score(Table)[0], 1e-9 * 1000);
    }

    [Theory, InlineData(TargetFunction.Standard), InlineData(TargetFunction.Log), InlineData(TargetFunction.BoxCox),
        InlineData(TargetFunction.YeoJohnson)]
    public void A_target_is_given_back_as_it_was(TargetFunction function)
    {
        double[] targets = [0.5, 2, 3, 10, 40, 41];
        var transform = TargetTransform.Fit(function, targets, CancellationToken.None);
        double[] changed = transform.Apply(targets);
        Assert.NotEqual(targets, changed);
        transform.Invert(changed);
        for (int i = 0; i < targets.Length; i++) Assert.Equal(targets[i], changed[i], 1e-9);
        double[] wild = [1e30, -1e30];
        transform.Invert(wild);
        Assert.All(wild, v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void Balanced_weights_make_every_class_as_likely_a_priori()
    {
        var pipeline = Fit("prior", "risk", new(FeatureEncoding.Dense) { Resampler = new BalancedClassWeights() });
        Assert.Equal([0.5, 0.5], pipeline.Score(Table)[..2].Select(p => Math.Round(p, 2)));
    }

    [Fact]
    public void A_trainer_of_numbers_is_not_given_codes_or_holes()
    {
        string Refusal(params ImmutableArray<TransformStep> steps) =>
            Assert.Throws<TrainingException>(() => Fit("logistic_regression", "risk", new(FeatureEncoding.Native) { Steps = steps })).Message;
        Assert.Contains("'city' as codes", Refusal(new TransformStep("standard_scaler")));
        Assert.Contains("missing", Refusal(new TransformStep("one_hot")));
        Assert.True(Fit("logistic_regression", "risk", new(FeatureEncoding.Native) { Steps = [new("target_encoder"), new("simple_imputer")] })
            .Score(Table).All(double.IsFinite));
        Assert.Throws<ArgumentException>(() => Fit("logistic_regression", "risk", new(FeatureEncoding.Dense) { Target = TargetFunction.Log }));
        Assert.Throws<KeyNotFoundException>(() => Fit("logistic_regression", "risk", new(FeatureEncoding.Dense) { Steps = [new("no_such_step")] }));
        Assert.Throws<TrainingException>(() => Fit("logistic_regression", "risk",
            new(FeatureEncoding.Dense) { Steps = [new("yeo_johnson", null, new ColumnChoice(ColumnKinds.All, ["no such column"]))] }));
    }

    private static FittedPipeline Fit(string trainer, string target, PreprocessingOptions options) => PipelineTrainer.Fit(
        TrainingPart.WholeTable(Table), LearningProblem.Infer(Table, target), Trainers.Get(trainer), HyperParameters.Empty, 4, CancellationToken.None,
            options);

    private static RawValue[] Raw(Scorer scorer, int row) => [.. scorer.InputSchema.Columns.Select(c => RawValue.At(Table[c.Name], row))];

    private static Column Joined(Column first, Column second, int at)
    {
        static MissingMask Missing(Column a, Column b, int at) => MissingMask.Where(a.Rows, row => (row < at ? a : b).IsMissing(row));
        var missing = Missing(first, second, at);
        return (first, second) switch
        {
            (NumericColumn a, NumericColumn b) => new NumericColumn([.. a.Values[..at], .. b.Values[at..]], missing),
            (BooleanColumn a, BooleanColumn b) => new BooleanColumn([.. a.Values[..at], .. b.Values[at..]]),
            (DateTimeColumn a, DateTimeColumn b) => new DateTimeColumn([.. a.Ticks[..at], .. b.Ticks[at..]]),
            (CategoricalColumn a, CategoricalColumn b) =>
                CategoricalColumn.From(Enumerable.Range(0, a.Rows).Select(row => (row < at ? a : b).TextAt(row))),
            _ => new TextColumn(new string?[first.Rows]),
        };
    }
}
