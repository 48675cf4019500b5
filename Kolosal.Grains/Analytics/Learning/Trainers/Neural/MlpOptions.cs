namespace Kolosal.Learning.Neural;

/// <summary>What stands between the sums of a hidden layer and their activation.</summary>
public enum Normalization
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Batch normalisation.</summary>
    Batch,

    /// <summary>Layer normalisation.</summary>
    Layer,
}

/// <summary>How the learning rate goes on.</summary>
public enum RateSchedule
{
    /// <summary>As it is.</summary>
    Constant,

    /// <summary>Down to 0 along half a cosine over all steps (Loshchilov and Hutter, arXiv:1608.03983, equation 5, one period).</summary>
    Cosine,

    /// <summary>Halved after every third of the patience without a better loss.</summary>
    Plateau,
}

/// <summary>Everything that decides a multi-layer perceptron, apart from rows and seed; checked by <see cref="Check"/> before a fit.</summary>
public sealed record MlpOptions
{
    // Chosen, not derived: what a processor without a graphics card trains on a table in minutes.
    private const int MaxUnits = 512, MaxLayers = 8, MaxBins = 64;

    /// <summary>Units of each hidden layer, each 1 … 512; none to eight layers, and none is a linear model. Default: 64, 64.</summary>
    public ImmutableArray<int> Hidden { get; init; } = [64, 64];

    /// <summary>Of hidden units. Default: ReLU.</summary>
    public Activation Activation { get; init; }

    /// <summary>Of hidden layers. Default: none.</summary>
    public Normalization Normalization { get; init; }

    /// <summary>Share of hidden values set to 0 in training, 0 … 0.9. Default: 0.1.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Step of Adam, above 0, at most 1. Default: 0.003.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>How it goes on. Default: cosine.</summary>
    public RateSchedule Schedule { get; init; } = RateSchedule.Cosine;

    /// <summary>λ of weight decay, 0 or more. Default: 0.01.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Whether decay is AdamW's; else the penalty λ/2 ‖w‖² goes through Adam. Default: true.</summary>
    public bool DecoupledDecay { get; init; } = true;

    /// <summary>Rows of a step at most, 1 … 512; an epoch is cut into steps of nearly equal size. Default: 64.</summary>
    public int BatchRows { get; init; } = 64;

    /// <summary>Times that all rows are gone through at most, ≥ 1. Default: 60.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Epochs without a better loss on the inner validation rows after which training
    /// stops; the best epoch is kept. 0 trains to the end on all rows. Default: 15.</summary>
    public int Patience { get; init; } = 15;

    /// <summary>Share of the rows of each class (or of all rows) kept for that, in (0,
    /// 0.5]; sets of fewer than 20 rows keep none. Default: 0.1.</summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Bins of the piecewise-linear encoding of each column, 0 for none, at most 64. Default: 0.</summary>
    public int EncodingBins { get; init; }

    /// <summary>Of the classes; classification only. Default: none.</summary>
    public ClassWeighting Weighting { get; init; }

    /// <summary>Throws when a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the option and its range.</exception>
    public void Check()
    {
        Require.That(Hidden.IsDefault ? null : string.Join(", ", Hidden),
            !Hidden.IsDefault && Hidden.Length <= MaxLayers && Hidden.All(units => units is >= 1 and <= MaxUnits),
            $"at most {MaxLayers} layers of 1 to {MaxUnits} units", nameof(Hidden));
        Require.Defined(Activation);
        Require.Defined(Normalization);
        Require.Defined(Schedule);
        Require.Between(Dropout, 0, 0.9);
        Require.AboveUpTo(LearningRate, 0, 1);
        Require.NotNegative(WeightDecay);
        Require.Between(BatchRows, 1, 512);
        Require.AtLeast(Epochs, 1);
        Require.AtLeast(Patience, 0);
        Require.AboveUpTo(ValidationShare, 0, 0.5);
        Require.Between(EncodingBins, 0, MaxBins);
    }
}
