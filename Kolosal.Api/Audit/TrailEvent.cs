using System.Text.Json;

namespace Kolosal.Audit;

/// <summary>Something that happened, as the audit trail has it.</summary>
/// <param name="At">When.</param>
/// <param name="Action">What, as the audit trail calls it: <c>slo.burn</c>, <c>drift.close-window</c>.</param>
/// <param name="Subject">To what.</param>
/// <param name="Model">The model it concerns; null when it concerns none.</param>
/// <param name="Detail">The trail's own words.</param>
internal sealed record TrailEvent(DateTimeOffset At, string Action, string Subject, string? Model, JsonElement Detail);
