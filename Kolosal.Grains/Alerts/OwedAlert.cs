namespace Kolosal.Alerts;

/// <summary>An alert that somebody is to be told of.</summary>
/// <param name="Id">The alert's id.</param>
/// <param name="Alert">The alert.</param>
/// <param name="Rule">Its rule.</param>
/// <param name="Firing">That it fires; otherwise, that it is over.</param>
internal sealed record OwedAlert(string Id, AlertFinding Alert, AlertRuleSpec Rule, bool Firing)
{
    /// <summary>Alerts of one group are told in one notification: the same news, to the same endpoints.</summary>
    public string Group => $"{(Firing ? "firing" : "resolved")} {string.Join(',', Rule.Endpoints.Order(StringComparer.Ordinal))} "
        + Rule.GroupBy switch
        {
            AlertGrouping.Model => $"model {Alert.Model}",
            AlertGrouping.Rule => $"rule {Alert.RuleId}",
            _ => $"alert {Id}",
        };
}
