
namespace Kolosal.Learning.Preprocessing;

/// <summary>How raw columns become model features.</summary>
/// <param name="Encoding">What the trainer expects.</param>
/// <param name="Imputer">Dense only: what stands in for a missing number. Default: the median.</param>
/// <param name="Scaler">Dense only: how numbers are scaled; under
/// <see cref="FeatureEncoding.NonNegative"/> always into [0, 1]. Default: standard.</param>
/// <param name="MissingIndicator">Dense only: a second feature marks missing numbers of columns that had some in training. Default: yes.</param>
/// <param name="MinCategoryRows">Categories in fewer training rows are rare. Default: 2.</param>
/// <param name="MaxCategories">At most this many categories of a column get a feature (dense) or a code
/// (native) of their own, the most frequent ones. Default: 64 dense; 4,096 native, where trainers that
/// bin give the 254 heaviest a bin of their own and the booster codes all by their mean target.</param>
public sealed record PreprocessingOptions(
    FeatureEncoding Encoding,
    ImputeStrategy Imputer = ImputeStrategy.Median,
    ScaleStrategy Scaler = ScaleStrategy.Standard,
    bool MissingIndicator = true,
    int MinCategoryRows = 2,
    int? MaxCategories = null)
{
    /// <summary>At least 1.</summary>
    public int MinCategoryRows { get; } = Require.AtLeast(MinCategoryRows, 1);

    /// <summary>At least 1; natively at most 4,096; null for the default.</summary>
    public int? MaxCategories { get; } = Require.That(MaxCategories,
        MaxCategories is null or >= 1 && (Encoding != FeatureEncoding.Native || MaxCategories is null or <= MaxCodes),
        $"at least 1, and natively at most {MaxCodes}");

    /// <summary>How free text becomes features, or null: then such columns are dropped with a reason. Default: dropped.</summary>
    public TextOptions? Text { get; init; }

    /// <summary>Columns that stay inputs of the model and feed nothing. Default: none.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>
    /// Dense only: columns with more categories than <see cref="CategoryLimit"/> are hashed into so many
    /// features, with signs unless they must not be negative; or null for one rare category. Default: null.
    /// </summary>
    public int? HashBuckets
    {
        get;
        init => field = Require.That(value, value is null or (>= 1 and <= 65_536), "from 1 to 65536", nameof(HashBuckets));
    }

    /// <summary>
    /// Steps behind the encoder, in order. With steps, a trainer of numbers may be given native
    /// columns, when the steps turn codes into numbers and fill what is missing. Default: none.
    /// </summary>
    public ImmutableArray<TransformStep> Steps { get; init; } = [];

    /// <summary>How the target of a regression is changed before it is learnt, or null for not at all. Default: not at all.</summary>
    public TargetFunction? Target { get; init; }

    /// <summary>What the training rows go through last, or null: never applied to rows that are judged or served. Default: nothing.</summary>
    public IResampler? Resampler { get; init; }

    /// <summary>Columns with whose groups the class of a classification is made independent by weights of the training rows
    /// (<see cref="Resampling.GroupReweighing"/>), or empty. Default: none.</summary>
    public ImmutableArray<string> Reweighing { get; init; } = [];

    /// <summary>The limit in force.</summary>
    public int CategoryLimit => MaxCategories ?? (Encoding == FeatureEncoding.Native ? MaxCodes : MaxFeatures);

    /// <summary>Not <see cref="ImputeStrategy.Constant"/>, which needs a value a column.</summary>
    public ImputeStrategy Imputer { get; } = Require.That(Imputer, Imputer != ImputeStrategy.Constant, "mean, median or mode");

    private const int MaxFeatures = 64, MaxCodes = 4096;
}
