using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>A tabular network: several small networks that share their weights up to a scale of each input and unit, over learnt embeddings of
/// every column; each member has a loss of its own, and the answer is the mean of theirs.</summary>
/// <remarks>
/// TabM (Gorishniy, Kotelnikov and Babenko, arXiv:2410.24210) with piecewise-linear embeddings of numbers (arXiv:2203.05556), and of RealMLP
/// (arXiv:2407.04491) the robust scale with smooth clipping, β₂ and decay of AdamW, label smoothing and the stop on inner validation rows. Sizes are
/// for processors and not for graphics cards; epochs are fewer where rows are many. Categories have vectors of their own instead of one-hot
/// inputs, and so have missing values. Weights and sums are 32-bit; each element of a product and each sum over members has its order, so
/// the model is the same for any number of threads. A regression is learnt in standard deviations of the target.
/// </remarks>
public sealed class TabularNetworkTrainer : Trainer, IParallelTrainer
{
    // Rows that bins are placed by, and numbers of all embeddings of a row: chosen.
    private const int SampleRows = 1 << 15, MaxWidth = 256, RowsBetweenPolls = 1 << 10, SampleStream = 3;

    // Fewer rows teach a bin little: on sets of 300 to 600 rows 8 and 16 bins did better than 32 and 48, on 2,000 worse.
    private const int MinRowsPerBin = 40;
    private const long MaxCells = 200_000_000;
    private readonly TabularNetworkOptions options;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public TabularNetworkTrainer(TabularNetworkOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("tabular_network", [LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression], FeatureEncoding.Native,
        new SearchSpace(new IntegerParameter("members", 1, 32, 8, Log: true), new IntegerParameter("layers", 1, 4, 2),
            new IntegerParameter("units", 16, 256, 64, Log: true), new IntegerParameter("embedding_bins", 2, 128, 48, Log: true),
            new IntegerParameter("embedding_size", 1, 16, 8, Log: true), new FloatParameter("dropout", 0, 0.5, 0.1),
            new FloatParameter("learning_rate", 3e-4, 3e-2, 4e-3, Log: true), new FloatParameter("weight_decay", 1e-4, 1, 0.02, Log: true),
            new FloatParameter("label_smoothing", 0, 0.2, 0), new IntegerParameter("batch_rows", 16, 512, 32, Log: true),
            new IntegerParameter("epochs", 5, 200, 100, Log: true), new CategoricalParameter("class_weight", ["none", "balanced"], "none")),
        given => new TabularNetworkTrainer(From(given)), TabularNetworkPredictor.Read);

    /// <inheritdoc/>
    public ITrainer WithThreads(int threads) => new TabularNetworkTrainer(options with { Threads = threads });

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var counted = CountedRows.Of(rows, Name, int.MaxValue);
        if (counted.Points.LongLength > MaxCells)
            throw new TrainingException($"{counted.Indices.Length} rows of {counted.Inputs} columns are {counted.Points.LongLength} values, "
                + $"more than {MaxCells}; take a sample of the rows, or fewer columns.");
        bool classes = rows.Task != LearningTask.Regression;
        var unit = classes ? TargetUnit.Own : TargetUnit.Of(rows);
        double[] weights = classes ? ClassWeights.Of(rows, options.Weighting) : [];
        var columns = Columns(rows, counted, seed, cancel);
        var learnt = new TabularRows(Cells(columns, counted, cancel),
            [.. counted.Indices.Select(row => classes ? rows.Labels.Span[row] : (float)unit.Standardise(rows.Targets.Span[row]))],
            [.. counted.Indices.Select((row, i) => (float)(classes ? weights[row] : counted.Weights[i]))], classes ? rows.Classes : 0);
        var shape = new TabularShape(columns, options.Members, options.Layers, FloatMatrix.Padded(options.Units), learnt.Scores);
        using var team = new WorkerTeam(Math.Min(options.Threads, options.Members));
        return new TabularNetworkPredictor(shape, new TabularRun(options, shape, learnt, seed, team, cancel).Train(), learnt.Classes,
            unit.Center, unit.Spread);
    }

    private ImmutableArray<ColumnEmbedding> Columns(TrainingSet rows, CountedRows counted, ulong seed, CancellationToken cancel)
    {
        int inputs = counted.Inputs, count = counted.Indices.Length, size = Math.Max(1, Math.Min(options.EmbeddingSize, MaxWidth / inputs));
        int[] sample = [.. Enumerable.Range(0, count)];
        if (count > SampleRows)
        {
            new SeededRandom(seed, SampleStream).Shuffle<int>(sample);
            Array.Resize(ref sample, SampleRows);
        }
        int bins = Math.Clamp(count / MinRowsPerBin, 1, options.Bins);
        var columns = ImmutableArray.CreateBuilder<ColumnEmbedding>(inputs);
        for (int c = 0; c < inputs; c++)
        {
            cancel.ThrowIfCancellationRequested();
            columns.Add(rows.Columns[c].IsCategorical ? ColumnEmbedding.OfCategories(rows.Columns[c].Cardinality, size)
                : ColumnEmbedding.OfNumbers([.. sample.Select(row => counted.Point(row)[c]).Where(value => !double.IsNaN(value))], bins, size));
        }
        return columns.MoveToImmutable();
    }

    private static TabularCell[] Cells(ImmutableArray<ColumnEmbedding> columns, CountedRows counted, CancellationToken cancel)
    {
        var cells = new TabularCell[counted.Points.Length];
        for (int row = 0; row < counted.Indices.Length; row++)
        {
            if (row % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            var point = counted.Point(row);
            for (int c = 0; c < point.Length; c++) cells[row * point.Length + c] = columns[c].Read(point[c]);
        }
        return cells;
    }

    private static TabularNetworkOptions From(HyperParameters given) => new()
    {
        Members = given.Integer("members"),
        Layers = given.Integer("layers"),
        Units = given.Integer("units"),
        Bins = given.Integer("embedding_bins"),
        EmbeddingSize = given.Integer("embedding_size"),
        Dropout = given.Float("dropout"),
        LearningRate = given.Float("learning_rate"),
        WeightDecay = given.Float("weight_decay"),
        LabelSmoothing = given.Float("label_smoothing"),
        BatchRows = given.Integer("batch_rows"),
        Epochs = given.Integer("epochs"),
        Weighting = given.Choice("class_weight") == "balanced" ? ClassWeighting.Balanced : ClassWeighting.None,
    };
}
