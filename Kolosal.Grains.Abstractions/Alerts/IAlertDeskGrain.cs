using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Alerts;

/// <summary>A workspace's alert rules, what they find, and who is told. One per workspace, key <c>workspace/alerts</c>.</summary>
/// <remarks>Rules are evaluated every minute; incidents within a moment of their change, and otherwise within that minute.</remarks>
[Alias("kolosal.alerts.IAlertDeskGrain")]
public interface IAlertDeskGrain : IGrainWithStringKey
{
    /// <summary>An incident changed: looks at it now.</summary>
    [Alias("Nudge")]
    Task NudgeAsync(string incidentId);

    /// <summary>Evaluates all rules now; what the reminder does every minute.</summary>
    [Alias("Evaluate")]
    Task EvaluateAsync();

    [Alias("List"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<AlertBoard> ListAsync();

    /// <summary>One alert. Refused with <c>alerts.not-found</c>: also when all is well, for a well alert is none.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<Result<Alert>> GetAsync(string id);

    /// <summary>The rules, by id.</summary>
    [Alias("ListRules"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<ImmutableArray<AlertRule>> ListRulesAsync();

    /// <summary>One rule. Refused with <c>alerts.no-such-rule</c>.</summary>
    [Alias("GetRule"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<Result<AlertRule>> GetRuleAsync(string id);

    /// <summary>Makes a rule, or replaces it, a default one as well; the same one changes nothing.</summary>
    /// <param name="id">a-z, 0-9 and -, 1 to 64.</param>
    /// <param name="spec">What it says.</param>
    /// <param name="ifRevision">Only when the rule still has this revision; null for any.</param>
    /// <returns>Refused with <c>alerts.bad-rule</c>, <c>alerts.too-many-rules</c>, <c>alerts.changed</c>.</returns>
    [Alias("SetRule"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<AlertRule>> SetRuleAsync(string id, AlertRuleSpec spec, long? ifRevision);

    /// <summary>Ends a rule and its alerts.</summary>
    [Alias("RemoveRule"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<AlertRule>> RemoveRuleAsync(string id);

    /// <summary>The silences that hold, and those that ended in the last week; newest first.</summary>
    [Alias("ListSilences"), ReadOnly, RequiresPermission(Permission.MonitoringRead)]
    Task<ImmutableArray<Silence>> ListSilencesAsync();

    /// <summary>Silences alerts; the caller is the author.</summary>
    /// <param name="id">Chosen by the caller; the same one is the same silence.</param>
    /// <param name="spec">Which, until when, and why.</param>
    /// <returns>Refused with <c>alerts.bad-silence</c>, <c>alerts.too-many-silences</c>.</returns>
    [Alias("Silence"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<Silence>> SilenceAsync(string id, SilenceSpec spec);

    /// <summary>Ends a silence now. Refused with <c>alerts.no-such-silence</c>.</summary>
    [Alias("EndSilence"), RequiresPermission(Permission.MonitoringWrite)]
    Task<Result<Silence>> EndSilenceAsync(string id);
}

public static class AlertGrains
{
    public static IAlertDeskGrain AlertDesk(this IGrainFactory grains, string workspace) => grains.GetGrain<IAlertDeskGrain>($"{workspace}/alerts");
}
