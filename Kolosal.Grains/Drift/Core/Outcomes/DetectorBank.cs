namespace Kolosal.Drift;

/// <summary>The online detectors that a live monitor can run over a model's errors: those whose memory can be kept.</summary>
public static class DetectorBank
{
    /// <summary>Their names.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. ChangeDetectors.All.Where(d => d.MinReference == 0 && d.Create([]) is IResumableDetector).Select(d => d.Name)];

    /// <summary>The chosen ones, going on from what they kept; one whose memory is of another program begins anew.</summary>
    /// <param name="names">Of <see cref="Names"/>; those that take bits alone are left out for other errors.</param>
    /// <param name="bits">Whether errors are 0 and 1.</param>
    /// <param name="kept">What they remember, by name.</param>
    public static Dictionary<string, IResumableDetector> Of(IEnumerable<string> names, bool bits, IReadOnlyDictionary<string, double[]> kept)
    {
        var bank = new Dictionary<string, IResumableDetector>();
        foreach (string name in names)
        {
            var descriptor = ChangeDetectors.Get(name);
            if (!bits && descriptor.Takes == StreamValues.Bits) continue;
            var detector = (IResumableDetector)descriptor.Create([]);
            if (kept.TryGetValue(name, out double[]? memory))
                try
                {
                    detector.Resume(memory);
                }
                catch (ArgumentException)
                {
                    detector = (IResumableDetector)descriptor.Create([]);
                }

            bank[name] = detector;
        }

        return bank;
    }
}
