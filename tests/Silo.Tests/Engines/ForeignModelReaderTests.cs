using Kolosal.Engines.MlNet;
using Kolosal.Engines.OnnxRuntime;
using Kolosal.Learning;
using Kolosal.Learning.Explanation;
using Kolosal.Learning.Import;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Trees;
using Kolosal.Tabular;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kolosal.Engines;

/// <summary>Imported pipelines of ML.NET and graphs of ONNX Runtime against what their own library says of the same rows.</summary>
public class ForeignModelReaderTests
{
    private const double Rounding = 1e-6;

    public ForeignModelReaderTests() => new ServiceCollection().AddTrainerEngines();

    [Theory, InlineData("fast_tree"), InlineData("logistic"), InlineData("fast_tree_regression"), InlineData("max_entropy")]
    [InlineData("fast_forest"), InlineData("fast_forest_regression")]
    public void An_archive_of_ML_NET_gives_what_ML_NET_gives(string kind)
    {
        var ml = new MLContext(3);
        var (fitted, archive) = Archive(ml, kind);
        var rows = Rows(300);
        for (int i = 0; i < rows.Length; i++) rows[i].City = i % 7 == 3 ? "of nobody" : i % 11 == 5 ? null : rows[i].City;
        var table = Table(rows);
        string target = kind.EndsWith("regression", StringComparison.Ordinal) ? "Amount" : kind == "max_entropy" ? "Grade" : "Bought";
        var foreign = new MlNetReader().Read(archive, kind == "max_entropy" ? 3 : 2);
        Assert.Equal(kind.StartsWith("fast", StringComparison.Ordinal) ? ModelReaders.Trees : MlNetPredictor.Form, foreign.Trainer);
        Assert.Equal(["Age", "Income", "City"], foreign.Inputs.Select(input => input.Name).OrderBy(name => name == "City").ThenBy(name => name));
        var scored = fitted.Transform(ml.Data.LoadFromEnumerable(rows));
        var mapping = ForeignMapping.Of(target) with { Classes = kind == "max_entropy" ? GradesInKeyOrder(scored) : [] };
        var pipeline = ForeignPipelines.Build(foreign, table, mapping);
        double[] own = Loaded(ModelPackage.Create(pipeline)).CreateScorer().Score(table);

        double[] theirs = target switch
        {
            "Amount" => [.. scored.GetColumn<float>("Score").Select(value => (double)value)],
            "Grade" => [.. scored.GetColumn<float[]>("Score").SelectMany(values => values).Select(value => (double)value)],
            _ => [.. scored.GetColumn<float>("Probability").SelectMany(p => (double[])[1 - (double)p, p])],
        };
        Assert.Equal(theirs.Length, own.Length);
        for (int i = 0; i < own.Length; i++) Assert.Equal(theirs[i], own[i], Rounding * Math.Max(1, Math.Abs(theirs[i])));
    }

    /// <summary>Values against some rows, of all others: with the background's mean they are the score, and the score is the answer.</summary>
    [Theory, InlineData("fast_tree"), InlineData("fast_tree_regression"), InlineData("fast_forest"), InlineData("fast_forest_regression")]
    public void Trees_of_an_archive_of_ML_NET_are_attributed_exactly(string kind)
    {
        bool numbers = kind.EndsWith("regression", StringComparison.Ordinal);
        var table = Table(Rows(120));
        var foreign = new MlNetReader().Read(Archive(new MLContext(3), kind).File, 2);
        var pipeline = ForeignPipelines.Build(foreign, table, ForeignMapping.Of(numbers ? "Amount" : "Bought"));
        var trees = Assert.IsAssignableFrom<ITreeModel>(pipeline.Predictor).AdditiveTrees;
        double[] encoded = pipeline.Encode(table);
        var rows = new FeatureRows(encoded, pipeline.Columns, table.Rows);
        var shap = new InterventionalTreeShap(trees, new FeatureRows(encoded.AsMemory(0, 20 * trees.Inputs), pipeline.Columns, 20));
        var workspace = shap.CreateWorkspace();
        double[] contributions = new double[trees.Inputs], score = new double[1], output = new double[pipeline.Predictor.Outputs];
        double most = 0;
        for (int row = 20; row < table.Rows; row++)
        {
            shap.Explain(rows.Row(row), contributions, workspace);
            trees.RawScores(rows.Row(row), score);
            Assert.Equal(score[0], shap.BaseScores[0] + contributions.Sum(), 1e-9);
            pipeline.Predictor.Score(rows.Row(row), output);
            Assert.Equal(output[^1], numbers ? score[0] : 1 / (1 + Math.Exp(-score[0])), 1e-12);
            most = Math.Max(most, contributions.Max(Math.Abs));
        }
        Assert.True(most > 0.01, "No column is told to matter.");
    }

    /// <summary>Also of rows that lie far from those it was trained on, where a scale may be undefined.</summary>
    [Theory, InlineData("mean_variance"), InlineData("log_mean_variance"), InlineData("log_cdf"), InlineData("cdf"), InlineData("bins")]
    [InlineData("supervised_bins"), InlineData("robust")]
    public void Behind_every_scale_an_archive_gives_what_ML_NET_gives(string scale)
    {
        var ml = new MLContext(3);
        var view = ml.Data.LoadFromEnumerable(Rows(300));
        IEstimator<ITransformer> scaled = scale switch
        {
            "mean_variance" => ml.Transforms.NormalizeMeanVariance("Features"),
            "log_mean_variance" => ml.Transforms.NormalizeLogMeanVariance("Features", useCdf: false),
            "log_cdf" => ml.Transforms.NormalizeLogMeanVariance("Features", useCdf: true),
            "cdf" => ml.Transforms.NormalizeMeanVariance("Features", useCdf: true),
            "bins" => ml.Transforms.NormalizeBinning("Features"),
            "supervised_bins" => ml.Transforms.NormalizeSupervisedBinning("Features", labelColumnName: "Bought"),
            _ => ml.Transforms.NormalizeRobustScaling("Features"),
        };
        var fitted = ml.Transforms.Concatenate("Features", "Income", "Age").Append(scaled)
            .Append(ml.Regression.Trainers.FastTree("Amount", numberOfTrees: 20, minimumExampleCountPerLeaf: 2)).Fit(view);
        using var archive = new MemoryStream();
        ml.Model.Save(fitted, view.Schema, archive);

        float[] far = [float.MinValue, -1e6f, -50, -1, -1e-20f, -0f, 0, 1e-30f, 1e-6f, 50, 150, 1e9f, float.MaxValue, float.NaN];
        Row[] rows = Rows(300);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].Income = far[i % far.Length];
            if (i % 3 == 0) rows[i].Age = far[i / 3 % far.Length];
        }
        float[] theirs = [.. fitted.Transform(ml.Data.LoadFromEnumerable(rows)).GetColumn<float>("Score")];
        var pipeline = ForeignPipelines.Build(new MlNetReader().Read(archive.ToArray(), 2), Table(rows), ForeignMapping.Of("Amount"));
        double[] own = Loaded(ModelPackage.Create(pipeline)).CreateScorer().Score(Table(rows));
        for (int i = 0; i < own.Length; i++)
            Assert.True(Math.Abs(theirs[i] - own[i]) <= Rounding * Math.Max(1, Math.Abs(theirs[i])),
                $"{rows[i].Income}, {rows[i].Age}: {own[i]}, not {theirs[i]}");
    }

    /// <summary>A key of numbers rises and falls with them, and a norm mixes columns: neither is a threshold of one column.</summary>
    [Fact]
    public void Trees_behind_other_transforms_are_scored_by_the_library()
    {
        var ml = new MLContext(3);
        var view = ml.Data.LoadFromEnumerable(Rows(200));
        foreach (var prepared in (IEstimator<ITransformer>[])
        [
            ml.Transforms.Concatenate("Features", "Income", "Amount").Append(ml.Transforms.NormalizeLpNorm("Features")),
            ml.Transforms.Conversion.MapValueToKey("Key", "Income").Append(ml.Transforms.Conversion.MapKeyToVector("Coded", "Key"))
                .Append(ml.Transforms.Concatenate("Features", "Coded", "Amount")),
        ])
        {
            var fitted = prepared.Append(ml.BinaryClassification.Trainers.FastTree("Bought", numberOfTrees: 5)).Fit(view);
            using var archive = new MemoryStream();
            ml.Model.Save(fitted, view.Schema, archive);
            Assert.Equal(MlNetPredictor.Form, new MlNetReader().Read(archive.ToArray(), 2).Trainer);
        }
    }

    private static (ITransformer Fitted, byte[] File) Archive(MLContext ml, string kind)
    {
        var view = ml.Data.LoadFromEnumerable(Rows(300));
        var prepared = ml.Transforms.Categorical.OneHotEncoding("CityKeys", "City")
            .Append(ml.Transforms.ReplaceMissingValues("Age"))
            .Append(ml.Transforms.Concatenate("Features", "Age", "Income", "CityKeys"))
            .Append(ml.Transforms.NormalizeMinMax("Features"));
        IEstimator<ITransformer> estimator = kind switch
        {
            "fast_tree" => prepared.Append(ml.BinaryClassification.Trainers.FastTree(new Microsoft.ML.Trainers.FastTree.FastTreeBinaryTrainer.Options
            { NumberOfTrees = 20, LabelColumnName = "Bought", NumberOfThreads = 1 })),
            "logistic" => prepared.Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression("Bought")),
            "fast_tree_regression" =>
                prepared.Append(ml.Regression.Trainers.FastTree(new Microsoft.ML.Trainers.FastTree.FastTreeRegressionTrainer.Options
                { NumberOfTrees = 20, LabelColumnName = "Amount", NumberOfThreads = 1 })),
            "fast_forest" => prepared.Append(ml.BinaryClassification.Trainers.FastForest(
                new Microsoft.ML.Trainers.FastTree.FastForestBinaryTrainer.Options
                { NumberOfTrees = 20, LabelColumnName = "Bought", NumberOfThreads = 1 }))
                .Append(ml.BinaryClassification.Calibrators.Platt("Bought")),
            "fast_forest_regression" =>
                prepared.Append(ml.Regression.Trainers.FastForest(new Microsoft.ML.Trainers.FastTree.FastForestRegressionTrainer.Options
                { NumberOfTrees = 20, LabelColumnName = "Amount", NumberOfThreads = 1 })),
            _ => prepared.Append(ml.Transforms.Conversion.MapValueToKey("Grade"))
                .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Grade"))
                .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")),
        };
        var fitted = estimator.Fit(view);
        using var archive = new MemoryStream();
        ml.Model.Save(fitted, view.Schema, archive);
        return (fitted, archive.ToArray());
    }

    [Fact]
    public void What_is_no_archive_or_gives_no_probability_is_told()
    {
        Assert.Throws<InvalidDataException>(() => new MlNetReader().Read("no archive"u8.ToArray(), 2));
        var ml = new MLContext(3);
        var view = ml.Data.LoadFromEnumerable(Rows(100));
        var fitted = ml.Transforms.Concatenate("Features", "Income").Append(ml.BinaryClassification.Trainers.AveragedPerceptron("Bought")).Fit(view);
        using var archive = new MemoryStream();
        ml.Model.Save(fitted, view.Schema, archive);
        Assert.Equal("Probability", Assert.Throws<UnsupportedOperatorException>(() => new MlNetReader().Read(archive.ToArray(), 2)).Operator);
    }

    [Fact]
    public void A_graph_with_operators_of_the_runtime_alone_is_scored_by_it()
    {
        byte[] file = Celu();
        Assert.Equal("Celu", Assert.Throws<UnsupportedOperatorException>(() => OnnxReader.Read(file)).Operator);
        var foreign = new OnnxRuntimeReader().Read(file, 0);
        Assert.True(foreign.IsRegression);
        Span<double> output = stackalloc double[1];
        using var saved = new MemoryStream();
        using (var writer = new BinaryWriter(saved, System.Text.Encoding.UTF8, leaveOpen: true)) foreign.Predictor.Write(writer);
        saved.Position = 0;
        var read = OnnxRuntimePredictor.Read(new BinaryReader(saved));
        foreach (double x in (double[])[-2, -0.5, 0, 1.5])
        {
            // Celu(x) = max(0, x) + min(0, α (exp(x / α) − 1)) with α = 1 (ONNX operators, Celu-12).
            read.Score([x], output);
            Assert.Equal(Math.Max(0, x) + Math.Min(0, Math.Exp(x) - 1), output[0], 1e-6);
        }

        byte[] unknown = [.. file];
        int at = unknown.AsSpan().IndexOf("Celu"u8);
        "Xelu"u8.CopyTo(unknown.AsSpan(at));
        Assert.Contains("Xelu", Assert.Throws<UnsupportedOperatorException>(() => new OnnxRuntimeReader().Read(unknown, 0)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>One node, y = Celu(x), over a rows × 1 tensor of floats; the bytes by hand (onnx.proto3).</summary>
    private static byte[] Celu()
    {
        static byte[] Field(int number, byte[] content) => [(byte)(number << 3 | 2), (byte)content.Length, .. content];
        static byte[] Number(int number, byte value) => [(byte)(number << 3), value];
        static byte[] Text(int number, string text) => Field(number, System.Text.Encoding.UTF8.GetBytes(text));
        static byte[] Port(string name) =>
        [
            .. Text(1, name), .. Field(2, Field(1, [.. Number(1, 1), .. Field(2, [.. Field(1, Text(2, "n")), .. Field(1, Number(1, 1))])])),
        ];
        byte[] graph = [.. Field(1, [.. Text(1, "x"), .. Text(2, "y"), .. Text(4, "Celu")]), .. Text(2, "g"), .. Field(11, Port("x")), .. Field(12,
            Port("y"))];
        return [.. Number(1, 8), .. Field(7, graph), .. Field(8, [.. Text(1, ""), .. Number(2, 17)])];
    }

    private static ImmutableArray<string> GradesInKeyOrder(IDataView scored)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private static ModelPackage Loaded(ModelPackage package)
    {
        using var bytes = new MemoryStream();
        package.Save(bytes);
        bytes.Position = 0;
        return ModelPackage.Load(bytes);
    }

    private static Row[] Rows(int count)
    {
        var random = new Random(11);
        var rows = new Row[count];
        for (int i = 0; i < count; i++)
        {
            float age = i % 9 == 0 ? float.NaN : random.Next(18, 80), income = (float)(random.NextDouble() * 100);
            string city = $"c{random.Next(4)}";
            double score = (float.IsNaN(age) ? 40 : age) / 20.0 + income / 50 + (city == "c1" ? 1 : 0) + random.NextDouble();
            rows[i] = new()
            {
                Age = age,
                Income = income,
                City = city,
                Amount = (float)score,
                Bought = score > 4,
                Grade = score < 3 ? "low"
                : score < 4 ? "mid" : "high"
            };
        }
        return rows;
    }

    private static Frame Table(Row[] rows) => new(
        new TableSchema([
            new("Age", ColumnType.Numeric), new("Income", ColumnType.Numeric), new("City", ColumnType.Categorical), new("Amount", ColumnType.Numeric),
            new("Bought", ColumnType.Boolean), new("Grade", ColumnType.Categorical)]),
        [
            Numbers([.. rows.Select(row => (double)row.Age)]), Numbers([.. rows.Select(row => (double)row.Income)]),
            CategoricalColumn.From(rows.Select(row => row.City)), new NumericColumn([.. rows.Select(row => (double)row.Amount)]),
            new BooleanColumn([.. rows.Select(row => row.Bought)]), CategoricalColumn.From(rows.Select(row => row.Grade)),
        ]);

    private static NumericColumn Numbers(double[] values) =>
        new([.. values.Select(value => double.IsNaN(value) ? 0 : value)], MissingMask.From([.. values.Select(double.IsNaN)]));

    private sealed class Row
    {
        public float Age { get; set; }

        public float Income { get; set; }

        public string? City { get; set; }

        public float Amount { get; set; }

        public bool Bought { get; set; }

        public string Grade { get; set; } = "";
    }
}
