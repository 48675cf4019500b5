namespace Kolosal.Learning.Explanation;

/// <summary>How much a kernel explanation may cost.</summary>
/// <param name="Coalitions">Coalitions that are scored at most, each over the whole background; at
/// least twice the number of columns. All of them are when there are no more. Default: 2048.</param>
public sealed record KernelShapOptions(int Coalitions = 2048)
{
    /// <summary>Coalitions at most.</summary>
    public int Coalitions { get; } = Require.Between(Coalitions, 2, 1 << 24);
}
