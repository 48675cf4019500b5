namespace Kolosal.Learning.Neural;

/// <summary>Multi-layer perceptron: hidden layers of sums, normalisation, activation and dropout, trained by Adam on
/// cross-entropy or squared error (Goodfellow, Bengio and Courville, Deep Learning, 2016, chapters 6 to 8).</summary>
/// <remarks>
/// Targets of a regression are learnt in units of their standard deviation. A row's loss counts times its weight, over the mean
/// weight; a row of weight 0 is absent. One thread and sums in a fixed order: the bits depend on rows, options and seed alone.
/// </remarks>
public sealed class MlpTrainer : Trainer
{
    // 2 GB of encoded rows.
    private const long MaxNumbers = 250_000_000;
    private readonly MlpOptions options;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public MlpTrainer(MlpOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("mlp", [LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(new IntegerParameter("layers", 1, 4, 2), new IntegerParameter("units", 8, 256, 64, Log: true),
            new CategoricalParameter("activation", ["relu", "gelu", "tanh"], "relu"),
            new CategoricalParameter("normalization", ["none", "batch", "layer"], "none"), new FloatParameter("dropout", 0, 0.5, 0.1),
            new FloatParameter("learning_rate", 1e-4, 3e-2, 3e-3, Log: true),
            new CategoricalParameter("schedule", ["constant", "cosine", "plateau"], "cosine"),
            new FloatParameter("weight_decay", 1e-6, 1, 0.01, Log: true),
            new CategoricalParameter("optimizer", ["adamw", "adam"], "adamw"), new IntegerParameter("batch_rows", 16, 512, 64, Log: true),
            new IntegerParameter("epochs", 5, 200, 60, Log: true),
            new IntegerParameter("encoding_bins", 0, 32, 0), new CategoricalParameter("class_weight", ["none", "balanced"], "none")),
        given => new MlpTrainer(From(given)), MlpPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var counted = CountedRows.Of(rows, Name, int.MaxValue);
        bool classes = rows.Task != LearningTask.Regression;
        var unit = classes ? TargetUnit.Own : TargetUnit.Of(rows);
        double[] targets = [.. counted.Indices.Select(row => classes ? rows.Labels.Span[row] : unit.Standardise(rows.Targets.Span[row]))],
            weights = counted.Weights;
        if (classes)
        {
            double[] all = ClassWeights.Of(rows, options.Weighting);
            weights = [.. counted.Indices.Select(row => all[row])];
        }
        var encoding = options.EncodingBins == 0 ? null : PiecewiseLinearEncoding.Fit(counted.Points, counted.Inputs, options.EncodingBins);
        var run = new MlpRun(options, encoding is null ? counted.Points : Encode(encoding, counted, cancel), targets, weights,
            classes ? rows.Classes : 0, seed, cancel);
        return new MlpPredictor(counted.Inputs, encoding, run.Train(), classes, unit.Center, unit.Spread);
    }

    private static double[] Encode(PiecewiseLinearEncoding encoding, CountedRows counted, CancellationToken cancel)
    {
        long numbers = (long)counted.Indices.Length * encoding.Outputs;
        if (numbers > MaxNumbers)
            throw new TrainingException($"{counted.Indices.Length} rows of {encoding.Outputs} encoded values are {numbers} numbers, more than "
                + $"{MaxNumbers}; take fewer encoding_bins.");
        var encoded = new double[numbers];
        for (int row = 0; row < counted.Indices.Length; row++)
        {
            cancel.ThrowIfCancellationRequested();
            encoding.Apply(counted.Point(row), encoded.AsSpan(row * encoding.Outputs, encoding.Outputs));
        }
        return encoded;
    }

    private static MlpOptions From(HyperParameters given) => new()
    {
        Hidden = [.. Enumerable.Repeat(given.Integer("units"), given.Integer("layers"))],
        Activation = given.Choice("activation") switch { "gelu" => Activation.Gelu, "tanh" => Activation.Tanh, _ => Activation.Relu },
        Normalization = given.Choice("normalization")
            switch
        { "batch" => Normalization.Batch, "layer" => Normalization.Layer, _ => Normalization.None },
        Dropout = given.Float("dropout"),
        LearningRate = given.Float("learning_rate"),
        Schedule = given.Choice("schedule") switch
        {
            "constant" => RateSchedule.Constant,
            "plateau" => RateSchedule.Plateau,
            _ => RateSchedule.Cosine
        },
        WeightDecay = given.Float("weight_decay"),
        DecoupledDecay = given.Choice("optimizer") == "adamw",
        BatchRows = given.Integer("batch_rows"),
        Epochs = given.Integer("epochs"),
        EncodingBins = given.Integer("encoding_bins"),
        Weighting = given.Choice("class_weight") == "balanced" ? ClassWeighting.Balanced : ClassWeighting.None,
    };
}
