using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Incidents;
using Kolosal.Notifications;

namespace Kolosal.Alerts;

/// <summary>What is told, in the words of notifications.</summary>
internal static class AlertNotices
{
    /// <summary>Alerts of a group that are listed one by one; of the others the number is told.</summary>
    private const int MostListed = 50;

    /// <summary>News of an incident. Its id follows from the occurrence alone, so that two rules tell one endpoint once.</summary>
    public static NotificationEvent Of(
        Incident incident, string word, string occurrence, string? onCall, ImmutableArray<string> endpoints, DateTimeOffset now) => new(
        $"incident/{incident.Id}/{word}/{occurrence}", $"incident.{word}", now, WireJson.Word(incident.Severity), incident.Model,
        $"incidents/{incident.Id}", $"{incident.Id} {word.Replace('_', ' ')}: {incident.Title}",
        JsonSerializer.Serialize(new
        {
            incident.Id,
            incident.Type,
            incident.Severity,
            incident.Status,
            incident.Title,
            incident.Subject,
            incident.Model,
            incident.BeganAt,
            incident.DetectedAt,
            incident.AcknowledgedAt,
            incident.ResolvedAt,
            incident.MttdSeconds,
            incident.MttaSeconds,
            incident.MttrSeconds,
            incident.Assignee,
            OnCall = onCall,
            ReportBy = incident.Reporting is { ReportedAt: null } duty ? duty.Deadline : (DateTimeOffset?)null,
            Evidence = incident.Timeline is [.., var last] ? last.What : null,
            Path = $"/api/security/incidents/{incident.Id}",
        }, WireJson.Options),
        endpoints);

    /// <summary>News of a group of alerts. Its id follows from which they are and when they fired.</summary>
    public static NotificationEvent Of(ReadOnlySpan<OwedAlert> group, DateTimeOffset now)
    {
        OwedAlert[] alerts = [.. group];
        string word = alerts[0].Firing ? "firing" : "resolved";
        string[] models = [.. alerts.Select(alert => alert.Alert.Model).OfType<string>().Distinct()];
        string title = alerts is [var one] ? $"{one.Rule.Title}{(one.Alert.Model is { } model ? $" ({model})" : "")}"
            : $"{alerts.Length} alerts{(models is [var common] ? $" about {common}" : "")}";
        return new(
            $"alert/{Identity(alerts)}/{word}", $"alert.{word}", now, WireJson.Word(alerts.Min(alert => alert.Alert.Severity)),
            models is [var only] ? only : null, alerts is [var single] ? $"alerts/{single.Id}" : "alerts", $"{word}: {title}",
            JsonSerializer.Serialize(new
            {
                Alerts = alerts.Take(MostListed).Select(Describe),
                More = Math.Max(0, alerts.Length - MostListed),
            }, WireJson.Options),
            alerts[0].Rule.Endpoints);
    }

    /// <summary>A verdict in words and figures.</summary>
    public static string Evidence(AlertRuleSpec rule, double? value)
    {
        string found = value is { } number ? number.ToString("0.####", CultureInfo.InvariantCulture) : "unknown";
        return rule.Kind switch
        {
            AlertKind.Absence => $"No request for {found} minutes (limit {rule.WindowMinutes}).",
            AlertKind.Burn => string.Create(
                CultureInfo.InvariantCulture, $"The budget burns {found} times too fast over {rule.WindowMinutes} minutes (limit {rule.Limit})."),
            AlertKind.Rate => string.Create(
                CultureInfo.InvariantCulture,
                $"{WireJson.Word(rule.Metric!.Value)} changed by {found} in {rule.WindowMinutes} minutes (limit {rule.Limit})."),
            _ => string.Create(CultureInfo.InvariantCulture, $"{WireJson.Word(rule.Metric!.Value)} is {found} (limit {rule.Limit})."),
        };
    }

    private static object Describe(OwedAlert alert) => new
    {
        alert.Id,
        Rule = alert.Alert.RuleId,
        alert.Rule.Title,
        alert.Alert.State,
        alert.Alert.Severity,
        alert.Alert.Model,
        alert.Alert.Value,
        alert.Rule.Limit,
        alert.Alert.Since,
        alert.Alert.FiredAt,
        alert.Alert.ResolvedAt,
        alert.Alert.IncidentId,
        Evidence = Evidence(alert.Rule, alert.Alert.Value),
    };

    private static string Identity(OwedAlert[] alerts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        alerts.Select(alert => string.Create(CultureInfo.InvariantCulture, $"{alert.Id}@{alert.Alert.FiredAt:O}"))))))[..32];
}
