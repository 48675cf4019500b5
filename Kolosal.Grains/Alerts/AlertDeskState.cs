namespace Kolosal.Alerts;

/// <summary>A workspace's rules, alerts and silences. A crash loses nothing of them; the samples that rates and traffic are computed from are in
/// memory alone, so those rules say nothing for one window after it.</summary>
[GenerateSerializer, Alias("kolosal.alert-desk-state")]
internal sealed class AlertDeskState : RecordState
{
    public const int MostRules = 100, MostSilences = 100, MostAlerts = 1_000;

    private static readonly TimeSpan ResolvedKept = TimeSpan.FromDays(1), SilencesKept = TimeSpan.FromDays(7);

    [Id(0)] public Dictionary<string, AlertRuleState> Rules { get; set; } = [];

    /// <summary>Default rules that somebody removed.</summary>
    [Id(1)] public HashSet<string> RemovedDefaults { get; set; } = [];

    /// <summary>By alert id.</summary>
    [Id(2)] public Dictionary<string, AlertFinding> Alerts { get; set; } = [];

    [Id(3)] public List<SilenceState> Silences { get; set; } = [];

    /// <summary>Incidents that changed before this instant have been looked at; default before the first look.</summary>
    [Id(4)] public DateTimeOffset IncidentsUntil { get; set; }

    /// <summary>The rules that hold: what somebody set, and the defaults that nobody changed or removed.</summary>
    public IEnumerable<(string Id, AlertRuleSpec Spec)> Current => Rules.Select(rule => (rule.Key, rule.Value.Spec)).Concat(
        DefaultRules.All.Where(rule => !Rules.ContainsKey(rule.Key) && !RemovedDefaults.Contains(rule.Key)).Select(rule => (rule.Key, rule.Value)));

    public AlertRuleSpec? Find(string id) => Rules.TryGetValue(id, out var set) ? set.Spec
        : RemovedDefaults.Contains(id) ? null : DefaultRules.All.GetValueOrDefault(id);

    public void Set(string id, AlertRuleSpec spec, string by, DateTimeOffset now)
    {
        Rules[id] = new(spec, by, now, (Rules.GetValueOrDefault(id)?.Revision ?? 0) + 1);
        RemovedDefaults.Remove(id);

        // What the former rule found is no finding of this one; an incident's alert stays, or it would be told of again.
        foreach (string alert in AlertsOf(id).Where(alert => spec.Kind != AlertKind.Incident || Alerts[alert].Told is null).ToArray())
            Alerts.Remove(alert);
    }

    public void Remove(string id)
    {
        Rules.Remove(id);
        if (DefaultRules.All.ContainsKey(id)) RemovedDefaults.Add(id);
        foreach (string alert in AlertsOf(id).ToArray()) Alerts.Remove(alert);
    }

    /// <summary>Forgets what ended long enough ago.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Forget(DateTimeOffset now)
    {
        string[] over = [.. Alerts.Where(alert => alert.Value.Phase == AlertPhase.Resolved && now - alert.Value.Since > ResolvedKept)
            .Select(alert => alert.Key)];
        foreach (string id in over) Alerts.Remove(id);
        return Silences.RemoveAll(silence => now - silence.Until > SilencesKept) > 0 || over.Length > 0;
    }

    public IEnumerable<string> AlertsOf(string rule) => Alerts.Where(alert => alert.Value.RuleId == rule).Select(alert => alert.Key);
}
