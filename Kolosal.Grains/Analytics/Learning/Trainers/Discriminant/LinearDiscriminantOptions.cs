using Kolosal.Learning.Bayes;

namespace Kolosal.Learning.Discriminant;

/// <summary>How the covariance that all classes share is estimated.</summary>
public enum CovarianceEstimate
{
    /// <summary>Scatter about the class means over n − K, singular directions left out: scikit-learn's "svd".</summary>
    Unbiased,

    /// <summary>Σ π_k Σ_k with Σ_k over n_k, singular directions left out: scikit-learn's "lsqr" and "eigen".</summary>
    MaximumLikelihood,

    /// <summary>As maximum likelihood, each Σ_k shrunk to (1 − s) Σ_k + s (tr Σ_k / p) I with a given s.</summary>
    Shrunk,

    /// <summary>As shrunk, with s chosen by Ledoit and Wolf for each class on standardised columns: scikit-learn's "auto".</summary>
    LedoitWolf,
}

/// <param name="Covariance">How the covariance is estimated. Default: unbiased.</param>
/// <param name="Shrinkage">s of <see cref="CovarianceEstimate.Shrunk"/>, 0 … 1; not read otherwise. Default: 0.1.</param>
public sealed record LinearDiscriminantOptions(CovarianceEstimate Covariance = CovarianceEstimate.Unbiased, double Shrinkage = 0.1)
{
    /// <summary>0 … 1.</summary>
    public double Shrinkage { get; } = Require.Between(Shrinkage, 0, 1);

    /// <summary>What is believed of the classes beforehand. Default: the shares of the training rows.</summary>
    public ClassPrior Prior { get; init; } = ClassPrior.Learnt;
}
