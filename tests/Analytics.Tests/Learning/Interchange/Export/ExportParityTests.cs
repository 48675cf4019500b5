using Kolosal.Learning.Calibration;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Interchange;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Preprocessing;
using Kolosal.Learning.Preprocessing.Scalers;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning;

/// <summary>Exported models answer what the model answers: compiled source, and ONNX in its reference runtime, on rows with missing values, unseen
/// categories, dates and large numbers.</summary>
public class ExportParityTests
{
    private const int Rows = 10_000;

    /// <summary>What has no form in the formats, and why a user is told so.</summary>
    private static readonly HashSet<(string Trainer, LearningTask Task)> Refused =
    [
        ("gaussian_process", LearningTask.Binary), ("gaussian_process", LearningTask.Multiclass), ("gaussian_process", LearningTask.Regression),
        ("tabular_network", LearningTask.Binary), ("tabular_network", LearningTask.Multiclass), ("tabular_network", LearningTask.Regression),
        ("quantile_forest", LearningTask.Regression),
    ];

    private static readonly Frame Training = Table(400, 8), Served = WithStrangers(Table(Rows, 9));

    public static TheoryData<string, LearningTask> Cells
    {
        get
        {
            var cells = new TheoryData<string, LearningTask>();
            foreach (var trainer in Trainers.Own)
                foreach (var task in Enum.GetValues<LearningTask>().Where(trainer.Supports)) cells.Add(trainer.Name, task);
            return cells;
        }
    }

    public static TheoryData<string> Steps => [.. Transforms.All.Where(step => step.Name != "umap").Select(step => step.Name)];

    [Theory, MemberData(nameof(Cells))]
    public void Every_trainer_answers_the_same_in_source_and_in_ONNX_or_says_that_it_cannot(string trainer, LearningTask task)
    {
        var model = new Scorer([new(Fit(trainer, task))]);
        if (Refused.Contains((trainer, task)))
        {
            Assert.NotEmpty(Assert.Throws<NotExportableException>(model.Describe).Message);
            return;
        }

        Same(model);
    }

    [Theory, MemberData(nameof(Steps))]
    public void Every_step_answers_the_same_or_says_that_it_cannot(string name)
    {
        var step = Transforms.Get(name);
        var numbers = step.Needs.HasFlag(TransformNeeds.Categories) ? null : new ColumnChoice(ColumnKinds.Numbers, ["age", "income"]);
        ImmutableArray<TransformStep> steps = [.. step.Needs.HasFlag(TransformNeeds.Complete) ? [new TransformStep("simple_imputer", null, numbers)]
            : ImmutableArray<TransformStep>.Empty, new(name, null, numbers)];
        var options = new PreprocessingOptions(FeatureEncoding.Native) { Steps = steps };
        var model = new Scorer([new(PipelineTrainer.Fit(TrainingPart.WholeTable(Training), Problem(LearningTask.Binary),
            Trainers.Get("gradient_boosting"), HyperParameters.Empty.With("trees", 20), 1, CancellationToken.None, options))]);
        if (name is "knn_imputer" or "anomaly_flags")
        {
            Assert.Contains("has no form in other formats", Assert.Throws<NotExportableException>(model.Describe).Message);
            return;
        }

        Same(model);
    }

    [Theory]
    [InlineData("euclidean", "distance"), InlineData("manhattan", "distance"), InlineData("minkowski", "uniform")]
    [InlineData("cosine", "distance")]
    public void Every_distance_of_neighbours_is_measured_the_same(string metric, string weights)
    {
        var parameters = HyperParameters.Empty.With("metric", metric).With("weighting", weights);
        foreach (var task in (LearningTask[])[LearningTask.Multiclass, LearningTask.Regression])
            Same(new Scorer([new(PipelineTrainer.Fit(TrainingPart.WholeTable(Training), Problem(task), Trainers.Get("k_nearest_neighbours"),
                parameters, 1, CancellationToken.None))]));
    }

    [Fact]
    public void Neighbours_by_the_largest_difference_say_why_they_cannot()
    {
        var model = new Scorer([new(PipelineTrainer.Fit(TrainingPart.WholeTable(Training), Problem(LearningTask.Binary),
            Trainers.Get("k_nearest_neighbours"), HyperParameters.Empty.With("metric", "chebyshev"), 1, CancellationToken.None))]);
        Assert.Contains("equally far", Assert.Throws<NotExportableException>(model.Describe).Message);
    }

    [Fact]
    public void Normal_quantiles_come_out_the_same()
    {
        var numbers = new ColumnChoice(ColumnKinds.Numbers, ["age", "income"]);
        var options = new PreprocessingOptions(FeatureEncoding.Native)
        {
            Steps = [new TransformStep("quantile_transformer", HyperParameters.Empty.With("output", "normal"), numbers)],
        };
        Same(new Scorer([new(PipelineTrainer.Fit(TrainingPart.WholeTable(Training), Problem(LearningTask.Binary),
            Trainers.Get("gradient_boosting"), HyperParameters.Empty.With("trees", 20), 1, CancellationToken.None, options))]));
    }

    /// <summary>Quantiles 0 and 1, so that a value is its own share; deviates from tables of the normal distribution, ends at shares of 1e-7.
    /// </summary>
    [Theory]
    [InlineData(0.5, 0), InlineData(0.975, 1.959963984540054), InlineData(0.025, -1.959963984540054)]
    [InlineData(0.999, 3.090232306167813)]
    [InlineData(0.3, -0.524400512708041), InlineData(-4, -5.199337582605575), InlineData(7, 5.199337582605575)]
    public void A_normal_quantile_is_the_deviate_with_that_share_below_it(double value, double deviate)
    {
        var step = new QuantileStep([0, 1], Normal: true);
        var schema = new TableSchema([new("x", ColumnType.Numeric)]);
        var graph = new GraphBuilder(schema);
        var described = step.Describe(graph, graph.Input("x"));
        var compiled = new CompiledScorer(CSharpModel.Write(graph.Finish(new("y", LearningTask.Regression, []), described), "Exported", []));
        double got = compiled.Run(new Frame(schema, [new NumericColumn([value])]))[0];
        Assert.Equal(deviate, got, 8);
        Assert.Equal(step.Apply(value), got, 12);
    }

    /// <summary>PMML has no GELU and no layer norm: such layers are expressions.</summary>
    [Theory]
    [InlineData("relu", "none", true), InlineData("tanh", "batch", true), InlineData("gelu", "none", false), InlineData("relu", "layer", false)]
    public void A_perceptron_is_a_neural_network_of_PMML(string activation, string normalization, bool native)
    {
        var parameters = HyperParameters.Empty.With("activation", activation).With("normalization", normalization).With("layers", 2)
            .With("units", 16);
        foreach (var task in (LearningTask[])[LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression])
        {
            var model = new Scorer([new(PipelineTrainer.Fit(TrainingPart.WholeTable(Training), Problem(task), Trainers.Get("mlp"), parameters, 1,
                CancellationToken.None))]);
            Assert.Equal(native, PmmlModel.Write(model.Describe(), "model", "1.0").Contains("<NeuralNetwork ", StringComparison.Ordinal));
            Same(model);
        }
    }

    [Theory, InlineData(TargetFunction.Standard), InlineData(TargetFunction.Log), InlineData(TargetFunction.YeoJohnson)]
    public void A_changed_target_is_changed_back(TargetFunction function) => Same(new Scorer([new(Fit("ridge", LearningTask.Regression,
        new PreprocessingOptions(FeatureEncoding.Dense) { Target = function }))]));

    [Fact]
    public void Ensembles_stack_layers_and_calibrators_are_part_of_it()
    {
        ImmutableArray<WeightedPipeline> members =
            [new(Fit("logistic_regression", LearningTask.Binary), 0.3), new(Fit("gradient_boosting", LearningTask.Binary), 0.7)];
        Calibrator[] calibrators =
        [
            new PlattCalibrator([-1.2], [0.3]), new PlattCalibrator([-3], [1.5], PlattInput.Probability), new TemperatureCalibrator(1.7),
            new BetaCalibrator([1.1], [0.8], [0.2]), new VectorCalibrator([0.9, 1.2], [0.1, -0.1]),
            new DirichletCalibrator([1, -0.2, 0.1, 0.9], [0.05, 0]),
            new IsotonicCalibrator([new IsotonicCurve([0.1, 0.4, 0.41, 0.9], [0, 0.3, 0.6, 0.95])]),
        ];
        foreach (var calibrator in calibrators) Same(new Scorer(members, calibrator));
        Same(new Scorer(members, stack: new StackLayer([0.4, 0.8], [0.1, -0.2])));
        ImmutableArray<WeightedPipeline> three =
            [new(Fit("linear_discriminant", LearningTask.Multiclass)), new(Fit("random_forest", LearningTask.Multiclass))];
        Same(new Scorer(three, new PlattCalibrator([-1, -1.3, -0.8], [0, 0.2, 0.1])));
    }

    [Fact]
    public void Dates_are_taken_apart_as_the_calendar_has_them()
    {
        // Leap days, ends of years and centuries, an instant before 1970, one with a fraction of a second.
        string[] instants = ["1600-02-29T00:00:00", "1899-12-31T23:59:59", "1900-03-01T12:00:00", "1969-12-31T23:59:59.5", "1970-01-01T00:00:00",
            "2000-02-29T06:30:00", "2023-01-01T00:00:00", "2024-02-29T18:00:00.25", "2100-03-01T00:00:00"];
        long[] ticks = [.. instants.Select(text => DateTime.SpecifyKind(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
            DateTimeKind.Utc).Ticks)];
        foreach (bool cyclical in (ReadOnlySpan<bool>)[false, true])
        {
            var encoder = new DatePartsEncoder("when", cyclical, []);
            var graph = new GraphBuilder(new TableSchema([new("when", ColumnType.DateTime)]));
            var parts = encoder.Describe(graph);
            var compiled = new CompiledScorer(CSharpModel.Write(graph.Finish(new("y", LearningTask.Regression, []), parts), "Exported", []));
            double[] got = compiled.Run(new Frame(new TableSchema([new("when", ColumnType.DateTime)]), [new DateTimeColumn(ticks)]));
            double[] expected = new double[encoder.Outputs.Length];
            for (int i = 0; i < ticks.Length; i++)
            {
                encoder.Encode(ticks[i], expected);
                // Ticks are doubles here, of the year 2000 exact to 6 µs.
                for (int k = 0; k < expected.Length; k++) Assert.Equal(expected[k], got[i * expected.Length + k], 7);
            }
        }
    }

    private static void Same(Scorer model)
    {
        var graph = model.Describe();
        double[] expected = model.Score(Served);
        var compiled = new CompiledScorer(CSharpModel.Write(graph, "Exported", ["A model; a < b & c."]));
        Assert.Equal(graph.Problem.Classes, compiled.Classes);
        Close(expected, compiled.Run(Served), 1e-9);

        using var onnx = new OnnxScorer(OnnxModel.Write(graph, "model", "1.0", [new("model", "risk:3")]), graph);
        var (outputs, labels) = onnx.Run(Served);
        Close(expected, outputs, 1e-5);
        Assert.Equal("risk:3", onnx.Properties["model"]);
        int classes = graph.Problem.Classes.Length;
        for (int row = 0; row < labels.Length; row++)
        {
            // A row on the edge may fall on the other side of it by a rounding.
            var probabilities = expected.AsSpan(row * classes, classes);
            double[] ordered = [.. probabilities.ToArray().OrderDescending()];
            if (ordered[0] - ordered[1] > 1e-5) Assert.Equal(graph.Problem.Classes[ClassDecision.Of(probabilities)], labels[row]);
        }

        if (graph.Nodes.Any(node => node is SmallestNode))
        {
            Assert.Contains("ONNX or C#", Assert.Throws<NotExportableException>(() => PmmlModel.Write(graph, "model", "1.0")).Message);
            return;
        }

        string pmml = PmmlModel.Write(graph, "model", "1.0");
        PmmlJudge.CheckSchema(pmml);
        int rows = PmmlJudge.RowsFor(pmml);
        Close(expected.AsSpan(0, rows * model.Outputs).ToArray(), PmmlJudge.Score(pmml, graph, Served, rows), 1e-9);
    }

    private static void Close(double[] expected, double[] got, double share)
    {
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - got[i]) <= share * Math.Max(1, Math.Abs(expected[i])), $"Value {i}: {got[i]}, not {expected[i]}.");
    }

    private static FittedPipeline Fit(string trainer, LearningTask task, PreprocessingOptions? options = null)
    {
        var descriptor = Trainers.Get(trainer);
        var parameters = HyperParameters.Empty;
        if (descriptor.Space.Parameters.Any(parameter => parameter.Name == "trees")) parameters = parameters.With("trees", 25);
        return PipelineTrainer.Fit(TrainingPart.WholeTable(Training), Problem(task), descriptor, parameters, 1, CancellationToken.None, options);
    }

    private static LearningProblem Problem(LearningTask task) => LearningProblem.Infer(Training, task switch
    {
        LearningTask.Binary => "risk",
        LearningTask.Multiclass => "grade",
        _ => "amount",
    }, task);

    /// <summary>The mixed table with three classes more, and a category for each hundred of an account's number.</summary>
    private static Frame Table(int rows, ulong seed)
    {
        var mixed = Samples.Mixed(rows, seed);
        var amounts = ((NumericColumn)mixed["amount"]).Values.ToArray();
        var random = new SeededRandom(seed);
        double[] account = [.. amounts.Select(_ => 9_007_199_254_740_000.0 + random.Next(900))];
        var grade = CategoricalColumn.From(amounts.Select(amount => amount < 900 ? "c" : amount < 1100 ? "b" : "a"));
        var schema = new TableSchema(
            [.. mixed.Schema.Columns, new("account", ColumnType.Numeric), new("grade", ColumnType.Categorical, ColumnRole.Ignored)]);
        return new Frame(schema, [.. mixed.Columns, new NumericColumn(account), grade]);
    }

    /// <summary>Every seventh row comes from a city that training never saw.</summary>
    private static Frame WithStrangers(Frame table)
    {
        var city = CategoricalColumn.From(Enumerable.Range(0, table.Rows)
            .Select(row => row % 7 == 3 ? "Zürich \"x\" \\ y" : table["city"].TextAt(row)));
        return new Frame(table.Schema, table.Columns.SetItem(table.Schema.IndexOf("city"), city));
    }
}
