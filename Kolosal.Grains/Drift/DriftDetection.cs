namespace Kolosal.Drift;

/// <summary>The verdict over two samples; nothing of it is kept.</summary>
/// <param name="Drifted">At least one column drifted.</param>
/// <param name="Columns">Every column, the most drifted first.</param>
/// <param name="Distances">Every column once more, in the same order, by measures that the verdict does not rest on.</param>
public sealed record DriftDetection(bool Drifted, ImmutableArray<ColumnDrift> Columns, ImmutableArray<ColumnDistances> Distances)
{
    /// <summary>Judges samples like a monitor's window.</summary>
    /// <param name="samples">One or more columns.</param>
    /// <param name="falseAlarm">Probability of naming any column without drift.</param>
    public static DriftDetection Of(IReadOnlyList<SampleBins> samples, double falseAlarm)
    {
        var findings = DriftJudge.Judge([.. samples.Select(s => s.Reference)], [.. samples.Select(s => s.Current)], falseAlarm);
        ColumnFinding[] ordered = [.. findings.OrderByDescending(f => f.Psi)];
        var distances = samples.ToDictionary(s => s.Reference.Name, s => s.Distances);
        return new(findings.Any(f => f.Drifted), [.. ordered.Select(Describe)], [.. ordered.Select(f => distances[f.Name])]);
    }

    internal static ColumnDrift Describe(ColumnFinding found) =>
        new(found.Name, found.Psi, found.Ks, found.PValue, found.MissingShare, found.UnseenShare, found.Drifted);
}
