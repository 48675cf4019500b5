namespace Kolosal.Learning.Search;

/// <param name="Acquisition">What is looked for. Default: expected improvement.</param>
/// <param name="StartupTrials">Quasi-random trials before the model is used. Default: 10.</param>
/// <param name="MaxTrials">At most this many trials are in the model: the better half of it the best ones, the rest the latest others, so that a
/// proposal takes the same time after ten thousand trials. Default: 50.</param>
/// <param name="MaxFitTrials">At most this many of them, chosen likewise, decide the length scales. Default: 24.</param>
/// <param name="Kappa">κ of the lower confidence bound. Default: 2.</param>
public sealed record GaussianProcessSamplerOptions(AcquisitionKind Acquisition = AcquisitionKind.ExpectedImprovement, int StartupTrials = 10,
    int MaxTrials = 50, int MaxFitTrials = 24, double Kappa = 2)
{
    /// <summary>A kind there is.</summary>
    public AcquisitionKind Acquisition { get; } = Require.Defined(Acquisition);

    /// <summary>At least 2.</summary>
    public int StartupTrials { get; } = Require.AtLeast(StartupTrials, 2);

    /// <summary>At least 4.</summary>
    public int MaxTrials { get; } = Require.AtLeast(MaxTrials, 4);

    /// <summary>4 … <see cref="MaxTrials"/>.</summary>
    public int MaxFitTrials { get; } = Require.Between(MaxFitTrials, 4, MaxTrials);

    /// <summary>Finite, 0 or more.</summary>
    public double Kappa { get; } = Require.NotNegative(Kappa);
}
