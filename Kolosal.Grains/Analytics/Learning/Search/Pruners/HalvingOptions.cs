namespace Kolosal.Learning.Search;

/// <param name="MaxStep">The last step a trial can reach. Default: 81.</param>
/// <param name="MinStep">The step of the first rung. Default: 1.</param>
/// <param name="Eta">η: one of so many goes on, η times as far. Default: 3.</param>
public sealed record HalvingOptions(int MaxStep = Pruners.DefaultMaxStep, int MinStep = 1, int Eta = 3)
{
    /// <summary>At least 1.</summary>
    public int MaxStep { get; } = Require.AtLeast(MaxStep, 1);

    /// <summary>1 … <see cref="MaxStep"/>.</summary>
    public int MinStep { get; } = Require.Between(MinStep, 1, MaxStep);

    /// <summary>At least 2.</summary>
    public int Eta { get; } = Require.AtLeast(Eta, 2);

    /// <summary>The steps at which trials are given up: MinStep · ηᵏ below <see cref="MaxStep"/>, ascending.</summary>
    public ImmutableArray<int> Rungs()
    {
        var rungs = ImmutableArray.CreateBuilder<int>();
        for (long step = MinStep; step < MaxStep; step *= Eta) rungs.Add((int)step);
        return rungs.ToImmutable();
    }
}
