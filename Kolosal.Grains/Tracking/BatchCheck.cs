using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Tracking;

/// <summary>Holds a batch against the limits, and names it by its content.</summary>
internal static class BatchCheck
{
    /// <returns>Null when the batch can be taken.</returns>
    public static Refusal? Refuse(TrackedRunBatch batch)
    {
        var (metrics, parameters, tags) = batch;
        if (metrics.Length > TrackingLimits.MetricsOfBatch || parameters.Length > TrackingLimits.ParamsOfBatch
            || tags.Length > TrackingLimits.ParamsOfBatch || metrics.Length + parameters.Length + tags.Length > TrackingLimits.EntitiesOfBatch)
            return Bad($"A batch has at most {TrackingLimits.MetricsOfBatch} metrics, {TrackingLimits.ParamsOfBatch} params, "
                + $"{TrackingLimits.ParamsOfBatch} tags and {TrackingLimits.EntitiesOfBatch} of all; got {metrics.Length}, {parameters.Length} "
                + $"and {tags.Length}.", "$");

        for (int i = 0; i < metrics.Length; i++)
            if (Objection(metrics[i]) is { } objection) return Bad(objection, $"$.metrics[{i}]");
        return Refuse(parameters, "params", TrackingLimits.LongestParam) ?? Refuse(tags, "tags", TrackingLimits.LongestTag)
            ?? RefuseTwice(parameters);
    }

    /// <summary>The same for the same batch, and for no other.</summary>
    public static string Name(TrackedRunBatch batch)
    {
        var text = new StringBuilder();
        foreach (var (key, point) in batch.Metrics)
            text.Append(CultureInfo.InvariantCulture, $"m{key.Length}:{key},{point.Bits},{point.TimestampMs},{point.Step};");
        foreach (var (key, value) in batch.Params) text.Append(CultureInfo.InvariantCulture, $"p{key.Length}:{key},{value.Length}:{value};");
        foreach (var (key, value) in batch.Tags) text.Append(CultureInfo.InvariantCulture, $"t{key.Length}:{key},{value.Length}:{value};");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    private static string? Objection(MetricRecord metric)
    {
        if (TrackingLimits.KeyObjection(metric.Key) is { } objection) return objection;
        if (metric.Point.TimestampMs is < 0 or > TrackingLimits.LastTime)
            return $"A timestamp is milliseconds since 1970 and at most {TrackingLimits.LastTime}, got {metric.Point.TimestampMs}.";
        return metric.Point.Step is < -TrackingLimits.LargestWhole or > TrackingLimits.LargestWhole
            ? $"A step is a whole number of at most 53 bits, got {metric.Point.Step}." : null;
    }

    private static Refusal? Refuse(ImmutableArray<TrackedText> texts, string member, int longest)
    {
        for (int i = 0; i < texts.Length; i++)
            if ((TrackingLimits.KeyObjection(texts[i].Key) ?? TrackingLimits.TextObjection($"value of '{texts[i].Key}'", texts[i].Value, longest))
                is { } objection) return Bad(objection, $"$.{member}[{i}]");
        return null;
    }

    private static Refusal? RefuseTwice(ImmutableArray<TrackedText> parameters)
    {
        var seen = new Dictionary<string, string>();
        foreach (var (key, value) in parameters)
            if (!seen.TryAdd(key, value) && seen[key] != value) return Changed(key, seen[key]);
        return null;
    }

    public static Refusal Changed(string param, string value) => new(
        RefusalKind.Invalid, "tracking.param-changed",
        $"The param '{param}' is '{(value.Length > 60 ? value[..60] : value)}' and is written once; log another value as a metric or a tag.",
        ImmutableDictionary<string, string>.Empty.Add("$.params", $"'{param}' has another value."));

    private static Refusal Bad(string message, string path) => new(
        RefusalKind.Invalid, "tracking.bad-batch", message, ImmutableDictionary<string, string>.Empty.Add(path, message));
}
