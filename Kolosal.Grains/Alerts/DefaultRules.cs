using System.Collections.Frozen;
using Kolosal.Incidents;
using Kolosal.Notifications;

namespace Kolosal.Alerts;

/// <summary>The rules that every workspace has until it changes or removes them.</summary>
internal static class DefaultRules
{
    /// <summary>Grave incidents into the server's log, whoever else is told.</summary>
    public const string Grave = "incidents-sev1-sev2";

    /// <summary>Every incident to the endpoints whose filter lets it pass.</summary>
    public const string Subscribers = "incidents";

    public static readonly FrozenDictionary<string, AlertRuleSpec> All = new Dictionary<string, AlertRuleSpec>
    {
        [Grave] = Rule("A grave incident is open", [NotificationGrains.LogEndpoint], [IncidentSeverity.Sev1, IncidentSeverity.Sev2]),
        [Subscribers] = Rule("An incident is open", [], []),
    }.ToFrozenDictionary();

    private static AlertRuleSpec Rule(string title, ImmutableArray<string> endpoints, ImmutableArray<IncidentSeverity> severities) => new(
        title, AlertKind.Incident, null, null, null, null, 1, 0, IncidentSeverity.Sev2, 0, AlertGrouping.Alert, endpoints, [], [], severities, null,
        true);
}
