namespace Kolosal.Tracking;

/// <param name="Key">The metric.</param>
/// <param name="Points">From the position asked for on.</param>
/// <param name="Total">Points in all.</param>
internal sealed record MetricCurve(string Key, ImmutableArray<CurvePoint> Points, long Total)
{
    public static MetricCurve Of(string key, MetricHistory history) => new(
        key, [.. history.Points.Select(CurvePoint.Of)], history.Total);
}

/// <param name="Value">The value; null when it is no number.</param>
/// <param name="NotFinite">The word for a value that is no number.</param>
/// <param name="TimestampMs">When it was measured, in milliseconds since 1970.</param>
/// <param name="Step">The step it belongs to.</param>
internal sealed record CurvePoint(double? Value, string? NotFinite, long TimestampMs, long Step)
{
    public static CurvePoint Of(MetricPoint point) => new(
        double.IsFinite(point.Value) ? point.Value : null, MetricPoint.NotFinite(point.Value), point.TimestampMs, point.Step);
}

/// <param name="Path">Relative to the run.</param>
/// <param name="IsFolder">A folder.</param>
/// <param name="Bytes">Size; null for a folder.</param>
/// <param name="Sha256">Of the content, lower-case hexadecimal; null for a folder.</param>
internal sealed record ArtifactEntry(string Path, bool IsFolder, long? Bytes, string? Sha256)
{
    public static ArtifactEntry Of(RunArtifact artifact) => new(artifact.Path, artifact.IsFolder, artifact.Bytes, artifact.Content?.Sha256);
}
