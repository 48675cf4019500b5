namespace Kolosal.Learning.Search;

/// <summary>Every trial runs to its end.</summary>
public sealed class NoPruner : IPruner
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public bool ShouldPrune(TrialCurve trial, IReadOnlyList<TrialCurve> others) => false;
}
