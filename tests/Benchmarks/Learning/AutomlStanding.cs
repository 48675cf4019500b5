namespace Kolosal.Benchmarks;

/// <summary>Where a score stands beside the best of the peers.</summary>
/// <param name="Above">At least as good.</param>
/// <param name="Level">Worse by no more than one standard error of its own.</param>
internal sealed record AutomlStanding(bool Above, bool Level);
