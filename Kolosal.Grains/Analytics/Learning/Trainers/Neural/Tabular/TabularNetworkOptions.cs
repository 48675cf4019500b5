namespace Kolosal.Learning.Neural;

/// <summary>Everything that decides a tabular network, apart from rows and seed; checked by <see cref="Check"/> before a fit.</summary>
/// <remarks>Defaults are those that did best in the mean on generated problems and on cuts of training parts, for a network that one core trains in
/// seconds; the papers' own (32 members of 3 × 512 units) are made for graphics cards.</remarks>
public sealed record TabularNetworkOptions
{
    /// <summary>Networks that share weights and whose answers are averaged, 1 … 64. Default: 8.</summary>
    public int Members { get; init; } = 8;

    /// <summary>Hidden layers, 1 … 6. Default: 2.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Units of each, 1 … 512; rounded up to a multiple of 16. Default: 64.</summary>
    public int Units { get; init; } = 64;

    /// <summary>Bins of the piecewise-linear encoding of a number at most, 1 … 128; never more than one for every 40 rows. Default: 48.</summary>
    public int Bins { get; init; } = 48;

    /// <summary>Numbers that a column becomes at most, 1 … 32; fewer where columns are many, so that together they are no more than
    /// 256 (or one each). Default: 8.</summary>
    public int EmbeddingSize { get; init; } = 8;

    /// <summary>Share of hidden values set to 0 in training, 0 … 0.9, to 1/256. Default: 0.1.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Greatest step of AdamW, above 0, at most 1: reached over the first twentieth of all steps, and down to 0 along half a
    /// cosine from there. Default: 0.004.</summary>
    public double LearningRate { get; init; } = 4e-3;

    /// <summary>λ of weight decay, 0 or more. Default: 0.02.</summary>
    public double WeightDecay { get; init; } = 0.02;

    /// <summary>Share of a label that is spread over all classes, 0 … 0.5; classification only. Default: 0.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Rows of each member's step at most, 1 … 512. Default: 32.</summary>
    public int BatchRows { get; init; } = 32;

    /// <summary>Epochs at most, ≥ 1; fewer, but no fewer than 8 of those asked for, where rows and columns are so many that all would
    /// cost more than <see cref="TabularRun.MaxOperations"/>. An epoch is all rows, or 65,536 of them. Default: 100.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Epochs without a better loss on the inner validation rows after which training stops;
    /// the best epoch is kept. 0 trains to the end on all rows. Default: 16.</summary>
    public int Patience { get; init; } = 16;

    /// <summary>Share of the rows of each class (or of all rows) kept for that, in (0, 0.5]; sets of fewer than 20
    /// rows keep none, and no set more than 16,384. Default: 0.15.</summary>
    public double ValidationShare { get; init; } = 0.15;

    /// <summary>Of the classes; classification only. Default: none.</summary>
    public ClassWeighting Weighting { get; init; }

    /// <summary>Threads used at most, the caller's included, ≥ 1; the model does not depend on it. Default: 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Throws when a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the option and its range.</exception>
    public void Check()
    {
        Require.Between(Members, 1, 64);
        Require.Between(Layers, 1, 6);
        Require.Between(Units, 1, 512);
        Require.Between(Bins, 1, 128);
        Require.Between(EmbeddingSize, 1, 32);
        Require.Between(Dropout, 0, 0.9);
        Require.AboveUpTo(LearningRate, 0, 1);
        Require.NotNegative(WeightDecay);
        Require.Between(LabelSmoothing, 0, 0.5);
        Require.Between(BatchRows, 1, 512);
        Require.AtLeast(Epochs, 1);
        Require.AtLeast(Patience, 0);
        Require.AboveUpTo(ValidationShare, 0, 0.5);
        Require.Defined(Weighting);
        Require.AtLeast(Threads, 1);
    }
}
