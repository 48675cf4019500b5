namespace Kolosal.Learning.Preprocessing;

/// <summary>What a text is cut into.</summary>
public enum TextUnit
{
    /// <summary>Runs of two or more letters, digits or underscores.</summary>
    Words,

    /// <summary>Single characters, runs of white space being one space.</summary>
    Characters,
}

/// <summary>What the feature of a token says of a text.</summary>
public enum TextWeighting
{
    /// <summary>How often the token occurs.</summary>
    Count,

    /// <summary>How often, times ln((1 + n) / (1 + n of the token)) + 1, each text brought
    /// to length 1 (Salton and Buckley 1988, as scikit-learn smooths it).</summary>
    TfIdf,
}

/// <summary>How free text becomes features. Texts are lower-cased; tokens are runs of units.</summary>
/// <param name="Unit">What a text is cut into. Default: words.</param>
/// <param name="MinLength">Units of a token at least, 1 or more. Default: 1.</param>
/// <param name="MaxLength">Units of a token at most, <paramref name="MinLength"/> … 10. Default: 1.</param>
/// <param name="Weighting">What a feature says. Default: TF-IDF.</param>
/// <param name="MaxFeatures">The tokens in most texts get a feature each, at most so many. Default: 200.</param>
/// <param name="MinRows">Tokens in fewer training texts get none. Default: 2.</param>
/// <param name="Buckets">Instead of learning tokens, hash them all into so many features, with signs; or null. Default: null.</param>
public sealed record TextOptions(TextUnit Unit = TextUnit.Words, int MinLength = 1, int MaxLength = 1,
    TextWeighting Weighting = TextWeighting.TfIdf, int MaxFeatures = 200, int MinRows = 2, int? Buckets = null)
{
    /// <summary>At least 1.</summary>
    public int MinLength { get; } = Require.AtLeast(MinLength, 1);

    /// <summary>At least <see cref="MinLength"/>, at most 10.</summary>
    public int MaxLength { get; } = Require.Between(MaxLength, MinLength, 10);

    /// <summary>At least 1.</summary>
    public int MaxFeatures { get; } = Require.AtLeast(MaxFeatures, 1);

    /// <summary>At least 1.</summary>
    public int MinRows { get; } = Require.AtLeast(MinRows, 1);

    /// <summary>1 … 65,536, or null.</summary>
    public int? Buckets { get; } = Require.That(Buckets, Buckets is null or (>= 1 and <= 65_536), "from 1 to 65536");
}
