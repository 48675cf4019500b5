namespace Kolosal.Drift;

/// <summary>A stream of which it is known where it changes.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Takes">The values it has.</param>
/// <param name="Reference">Values of the time before it, from which detectors may learn what is normal.</param>
/// <param name="Values">In order.</param>
/// <param name="Changes">Where a new law begins, ascending; empty for a stable stream.</param>
public sealed record DriftStream(string Name, StreamValues Takes, double[] Reference, double[] Values, ImmutableArray<int> Changes);
