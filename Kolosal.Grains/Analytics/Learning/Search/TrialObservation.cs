namespace Kolosal.Learning.Search;

/// <summary>A trial that has ended.</summary>
/// <param name="Number">Its number, from 0; each once.</param>
/// <param name="Parameters">What was tried.</param>
/// <param name="Loss">Smaller is better; NaN or +∞ for a trial that failed or was pruned. Of several objectives the first.</param>
public sealed record TrialObservation(int Number, HyperParameters Parameters, double Loss)
{
    /// <summary>One loss an objective, in one order for all trials, or empty when <see cref="Loss"/> is the only one.</summary>
    public ImmutableArray<double> Losses { get; init; } = [];
}
