namespace Kolosal.Alerts;

/// <summary>A rule that somebody set.</summary>
/// <param name="Spec">What it says.</param>
/// <param name="ChangedBy">Who set it.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="Revision">Counts its changes, from 1.</param>
[GenerateSerializer, Immutable, Alias("kolosal.alert-rule-state")]
internal sealed record AlertRuleState(AlertRuleSpec Spec, string ChangedBy, DateTimeOffset ChangedAt, long Revision);
