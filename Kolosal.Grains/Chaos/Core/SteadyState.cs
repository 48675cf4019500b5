namespace Kolosal.Chaos;

/// <summary>What is expected of probes.</summary>
/// <param name="MaxErrorRate">Largest share that may fail, 0 to 1.</param>
/// <param name="MaxP95Milliseconds">Largest 95 % quantile of the answered ones; null for any.</param>
public readonly record struct SteadyState(double MaxErrorRate, double? MaxP95Milliseconds)
{
    /// <summary>Fewer probes say nothing.</summary>
    public const int LeastProbes = 3;

    /// <summary>Whether one probe is within bounds.</summary>
    public bool Keeps(bool failed, double milliseconds) => !failed && (MaxP95Milliseconds is not { } limit || milliseconds <= limit);

    /// <summary>What of a phase's probes is out of bounds, in words for people; nothing when all is within.</summary>
    /// <param name="phase">When: <c>before the fault</c>.</param>
    /// <param name="probes">Probes that ended.</param>
    /// <param name="failed">Of those, failed.</param>
    /// <param name="p95">Milliseconds of the answered ones; null without any.</param>
    public IEnumerable<string> Broken(string phase, long probes, long failed, double? p95)
    {
        if (probes < LeastProbes)
        {
            yield return FormattableString.Invariant($"Only {probes} probes ended {phase}; at least {LeastProbes} are needed to say anything.");
            yield break;
        }

        if (failed > MaxErrorRate * probes)
            yield return FormattableString.Invariant(
                $"{failed} of {probes} probes failed {phase}; at most {MaxErrorRate * 100:0.##} % were expected to.");
        if (MaxP95Milliseconds is { } limit && p95 > limit)
            yield return FormattableString.Invariant($"95 % of the probes took up to {p95:0} ms {phase}; {limit:0} ms were expected.");
    }
}
