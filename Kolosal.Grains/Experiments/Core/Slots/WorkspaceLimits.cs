namespace Kolosal.Experiments;

/// <summary>What one workspace may have of the installation at once.</summary>
/// <param name="RunningRuns">Runs that are given slots; the others wait in the order they came.</param>
/// <param name="Slots">Slots, over all its runs.</param>
/// <param name="QueuedRuns">Runs that may wait for their first slot.</param>
public sealed record WorkspaceLimits(int RunningRuns, int Slots, int QueuedRuns)
{
    public static WorkspaceLimits None { get; } = new(int.MaxValue, int.MaxValue, int.MaxValue);
}
