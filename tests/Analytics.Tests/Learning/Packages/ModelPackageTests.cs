using Kolosal.Learning.Calibration;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Learning;

public class ModelPackageTests
{
    private static readonly Frame Table = Samples.Mixed(300, seed: 5);
    private static readonly LearningProblem Problem = LearningProblem.Infer(Table, "risk");

    public static TheoryData<string> Classifiers => [.. Trainers.All.Where(t => t.Supports(LearningTask.Binary)).Select(t => t.Name)];

    [Theory, MemberData(nameof(Classifiers))]
    public void Saved_and_loaded_it_gives_the_same_bits_and_the_same_bytes(string trainer)
    {
        var package = Build(trainer);
        byte[] bytes = Bytes(package, out string hash);
        var loaded = ModelPackage.Load(new MemoryStream(bytes));

        Assert.Equal(package.CreateScorer().Score(Table), loaded.CreateScorer().Score(Table));
        Assert.Equal(bytes, Bytes(loaded, out string again));
        Assert.Equal(hash, again);
        Assert.Equal(bytes, Bytes(Build(trainer), out _));
    }

    [Theory, MemberData(nameof(Classifiers))]
    public void A_raw_row_gets_the_same_bits_as_the_table_it_came_from(string trainer)
    {
        var scorer = Build(trainer).CreateScorer();
        double[] expected = scorer.Score(Table), got = new double[scorer.Outputs];
        for (int row = 0; row < Table.Rows; row++)
        {
            var values = scorer.InputSchema.Columns.Select(c => RawValue.At(Table[c.Name], row)).ToArray();
            Assert.Null(scorer.Check(new RawRow(values)));
            scorer.Predict(new RawRow(values), got);
            Assert.Equal(expected.AsSpan(row * 2, 2).ToArray(), got);
        }
    }

    [Fact]
    public void Any_flipped_byte_is_refused()
    {
        byte[] bytes = Bytes(Build("prior"), out _);
        for (int at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => ModelPackage.Load(new MemoryStream(bytes)));
            bytes[at] ^= 0x10;
        }
        ModelPackage.Load(new MemoryStream(bytes));
    }

    [Fact]
    public void Any_shortened_package_is_refused()
    {
        byte[] bytes = Bytes(Build("prior"), out _);
        for (int length = 0; length < bytes.Length; length += 7)
            Assert.Throws<InvalidDataException>(() => ModelPackage.Load(new MemoryStream(bytes, 0, length)));
    }

    [Fact]
    public void A_mix_is_the_weighted_mean_of_its_pipelines_in_rows_and_in_tables()
    {
        FittedPipeline one = Fit("prior", seed: 1), two = Fit(Trainers.All.Last(t => t.Supports(LearningTask.Binary)).Name, seed: 2);
        var package = ModelPackage.Create([new(one, 1), new(two, 3)]);
        var scorer = ModelPackage.Load(new MemoryStream(Bytes(package, out _))).CreateScorer();
        double[] mixed = scorer.Score(Table), a = one.Score(Table), b = two.Score(Table), row = new double[scorer.RowLength], output = new double[2];
        for (int i = 0; i < mixed.Length; i++) Assert.Equal(0.25 * a[i] + 0.75 * b[i], mixed[i], 14);

        scorer.Encode(new RawRow([.. scorer.InputSchema.Columns.Select(c => RawValue.At(Table[c.Name], 7))]), row);
        scorer.Score(row, output);
        Assert.Equal(mixed.AsSpan(14, 2).ToArray(), output);
    }

    [Fact]
    public void The_distributions_come_back_as_they_were()
    {
        var package = ModelPackage.Load(new MemoryStream(Bytes(Build("prior"), out _)));
        var kept = package.Manifest.InputDistributions!.Value;
        Assert.Equal(package.InputSchema.Columns.Select(c => c.Name), kept.Select(d => d.Name));
        foreach (var column in kept)
        {
            var expected = ColumnDistribution.Of(column.Name, Table[column.Name]);
            Assert.Equal(Table.Rows, column.Rows);
            Assert.Equal(expected.Edges.AsSpan().ToArray(), column.Edges.AsSpan().ToArray());
            Assert.Equal(expected.Categories.AsSpan().ToArray(), column.Categories.AsSpan().ToArray());
            Assert.Equal(expected.ByBin(), column.ByBin());
        }
    }

    private static FittedPipeline Fit(string trainer, ulong seed) =>
        PipelineTrainer.Fit(TrainingPart.WholeTable(Table), Problem, Trainers.Get(trainer), HyperParameters.Empty, seed, CancellationToken.None);

    private static ModelPackage Build(string trainer)
    {
        var pipeline = Fit(trainer, seed: 11);
        var calibration = new PlattCalibrator([-0.9], [0.1]);
        return ModelPackage.Create(pipeline, calibration, [KeyValuePair.Create("roc_auc", 0.5)],
            [.. new Scorer([new(pipeline)], calibration).InputSchema.Columns.Select(c => ColumnDistribution.Of(c.Name, Table[c.Name]))]);
    }

    private static byte[] Bytes(ModelPackage package, out string hash)
    {
        using var stream = new MemoryStream();
        hash = package.Save(stream);
        return stream.ToArray();
    }
}
