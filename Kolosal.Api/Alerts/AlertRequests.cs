using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Kolosal.Incidents;

namespace Kolosal.Alerts;

/// <param name="Title">One line a person reads first, 1 to 200 characters.</param>
/// <param name="Kind">threshold, rate, absence, burn or incident.</param>
/// <param name="Metric">For threshold and rate: the value it looks at.</param>
/// <param name="ModelId">The model's name; every model when left out.</param>
/// <param name="Comparison">For threshold and rate: above or below.</param>
/// <param name="Limit">For threshold, rate and burn.</param>
/// <param name="WindowMinutes">The window. Default: 5.</param>
/// <param name="ForMinutes">How long it must be bad before it fires. Default: 0.</param>
/// <param name="Severity">sev1 to sev4. Default: sev3.</param>
/// <param name="CooldownMinutes">Least time between two notifications of one alert. Default: 0.</param>
/// <param name="GroupBy">What is told together: alert, model or rule. Default: alert.</param>
/// <param name="Endpoints">Ids of endpoints, log among them; all that want it when left out.</param>
/// <param name="Inhibits">Ids of rules that are not told about the same model while this one fires.</param>
/// <param name="IncidentTypes">For incident. Default: all.</param>
/// <param name="IncidentSeverities">For incident. Default: all.</param>
/// <param name="Raises">Type of the incident that it raises when it fires.</param>
/// <param name="Enabled">Default: true.</param>
internal sealed record SetAlertRuleRequest(
    [property: JsonRequired] string Title, [property: JsonRequired] AlertKind Kind, AlertMetric? Metric = null, string? ModelId = null,
    AlertComparison? Comparison = null, double? Limit = null, int WindowMinutes = 5, int ForMinutes = 0,
    IncidentSeverity Severity = IncidentSeverity.Sev3, int CooldownMinutes = 0, AlertGrouping GroupBy = AlertGrouping.Alert,
    [property: MaxLength(50)] string[]? Endpoints = null, [property: MaxLength(50)] string[]? Inhibits = null,
    [property: MaxLength(10)] IncidentType[]? IncidentTypes = null, [property: MaxLength(4)] IncidentSeverity[]? IncidentSeverities = null,
    IncidentType? Raises = null, bool Enabled = true)
{
    public AlertRuleSpec ToSpec() => new(
        Title.Trim(), Kind, Metric, ModelId, Comparison, Limit, WindowMinutes, ForMinutes, Severity, CooldownMinutes, GroupBy, [.. Endpoints ?? []],
        [.. Inhibits ?? []], [.. IncidentTypes ?? []], [.. IncidentSeverities ?? []], Raises, Enabled);
}

/// <param name="Matchers">All must hold, 1 to 10.</param>
/// <param name="Until">When it ends; within the next 30 days.</param>
/// <param name="Reason">Why, 1 to 500 characters.</param>
internal sealed record SilenceRequest(
    [property: JsonRequired, MinLength(1), MaxLength(10)] SilenceMatcherRequest[] Matchers, [property: JsonRequired] DateTimeOffset Until,
    [property: JsonRequired] string Reason)
{
    public SilenceSpec ToSpec() => new([.. Matchers.Select(matcher => new SilenceMatcher(matcher.Label, matcher.Value))], Until, Reason.Trim());
}

/// <param name="Label">rule, model, severity, incident or incident_type.</param>
/// <param name="Value">Its value; a * at the end stands for anything.</param>
internal sealed record SilenceMatcherRequest([property: JsonRequired] string Label, [property: JsonRequired] string Value);

/// <param name="Items">By id.</param>
/// <param name="Total">All of them.</param>
internal sealed record AlertRuleList(ImmutableArray<AlertRule> Items, int Total);

/// <param name="Items">Newest first.</param>
/// <param name="Total">All of them.</param>
internal sealed record SilenceList(ImmutableArray<Silence> Items, int Total);
