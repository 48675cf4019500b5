using Kolosal.Learning.Interchange;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Preprocessing;
using Kolosal.Statistics;
using Kolosal.Tabular;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Kolosal.Learning.Import;

/// <summary>ONNX files read back: our own exports against the models they came from, and hand-written operators against ONNX Runtime.</summary>
public class OnnxReaderTests
{
    private static readonly Frame Training = Table(400, 3), Served = Table(2_000, 4);

    public static TheoryData<string, LearningTask> Cells => new()
    {
        { "gradient_boosting", LearningTask.Binary }, { "gradient_boosting", LearningTask.Multiclass }, { "gradient_boosting",
            LearningTask.Regression },
        { "random_forest", LearningTask.Binary }, { "random_forest", LearningTask.Multiclass }, { "logistic_regression", LearningTask.Binary },
        { "logistic_regression", LearningTask.Multiclass }, { "ridge", LearningTask.Regression }, { "mlp", LearningTask.Binary },
        { "mlp", LearningTask.Regression }, { "gaussian_naive_bayes", LearningTask.Multiclass }, { "linear_discriminant", LearningTask.Binary },
    };

    [Theory, MemberData(nameof(Cells))]
    public void A_model_that_left_as_ONNX_comes_back_and_answers_the_same(string trainer, LearningTask task)
    {
        var problem = Problem(task);
        var model = new Scorer([new(PipelineTrainer.Fit(TrainingPart.WholeTable(Training), problem, Trainers.Get(trainer), Few(trainer), 1,
            CancellationToken.None))]);
        byte[] file = OnnxModel.Write(model.Describe(), "model", "1.0", []);
        var foreign = OnnxReader.Read(file);
        Assert.Equal(task, foreign.Task);
        if (task != LearningTask.Regression) Assert.Equal(problem.Classes.ToArray(), foreign.Classes.ToArray());
        var pipeline = ForeignPipelines.Build(foreign, Training, ForeignMapping.Of(problem.Target));
        Close(model.Score(Served), new Scorer([new(pipeline)]).Score(Served), 1e-9);

        // And out once more: what was read has a form of its own.
        var again = OnnxReader.Read(OnnxModel.Write(new Scorer([new(pipeline)]).Describe(), "again", "1.0", []));
        Close(model.Score(Served), new Scorer([new(ForeignPipelines.Build(again, Training, ForeignMapping.Of(problem.Target)))]).Score(Served), 1e-9);
    }

    [Theory]
    [InlineData("BRANCH_LEQ"), InlineData("BRANCH_LT"), InlineData("BRANCH_GT"), InlineData("BRANCH_GTE")]
    public void Trees_of_single_precision_put_every_row_where_the_runtime_does(string mode)
    {
        // Values on, just below and just above a threshold that no double is equal to, as floats see them.
        float[] edges = [0.1f, MathF.BitDecrement(0.1f), MathF.BitIncrement(0.1f), 0.3f, -1, 2, float.NaN];
        double[] exact = [0.1, Math.BitDecrement(0.1), Math.BitIncrement(0.1), 0.1 + 1e-12, 0.1 + 4e-9, 0.1 - 4e-9, 0.3, 0.3 + 1e-9,
            .. edges.Select(e => (double)e)];
        byte[] file = File("ai.onnx.ml", "TreeEnsembleRegressor", ["x"], ["y"], 2, node =>
        {
            Trees(node, mode);
            Integers(node, "target_treeids", [0, 0, 0]);
            Integers(node, "target_nodeids", [2, 3, 4]);
            Integers(node, "target_ids", [0, 0, 0]);
            Singles(node, "target_weights", [1, 2, 4]);
            OnnxGraph.Integer(node, "n_targets", 1);
        }, ["y"]);
        var predictor = OnnxReader.Read(file).Predictor;
        using var session = new InferenceSession(file);
        Span<double> own = stackalloc double[1];
        foreach (double first in exact)
            foreach (double second in exact)
            {
                predictor.Score([first, second], own);
                Assert.Equal(Run(session, [(float)first, (float)second], "y")[0], own[0], 1e-6);
            }
    }

    [Theory]
    [InlineData("NONE", true), InlineData("NONE", false), InlineData("LOGISTIC", true), InlineData("LOGISTIC", false), InlineData("SOFTMAX", true)]
    public void Two_classes_of_one_score_are_what_the_runtime_makes_of_them(string transform, bool positive)
    {
        byte[] file = File("ai.onnx.ml", "TreeEnsembleClassifier", ["x"], ["label", "p"], 2, node =>
        {
            Trees(node, "BRANCH_LEQ");
            // With a softmax every leaf weighs both classes: a runtime drops the second where a row's leaves weigh the first alone.
            bool both = transform == "SOFTMAX";
            Integers(node, "class_treeids", both ? [0, 0, 0, 0, 0, 0] : [0, 0, 0]);
            Integers(node, "class_nodeids", both ? [2, 2, 3, 3, 4, 4] : [2, 3, 4]);
            Integers(node, "class_ids", both ? [0, 1, 0, 1, 0, 1] : [0, 0, 0]);
            Singles(node, "class_weights", both ? [0.1f, 0.2f, 0.4f, 0.3f, 0.9f, 0.05f] : positive ? [0.1f, 0.4f, 0.9f] : [-0.5f, 0.4f, 0.9f]);
            Integers(node, "classlabels_int64s", [0, 1]);
            OnnxGraph.Text(node, "post_transform", transform);
        }, ["p"]);
        var foreign = OnnxReader.Read(file);
        Assert.Equal((string[])["0", "1"], foreign.Classes.IsEmpty ? ["0", "1"] : foreign.Classes.ToArray());
        using var session = new InferenceSession(file);
        Span<double> own = stackalloc double[2];
        foreach (float x in (float[])[-1, 0.05f, 0.2f, 3])
        {
            foreign.Predictor.Score([x, 1 - x], own);
            float[] theirs = Run(session, [x, 1 - x], "p");
            Assert.Equal(theirs[0], own[0], 1e-6);
            Assert.Equal(theirs[1], own[1], 1e-6);
        }
    }

    [Fact]
    public void A_chain_of_scaler_imputer_and_linear_model_is_what_the_runtime_computes()
    {
        var graph = new OnnxGraph();
        string imputed = graph.AddLearning("Imputer", ["x"], node =>
        {
            Singles(node, "imputed_value_floats", [0.5f, -2]);
            Single(node, "replaced_value_float", float.NaN);
        });
        string scaled = graph.AddLearning("Scaler", [imputed], node =>
        {
            Singles(node, "offset", [1, 2]);
            Singles(node, "scale", [0.5f, 3]);
        });
        string normal = graph.AddLearning("Normalizer", [scaled], node => OnnxGraph.Text(node, "norm", "L2"));
        graph.Add("Sigmoid", [graph.AddLearning("LinearRegressor", [normal], node =>
        {
            Singles(node, "coefficients", [1.5f, -0.25f]);
            Singles(node, "intercepts", [0.125f]);
            OnnxGraph.Integer(node, "targets", 1);
        })], output: "y");
        byte[] file = File(graph, 2, ["y"]);
        var predictor = OnnxReader.Read(file).Predictor;
        using var session = new InferenceSession(file);
        Span<double> own = stackalloc double[1];
        var random = new SeededRandom(5);
        for (int row = 0; row < 200; row++)
        {
            float[] x = [row % 5 == 0 ? float.NaN : (float)random.NextNormal(), row % 7 == 0 ? float.NaN : (float)random.NextNormal()];
            predictor.Score([x[0], x[1]], own);
            Assert.Equal(Run(session, x, "y")[0], own[0], 1e-6);
        }
    }

    [Fact]
    public void An_operator_that_is_not_read_is_named_and_damaged_bytes_are_told()
    {
        var graph = new OnnxGraph();
        graph.Add("Celu", ["x"], output: "y");
        byte[] file = File(graph, 1, ["y"]);
        var refused = Assert.Throws<UnsupportedOperatorException>(() => OnnxReader.Read(file));
        Assert.Equal("Celu", refused.Operator);
        Assert.Contains("'Celu'", refused.Message, StringComparison.Ordinal);

        Assert.Throws<InvalidDataException>(() => OnnxReader.Read("no model at all"u8.ToArray()));
        Assert.Throws<InvalidDataException>(() => OnnxReader.Read(Array.Empty<byte>()));
        byte[] sound = OnnxModel.Write(new Scorer([new(PipelineTrainer.Fit(TrainingPart.WholeTable(Training), Problem(LearningTask.Binary),
            Trainers.Get("gradient_boosting"), Few("gradient_boosting"), 1, CancellationToken.None))]).Describe(), "m", "1", []);
        var random = new SeededRandom(9);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = [.. sound];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            if (i % 3 == 0) damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                _ = OnnxReader.Read(damaged);
            }
            catch (Exception told) when (told is InvalidDataException or UnsupportedOperatorException)
            {
                Assert.NotEmpty(told.Message);
            }
        }
    }

    private static void Trees(ProtobufWriter node, string mode)
    {
        // x0 against 0.1: one way to node 1 (x1 against 0.3, missing to the true side), the other to a leaf.
        Integers(node, "nodes_treeids", [0, 0, 0, 0, 0]);
        Integers(node, "nodes_nodeids", [0, 1, 2, 3, 4]);
        Integers(node, "nodes_featureids", [0, 1, 0, 0, 0]);
        OnnxGraph.Texts(node, "nodes_modes", [mode, mode, "LEAF", "LEAF", "LEAF"]);
        Singles(node, "nodes_values", [0.1f, 0.3f, 0, 0, 0]);
        Integers(node, "nodes_truenodeids", [1, 3, 0, 0, 0]);
        Integers(node, "nodes_falsenodeids", [2, 4, 0, 0, 0]);
        Integers(node, "nodes_missing_value_tracks_true", [0, 1, 0, 0, 0]);
    }

    private static byte[] File(string domain, string operation, string[] inputs, string[] outputs, int columns, Action<ProtobufWriter> attributes,
        string[] ports)
    {
        var file = new ProtobufWriter();
        Begin(file, graph => graph.Message(1, node =>
        {
            foreach (string input in inputs) node.Text(1, input);
            foreach (string output in outputs) node.Text(2, output);
            node.Text(4, operation);
            attributes(node);
            node.Text(7, domain);
        }), columns, ports);
        return file.ToArray();
    }

    private static byte[] File(OnnxGraph nodes, int columns, string[] ports)
    {
        var file = new ProtobufWriter();
        Begin(file, nodes.Write, columns, ports);
        return file.ToArray();
    }

    private static void Begin(ProtobufWriter file, Action<ProtobufWriter> nodes, int columns, string[] ports)
    {
        file.Integer(1, 8);
        file.Message(7, graph =>
        {
            nodes(graph);
            graph.Text(2, "g");
            graph.Message(11, info => OnnxTensor.Info(info, "x", OnnxTensor.Float, columns));
            foreach (string port in ports) graph.Message(12, info => OnnxTensor.Info(info, port, OnnxTensor.Float, null));
        });
        foreach (var (domain, version) in ((string, int)[])[("", 17), ("ai.onnx.ml", 3)])
            file.Message(8, import =>
            {
                import.Text(1, domain);
                import.Integer(2, version);
            });
    }

    private static void Integers(ProtobufWriter node, string name, long[] values) => OnnxGraph.Integers(node, name, values);

    private static void Singles(ProtobufWriter node, string name, float[] values) => node.Message(5, attribute =>
    {
        attribute.Text(1, name);
        foreach (float value in values) attribute.Single(7, value);
        attribute.Integer(20, 6);
    });

    private static void Single(ProtobufWriter node, string name, float value) => node.Message(5, attribute =>
    {
        attribute.Text(1, name);
        attribute.Single(2, value);
        attribute.Integer(20, 1);
    });

    private static float[] Run(InferenceSession session, float[] row, string output)
    {
        using var answers = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(row, [1, row.Length]))], [output]);
        return [.. answers[0].AsTensor<float>()];
    }

    private static HyperParameters Few(string trainer) =>
        Trainers.Get(trainer).Space.Parameters.Any(parameter => parameter.Name == "trees") ? HyperParameters.Empty.With("trees", 20)
            : HyperParameters.Empty;

    private static LearningProblem Problem(LearningTask task) => LearningProblem.Infer(Training, task switch
    {
        LearningTask.Binary => "bought",
        LearningTask.Multiclass => "grade",
        _ => "amount",
    }, task);

    /// <summary>Numbers, some missing, a category with strangers in it, a flag; two classes, three, and an amount.</summary>
    private static Frame Table(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] x = new double[rows], z = new double[rows], amount = new double[rows];
        string?[] city = new string?[rows];
        string[] bought = new string[rows], grade = new string[rows];
        for (int row = 0; row < rows; row++)
        {
            x[row] = random.NextDouble() < 0.1 ? double.NaN : random.NextNormal();
            z[row] = Math.Exp(random.NextNormal());
            city[row] = random.NextDouble() < 0.1 ? null : seed == 4 && random.NextDouble() < 0.1 ? "nowhere" : $"c{random.Next(5)}";
            double score = (double.IsNaN(x[row]) ? 0.3 : x[row]) + Math.Log(z[row]) + (city[row] == "c1" ? 1 : 0);
            amount[row] = 10 * score + random.NextNormal();
            bought[row] = score + random.NextNormal() > 0 ? "yes" : "no";
            grade[row] = amount[row] < -5 ? "low" : amount[row] < 8 ? "mid" : "high";
        }
        return new(new TableSchema(
            [
                new("x", ColumnType.Numeric), new("z", ColumnType.Numeric), new("city", ColumnType.Categorical),
                new("amount", ColumnType.Numeric, ColumnRole.Ignored), new("bought", ColumnType.Categorical, ColumnRole.Ignored),
                new("grade", ColumnType.Categorical, ColumnRole.Ignored),
            ]),
            [
                Numbers(x), new NumericColumn(z), CategoricalColumn.From(city), new NumericColumn(amount), CategoricalColumn.From(bought),
                CategoricalColumn.From(grade),
            ]);
    }

    private static NumericColumn Numbers(double[] values) =>
        new([.. values.Select(value => double.IsNaN(value) ? 0 : value)], MissingMask.From([.. values.Select(double.IsNaN)]));

    private static void Close(double[] expected, double[] got, double share)
    {
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - got[i]) <= share * Math.Max(1, Math.Abs(expected[i])), $"Value {i}: {got[i]}, not {expected[i]}.");
    }
}
