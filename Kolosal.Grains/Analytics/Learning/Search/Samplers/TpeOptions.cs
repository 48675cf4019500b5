namespace Kolosal.Learning.Search;

/// <param name="StartupTrials">Random trials before the model is used. Default: 10.</param>
/// <param name="Candidates">Draws from the good density a proposal is picked from. Default: 24.</param>
/// <param name="MaxGood">At most this many trials form the good density. Default: 25.</param>
/// <param name="MaxBad">At most this many of the latest others form the bad density, so
/// that a proposal takes the same time after ten thousand trials. Default: 64.</param>
/// <param name="PriorWeight">The share of the flat kernel, on the scale of a trial's. Default: 1.</param>
public sealed record TpeOptions(int StartupTrials = 10, int Candidates = 24, int MaxGood = 25, int MaxBad = 64, double PriorWeight = 1)
{
    /// <summary>At least 2.</summary>
    public int StartupTrials { get; } = Require.AtLeast(StartupTrials, 2);

    /// <summary>At least 1.</summary>
    public int Candidates { get; } = Require.AtLeast(Candidates, 1);

    /// <summary>At least 1.</summary>
    public int MaxGood { get; } = Require.AtLeast(MaxGood, 1);

    /// <summary>At least 1.</summary>
    public int MaxBad { get; } = Require.AtLeast(MaxBad, 1);

    /// <summary>Finite, above 0: without a prior what no good trial has could never be proposed again.</summary>
    public double PriorWeight { get; } = Require.Positive(PriorWeight);
}
