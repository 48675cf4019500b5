namespace Kolosal.Learning.Search;

/// <summary>What the Gaussian process sampler looks for.</summary>
public enum AcquisitionKind
{
    /// <summary>Expected improvement on the least loss so far: for losses that repeat.</summary>
    ExpectedImprovement,

    /// <summary>The lower confidence bound: looks into what is unknown the more the greater κ.</summary>
    LowerConfidenceBound,

    /// <summary>Expected improvement on the least loss without its noise, averaged over what it may be: for losses of few folds.</summary>
    NoisyExpectedImprovement,
}
