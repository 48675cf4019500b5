using System.Globalization;
using YamlDotNet.Serialization;

namespace Kolosal.Slo;

/// <summary>Writes objectives as OpenSLO v1 documents; what is read back is the same objective.</summary>
internal static class OpenSloWriter
{
    public const string ContentType = "application/yaml";

    private static readonly string[] MediaTypes = [ContentType, "application/x-yaml"];

    private static readonly ISerializer Serializer = new SerializerBuilder().WithQuotingNecessaryStrings().Build();

    /// <summary>Media types of YAML in requests.</summary>
    public static bool IsYaml(string? mediaType) =>
        mediaType is not null && Array.Exists(MediaTypes, type => mediaType.StartsWith(type, StringComparison.OrdinalIgnoreCase)
            && (mediaType.Length == type.Length || mediaType[type.Length] is ';' or ' '));

    /// <summary>Whether a caller asks for YAML.</summary>
    public static bool Wanted(HttpRequest request) =>
        request.Headers.Accept.Any(accept => accept is not null && accept.Split(',').Any(type => IsYaml(type.Trim())));

    /// <summary>One document per objective, in the order given.</summary>
    public static string Write(IEnumerable<SloObjective> objectives) =>
        string.Join("---\n", objectives.Select(objective => Serializer.Serialize(Document(objective))));

    private static Dictionary<string, object> Document(SloObjective objective)
    {
        var id = SloId.TryParse(objective.Id, out var parsed) ? parsed : throw new ArgumentException($"Not an objective's id: {objective.Id}.");
        var metadata = new Dictionary<string, object> { ["name"] = id.Name };
        var annotations = Annotations(objective);
        if (annotations.Count > 0) metadata["annotations"] = annotations;
        return new()
        {
            ["apiVersion"] = OpenSloTerms.ApiVersion,
            ["kind"] = OpenSloTerms.Kind,
            ["metadata"] = metadata,
            ["spec"] = new Dictionary<string, object>
            {
                ["service"] = id.Model,
                ["indicator"] = new Dictionary<string, object>
                {
                    ["metadata"] = new Dictionary<string, object> { ["name"] = id.Name },
                    ["spec"] = Indicator(objective),
                },
                ["timeWindow"] = new[]
                {
                    new Dictionary<string, object>
                    {
                        ["duration"] = string.Create(CultureInfo.InvariantCulture, $"{objective.WindowDays}d"),
                        ["isRolling"] = true,
                    },
                },
                ["budgetingMethod"] = OpenSloTerms.Occurrences,
                ["objectives"] = new[] { Objective(objective) },
            },
        };
    }

    private static Dictionary<string, object> Annotations(SloObjective objective)
    {
        var annotations = new Dictionary<string, object>();
        if (objective.Policy != BudgetPolicy.None) annotations[OpenSloTerms.PolicyAnnotation] = WireJson.Word(objective.Policy);
        if (objective.Percentile is { } percentile)
            annotations[OpenSloTerms.PercentileAnnotation] = percentile.ToString(CultureInfo.InvariantCulture);
        return annotations;
    }

    private static Dictionary<string, object> Indicator(SloObjective objective)
    {
        if (OpenSloTerms.Value(objective) is not null)
            return new()
            {
                ["thresholdMetric"] = Source(OpenSloTerms.Thresholds.First(term => term.Type == objective.Type).Metric),
            };
        var (_, good, _, total) = OpenSloTerms.Ratios.First(term => term.Type == objective.Type);
        return new()
        {
            ["ratioMetric"] = new Dictionary<string, object> { ["counter"] = true, ["good"] = Source(good), ["total"] = Source(total) },
        };
    }

    private static Dictionary<string, object> Source(string metric) => new()
    {
        ["metricSource"] = new Dictionary<string, object>
        {
            ["type"] = OpenSloTerms.Source,
            ["spec"] = new Dictionary<string, object> { ["metric"] = metric },
        },
    };

    private static Dictionary<string, object> Objective(SloObjective objective)
    {
        var written = new Dictionary<string, object>();
        if (OpenSloTerms.Value(objective) is { } value)
        {
            written["op"] = OpenSloTerms.Thresholds.First(term => term.Type == objective.Type).Operator;
            written["value"] = value;
        }
        written["target"] = objective.Target;
        return written;
    }
}
