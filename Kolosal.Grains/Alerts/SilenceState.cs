using Kolosal.Incidents;

namespace Kolosal.Alerts;

/// <summary>A silence as the desk keeps it.</summary>
[GenerateSerializer, Alias("kolosal.silence-state")]
internal sealed class SilenceState
{
    [Id(0)] public string Id { get; set; } = "";
    [Id(1)] public SilenceSpec Spec { get; set; } = null!;
    [Id(2)] public DateTimeOffset CreatedAt { get; set; }
    [Id(3)] public DateTimeOffset Until { get; set; }
    [Id(4)] public string Author { get; set; } = "";

    public bool Mutes(AlertFinding alert, DateTimeOffset now) => Until > now && Spec.Matchers.All(matcher => Matches(matcher, alert));

    public Silence Read(DateTimeOffset now) => new(Id, Spec.Matchers, CreatedAt, Until, Author, Spec.Reason, Until > now);

    private static bool Matches(SilenceMatcher matcher, AlertFinding alert)
    {
        string? value = matcher.Label switch
        {
            "rule" => alert.RuleId,
            "model" => alert.Model,
            "severity" => WireJson.Word(alert.Severity),
            "incident" => alert.IncidentId,
            "incident_type" => alert.IncidentType is { } type ? WireJson.Word<IncidentType>(type) : null,
            _ => null,
        };
        if (value is null) return false;
        return matcher.Value.EndsWith('*') ? value.StartsWith(matcher.Value[..^1], StringComparison.Ordinal) : value == matcher.Value;
    }
}
