using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>A service monitor.</summary>
/// <param name="At">When it last judged.</param>
public sealed record SloFact(DateTimeOffset At, ImmutableArray<ObjectiveFact> Objectives);

/// <summary>One objective.</summary>
/// <param name="Kind">As <c>availability</c>.</param>
/// <param name="BudgetRemaining">Share of the error budget that is left; below 0 it is overspent.</param>
/// <param name="HourBurn">Burn rate over the last hour; null while nothing was counted.</param>
/// <param name="IncidentId">The incident that says so.</param>
public sealed record ObjectiveFact(string Id, string Kind, double BudgetRemaining, double? HourBurn, string? IncidentId);
