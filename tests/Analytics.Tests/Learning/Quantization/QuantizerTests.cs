using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Trees;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning.Quantization;

public class QuantizerTests
{
    private static readonly Frame Training = Table(600, 3), Served = Table(1_000, 4);

    public static TheoryData<string, LearningTask, ScorerPrecision> Cells
    {
        get
        {
            var cells = new TheoryData<string, LearningTask, ScorerPrecision>();
            foreach (var precision in Enum.GetValues<ScorerPrecision>())
                foreach (var (trainer, task) in ((string, LearningTask)[])
                    [
                        ("gradient_boosting", LearningTask.Binary), ("gradient_boosting", LearningTask.Multiclass),
                        ("gradient_boosting", LearningTask.Regression), ("random_forest", LearningTask.Binary),
                        ("random_forest", LearningTask.Multiclass), ("random_forest", LearningTask.Regression),
                        ("decision_tree", LearningTask.Multiclass), ("logistic_regression", LearningTask.Binary),
                        ("logistic_regression", LearningTask.Multiclass), ("ridge", LearningTask.Regression),
                        ("mlp", LearningTask.Binary), ("mlp", LearningTask.Regression),
                    ]) cells.Add(trainer, task, precision);
            return cells;
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_package_in_fewer_bits_is_smaller_close_and_the_same_after_a_round_trip(string trainer, LearningTask task, ScorerPrecision precision)
    {
        var package = ModelPackage.Create(Fit(trainer, task));
        var small = Quantizer.Quantize(package, precision);
        byte[] bytes = Bytes(small);
        var loaded = ModelPackage.Load(new MemoryStream(bytes));
        Assert.Equal(bytes, Bytes(loaded));
        double[] before = package.CreateScorer().Score(Served), after = small.CreateScorer().Score(Served);
        Assert.Equal(after, loaded.CreateScorer().Score(Served));
        Assert.True(PredictorBytes(small) < 0.75 * PredictorBytes(package), $"{PredictorBytes(small)} of {PredictorBytes(package)} bytes");

        // Loose for eight bits, where a weight is off by up to 1/254 of the largest of its row; the sharp bound is that of the trees below.
        double unit = task == LearningTask.Regression ? before.Max() - before.Min() : 1;
        double allowed = precision == ScorerPrecision.Int8 ? 0.1 : 0.01;
        Assert.True(before.Zip(after, (b, a) => Math.Abs(b - a)).Average() <= allowed * unit);

        // Alone and together, to the last bit; probabilities sum to 1.
        var predictor = small.Pipelines[0].Pipeline.Predictor;
        double[] rows = small.Pipelines[0].Pipeline.Encode(Served), together = new double[Served.Rows * predictor.Outputs],
            alone = new double[predictor.Outputs];
        predictor.ScoreBatch(rows, Served.Rows, together);
        for (int row = 0; row < Served.Rows; row++)
        {
            predictor.Score(rows.AsSpan(row * predictor.Inputs, predictor.Inputs), alone);
            Assert.Equal(alone, together.AsSpan(row * predictor.Outputs, predictor.Outputs).ToArray());
            if (task != LearningTask.Regression) Assert.Equal(1, alone.Sum(), 1e-9);
        }
    }

    /// <summary>Each leaf is off by at most half a step, so a sum of T leaves by T/2 steps; thresholds of up to 254 a column are kept as they are.
    /// </summary>
    [Theory, InlineData(ScorerPrecision.Int16), InlineData(ScorerPrecision.Int8)]
    public void Sums_of_trees_are_off_by_no_more_than_half_a_step_a_tree(ScorerPrecision precision)
    {
        var model = (ITreeModel)Fit("gradient_boosting", LearningTask.Regression).Predictor;
        var small = (ITreeModel)Quantizer.Quantize(Fit("gradient_boosting", LearningTask.Regression), precision).Predictor;
        double most = 0;
        for (int node = 0; node < model.AdditiveTrees.RootOf(model.AdditiveTrees.Trees); node++)
            if (model.AdditiveTrees.Node(node).Column < 0)
                foreach (double value in model.AdditiveTrees.LeafValues(node)) most = Math.Max(most, Math.Abs(value));
        double bound = model.AdditiveTrees.Trees * most / (precision == ScorerPrecision.Int8 ? 127 : 32767) / 2 * (1 + 1e-9);
        double[] rows = Fit("gradient_boosting", LearningTask.Regression).Encode(Served), one = new double[1], other = new double[1];
        double worst = 0;
        for (int row = 0; row < Served.Rows; row++)
        {
            model.Score(rows.AsSpan(row * model.Inputs, model.Inputs), one);
            small.Score(rows.AsSpan(row * model.Inputs, model.Inputs), other);
            worst = Math.Max(worst, Math.Abs(one[0] - other[0]));
        }
        Assert.InRange(worst, 1e-12, bound);
    }

    [Fact]
    public void Kinds_without_such_a_form_are_refused_by_name()
    {
        foreach (string trainer in (string[])["gaussian_naive_bayes", "k_nearest_neighbours", "gaussian_process"])
            Assert.Contains($"'{trainer}'", Assert.Throws<NotQuantizableException>(
                () => Quantizer.Quantize(Fit(trainer, LearningTask.Binary), ScorerPrecision.Int16)).Message, StringComparison.Ordinal);
        var once = Quantizer.Quantize(Fit("ridge", LearningTask.Regression), ScorerPrecision.Int8);
        Assert.Contains("already", Assert.Throws<NotQuantizableException>(() => Quantizer.Quantize(once, ScorerPrecision.Int8)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_bytes_are_told()
    {
        byte[] sound = Bytes(Quantizer.Quantize(ModelPackage.Create(Fit("gradient_boosting", LearningTask.Binary)), ScorerPrecision.Int8));
        using var own = new MemoryStream();
        var predictor = Quantizer.Quantize(Fit("gradient_boosting", LearningTask.Binary), ScorerPrecision.Int8).Predictor;
        using (var writer = new BinaryWriter(own)) predictor.Write(writer);
        var random = new SeededRandom(3);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = own.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            if (i % 3 == 0) damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                _ = QuantizedTrees.Read(new BinaryReader(new MemoryStream(damaged)));
            }
            catch (Exception told) when (told is InvalidDataException or EndOfStreamException or ArgumentException)
            {
                Assert.NotEmpty(told.Message);
            }
        }
        sound[sound.Length / 2] ^= 1;
        Assert.Throws<InvalidDataException>(() => ModelPackage.Load(new MemoryStream(sound)));
    }

    private static byte[] Bytes(ModelPackage package)
    {
        using var bytes = new MemoryStream();
        package.Save(bytes);
        return bytes.ToArray();
    }

    private static long PredictorBytes(ModelPackage package)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.UTF8,
            leaveOpen: true)) package.Pipelines[0].Pipeline.Predictor.Write(writer);
        return bytes.Length;
    }

    private static FittedPipeline Fit(string trainer, LearningTask task)
    {
        var descriptor = Trainers.Get(trainer);
        var parameters = descriptor.Space.Parameters.Any(parameter => parameter.Name == "trees") ? HyperParameters.Empty.With("trees", 30)
            : HyperParameters.Empty;
        return PipelineTrainer.Fit(TrainingPart.WholeTable(Training), LearningProblem.Infer(Training, task switch
        {
            LearningTask.Binary => "two",
            LearningTask.Multiclass => "three",
            _ => "amount",
        }, task), descriptor, parameters, 1, CancellationToken.None);
    }

    private static Frame Table(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[][] x = [.. Enumerable.Range(0, 12).Select(_ => new double[rows])];
        double[] amount = new double[rows];
        string?[] city = new string?[rows];
        string[] two = new string[rows], three = new string[rows];
        for (int row = 0; row < rows; row++)
        {
            foreach (double[] column in x) column[row] = random.NextDouble() < 0.05 ? double.NaN : random.NextNormal();
            city[row] = random.NextDouble() < 0.1 ? null : $"c{random.Next(4)}";
            double score = 0;
            for (int c = 0; c < x.Length; c++) score += (double.IsNaN(x[c][row]) ? 0 : x[c][row]) / (c + 1);
            amount[row] = 5 * score + (city[row] == "c1" ? 3 : 0) + random.NextNormal();
            two[row] = amount[row] > 1 ? "yes" : "no";
            three[row] = amount[row] < -3 ? "a" : amount[row] < 3 ? "b" : "c";
        }
        return new(new TableSchema(
            [
                .. x.Select((_, c) => new ColumnSchema($"x{c}", ColumnType.Numeric)), new("city", ColumnType.Categorical),
                new("amount", ColumnType.Numeric, ColumnRole.Ignored), new("two", ColumnType.Categorical, ColumnRole.Ignored),
                new("three", ColumnType.Categorical, ColumnRole.Ignored),
            ]),
            [
                .. x.Select(Numbers), CategoricalColumn.From(city), new NumericColumn(amount),
                    CategoricalColumn.From(two),
                CategoricalColumn.From(three),
            ]);
    }

    private static NumericColumn Numbers(double[] values) =>
        new([.. values.Select(value => double.IsNaN(value) ? 0 : value)], MissingMask.From([.. values.Select(double.IsNaN)]));
}
