using System.Globalization;
using System.Text.Json;
using Kolosal.Http;

namespace Kolosal.Slo;

/// <summary>Makes our request of an OpenSLO v1 document of kind SLO (OpenSLO specification v1, github.com/OpenSLO/OpenSLO).</summary>
/// <remarks>
/// What we cannot keep as it is meant is refused with its path, and never left out silently. Names for people (<c>displayName</c>,
/// <c>description</c>, labels) mean nothing to a machine; they are read and not kept.
/// </remarks>
internal sealed class OpenSloReader
{
    /// <summary>Bytes of a document; a real one has one or two thousand.</summary>
    private const int LargestDocument = 64 << 10;

    private readonly ImmutableDictionary<string, string>.Builder errors = ImmutableDictionary.CreateBuilder<string, string>();

    /// <summary>The body of <c>POST /api/monitoring/slos</c> as JSON.</summary>
    /// <exception cref="ProblemException">400 for what is no YAML, 413 for what is too long, 422 for what we cannot promise.</exception>
    public static byte[] ToJson(ReadOnlySpan<byte> yaml)
    {
        if (yaml.Length > LargestDocument) throw new ProblemException(new Problem(
            413, "request.too-large", $"An OpenSLO document has at most {LargestDocument} bytes here, got {yaml.Length}."));
        var reader = new OpenSloReader();
        var request = reader.Read(YamlTree.Read(yaml));
        if (reader.errors.Count > 0) throw new ProblemException(new Problem(
            422, "slo.not-expressible", "This OpenSLO document says what cannot be promised here; see errors.", reader.errors.ToImmutable()));
        return JsonSerializer.SerializeToUtf8Bytes(request, Json.Options);
    }

    private Dictionary<string, object?> Read(Dictionary<string, object?> root)
    {
        Known(root, "$", "apiVersion", "kind", "metadata", "spec");
        Is(root, "$", "apiVersion", OpenSloTerms.ApiVersion);
        Is(root, "$", "kind", OpenSloTerms.Kind);
        var metadata = Map(root, "$", "metadata");
        Known(metadata, "$.metadata", "name", "displayName", "labels", "annotations");
        var spec = Map(root, "$", "spec");
        Known(spec, "$.spec", "description", "service", "indicator", "timeWindow", "budgetingMethod", "objectives", "alertPolicies");
        Is(spec, "$.spec", "budgetingMethod", OpenSloTerms.Occurrences);
        if (spec.GetValueOrDefault("alertPolicies") is List<object?> { Count: > 0 })
            Add("$.spec.alertPolicies", "Alerts follow from the burn rate by rules of our own; leave it out.");

        var request = new Dictionary<string, object?>
        {
            ["model_id"] = Text(spec, "$.spec", "service"),
            ["name"] = Text(metadata, "$.metadata", "name"),
            ["window_days"] = Days(spec),
        };
        if (metadata.GetValueOrDefault("annotations") is Dictionary<string, object?> annotations)
        {
            if (annotations.TryGetValue(OpenSloTerms.PolicyAnnotation, out object? policy)) request["policy"] = policy;
            if (Number(annotations, "$.metadata.annotations", OpenSloTerms.PercentileAnnotation) is { } percentile)
                request["percentile"] = percentile;
        }
        var objective = Objective(spec);
        Target(objective, request);
        Indicator(Map(spec, "$.spec", "indicator"), objective, request);
        return request;
    }

    private void Indicator(Dictionary<string, object?> indicator, Dictionary<string, object?> objective, Dictionary<string, object?> request)
    {
        const string path = "$.spec.indicator.spec";
        Known(indicator, "$.spec.indicator", "metadata", "spec");
        var spec = Map(indicator, "$.spec.indicator", "spec");
        Known(spec, path, "description", "ratioMetric", "thresholdMetric");
        if (spec.ContainsKey("ratioMetric") == spec.ContainsKey("thresholdMetric"))
            Add(path, "Expected either ratioMetric or thresholdMetric.");
        else if (spec.ContainsKey("ratioMetric")) Ratio(Map(spec, path, "ratioMetric"), objective, request);
        else Threshold(spec, objective, request);
    }

    private void Ratio(Dictionary<string, object?> ratio, Dictionary<string, object?> objective, Dictionary<string, object?> request)
    {
        const string path = "$.spec.indicator.spec.ratioMetric";
        Known(ratio, path, "counter", "good", "bad", "total");
        foreach (string member in (string[])["op", "value"])
            if (objective.ContainsKey(member)) Add($"$.spec.objectives[0].{member}", "Belongs to a thresholdMetric; a ratio has a target alone.");
        bool good = ratio.ContainsKey("good");
        if (good == ratio.ContainsKey("bad"))
        {
            Add(path, "Expected either good or bad.");
            return;
        }
        string side = good ? "good" : "bad", metric = Metric(ratio, path, side), total = Metric(ratio, path, "total");
        foreach (var term in OpenSloTerms.Ratios)
        {
            if (metric != (good ? term.Good : term.Bad)) continue;
            if (total != term.Total) Add($"{path}.total.metricSource.spec.metric", $"Expected {term.Total} beside {metric}.");
            request["type"] = WireJson.Word(term.Type);
            return;
        }
        Add($"{path}.{side}.metricSource.spec.metric",
            $"Expected one of {string.Join(", ", OpenSloTerms.Ratios.Select(term => good ? term.Good : term.Bad))}.");
    }

    private void Threshold(Dictionary<string, object?> spec, Dictionary<string, object?> objective, Dictionary<string, object?> request)
    {
        const string path = "$.spec.indicator.spec";
        Known(Map(spec, path, "thresholdMetric"), $"{path}.thresholdMetric", "metricSource");
        string metric = Metric(spec, path, "thresholdMetric");
        foreach (var term in OpenSloTerms.Thresholds)
        {
            if (metric != term.Metric) continue;
            Is(objective, "$.spec.objectives[0]", "op", term.Operator);
            request["type"] = WireJson.Word(term.Type);
            request[term.Type switch
            {
                SloType.Latency => "threshold_milliseconds",
                SloType.Freshness => "max_age_hours",
                SloType.Quality => "max_error",
                _ => "min_impact_ratio",
            }] = Number(objective, "$.spec.objectives[0]", "value")
                ?? Missing("$.spec.objectives[0].value", "Expected the value that is compared with.");
            return;
        }
        Add($"{path}.thresholdMetric.metricSource.spec.metric",
            $"Expected one of {string.Join(", ", OpenSloTerms.Thresholds.Select(term => term.Metric))}.");
    }

    private void Target(Dictionary<string, object?> objective, Dictionary<string, object?> request)
    {
        const string path = "$.spec.objectives[0]";
        if (objective.ContainsKey("target") == objective.ContainsKey("targetPercent"))
        {
            Add($"{path}.target", "Expected either target, a share, or targetPercent.");
            return;
        }
        string name = objective.ContainsKey("target") ? "target" : "targetPercent";

        // In decimals: 99.9 percent are 0.999 and nothing beside it.
        if (decimal.TryParse(objective[name] as string, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal given))
            request["target"] = (double)(name == "target" ? given : given / 100);
        else Add($"{path}.{name}", "Expected a number.");
    }

    /// <summary>The one objective.</summary>
    private Dictionary<string, object?> Objective(Dictionary<string, object?> spec)
    {
        if (spec.GetValueOrDefault("objectives") is not List<object?> { Count: 1 } list || list[0] is not Dictionary<string, object?> objective)
        {
            Add("$.spec.objectives", "Expected exactly one objective; each promise has a document of its own.");
            return [];
        }
        Known(objective, "$.spec.objectives[0]", "displayName", "op", "value", "target", "targetPercent");
        return objective;
    }

    private string Metric(Dictionary<string, object?> parent, string path, string name)
    {
        var source = Map(Map(parent, path, name), $"{path}.{name}", "metricSource");
        string inner = $"{path}.{name}.metricSource";
        Known(source, inner, "type", "spec");
        Is(source, inner, "type", OpenSloTerms.Source);
        var spec = Map(source, inner, "spec");
        Known(spec, $"{inner}.spec", "metric");
        return Text(spec, $"{inner}.spec", "metric");
    }

    private int Days(Dictionary<string, object?> spec)
    {
        const string path = "$.spec.timeWindow";
        if (spec.GetValueOrDefault("timeWindow") is not List<object?> { Count: 1 } list || list[0] is not Dictionary<string, object?> window)
        {
            Add(path, "Expected exactly one window.");
            return 1;
        }
        Known(window, $"{path}[0]", "duration", "isRolling");
        Is(window, $"{path}[0]", "isRolling", "true");
        string duration = Text(window, $"{path}[0]", "duration");
        if (duration.Length > 1
            && int.TryParse(duration.AsSpan(0, duration.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            if (duration[^1] == 'd') return count;
            if (duration[^1] == 'w' && count < 1_000) return count * 7;
        }
        Add($"{path}[0].duration", "Expected days or weeks: 30d, 4w.");
        return 1;
    }

    private void Known(Dictionary<string, object?> map, string path, params ReadOnlySpan<string> members)
    {
        foreach (string name in map.Keys)
            if (!members.Contains(name)) Add($"{path}.{BodyPath.Shown(name)}", "Nothing here does this; leave it out.");
    }

    private void Is(Dictionary<string, object?> map, string path, string name, string wanted)
    {
        if (map.GetValueOrDefault(name) as string is not { } given || !given.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            Add($"{path}.{name}", $"Expected {wanted}.");
    }

    private Dictionary<string, object?> Map(Dictionary<string, object?> map, string path, string name)
    {
        if (map.GetValueOrDefault(name) is Dictionary<string, object?> found) return found;
        Add($"{path}.{name}", "Required: a map of members.");
        return [];
    }

    private string Text(Dictionary<string, object?> map, string path, string name)
    {
        if (map.GetValueOrDefault(name) is string { Length: > 0 and <= BodyShapes.LongestText } found) return found;
        Add($"{path}.{name}", "Required: a text.");
        return "";
    }

    private double? Number(Dictionary<string, object?> map, string path, string name)
    {
        if (!map.TryGetValue(name, out object? given)) return null;
        if (given is string text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number)) return number;
        Add($"{path}.{name}", "Expected a number.");
        return 0;
    }

    private double Missing(string path, string message)
    {
        Add(path, message);
        return 0;
    }

    private void Add(string path, string message) => errors.TryAdd(path, message);
}
