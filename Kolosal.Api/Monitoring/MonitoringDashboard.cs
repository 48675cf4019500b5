using Kolosal.Models;

namespace Kolosal.Monitoring;

/// <summary>A page of the overview.</summary>
/// <param name="Items">One per model, by name.</param>
/// <param name="Total">Models that pass the filters, over all pages.</param>
/// <param name="Page">From 1.</param>
/// <param name="Limit">Models a page.</param>
/// <param name="Next">What to send as <c>after</c> for the next page; null when this one is the last.</param>
/// <param name="Summary">Over all models, whatever the page.</param>
/// <param name="At">When it was read.</param>
internal sealed record MonitoringDashboard(
    ImmutableArray<ModelOverview> Items, long Total, int Page, int Limit, string? Next, MonitoringSummary Summary, DateTimeOffset At);

/// <param name="Models">All models.</param>
/// <param name="SloBreached">Models with a breached objective.</param>
/// <param name="SloAtRisk">Models with one at risk, and none breached.</param>
/// <param name="Drifted">Models whose last closed window drifted.</param>
/// <param name="Unfair">Models whose last closed window was unfair.</param>
/// <param name="OpenIncidents">Incidents that are not resolved, of models or not.</param>
internal sealed record MonitoringSummary(long Models, long SloBreached, long SloAtRisk, long Drifted, long Unfair, long OpenIncidents);

/// <summary>One model at a glance. What its monitors have not found yet is null.</summary>
/// <param name="ModelId">The model's name.</param>
/// <param name="Status">Status of the version in use, else of the newest.</param>
/// <param name="Active">The version in use.</param>
/// <param name="Suspended">Nothing serves at present.</param>
/// <param name="Service">Traffic and service levels.</param>
/// <param name="Drift">The last closed drift window.</param>
/// <param name="Fairness">The last closed fairness window.</param>
/// <param name="OpenIncidents">Its incidents that are not resolved.</param>
/// <param name="WorstSeverity">The gravest of them: sev1 to sev4.</param>
internal sealed record ModelOverview(
    string ModelId, ModelStatus Status, int? Active, bool Suspended, ServiceOverview? Service, DriftOverview? Drift, FairnessOverview? Fairness,
    int OpenIncidents, string? WorstSeverity);

/// <param name="Requests">Requests of the last 60 minutes.</param>
/// <param name="PerSecond">The same a second.</param>
/// <param name="ErrorShare">Share that failed by our fault.</param>
/// <param name="P50">Milliseconds, of the current and the previous hour.</param>
/// <param name="P95">The same.</param>
/// <param name="P99">The same.</param>
/// <param name="Slo">Worst status of its objectives: on_track, at_risk or breached.</param>
/// <param name="WorstObjective">The objective with the least budget left.</param>
/// <param name="BudgetRemaining">That objective's budget: 1 untouched, 0 gone, below 0 broken.</param>
/// <param name="Quality">Share of good outcomes in the last 24 hours.</param>
/// <param name="At">When these were taken.</param>
internal sealed record ServiceOverview(
    long Requests, double PerSecond, double? ErrorShare, double? P50, double? P95, double? P99, string Slo, string? WorstObjective,
    double? BudgetRemaining, double? Quality, DateTimeOffset At);

/// <param name="Drifted">It raised an alarm.</param>
/// <param name="Score">Largest population stability index of a column or of the decisions.</param>
/// <param name="Column">The column it is of.</param>
/// <param name="Windows">Windows closed so far.</param>
/// <param name="Alarms">Of them with an alarm.</param>
/// <param name="ClosedAt">When the window closed.</param>
internal sealed record DriftOverview(bool Drifted, double? Score, string? Column, long Windows, long Alarms, DateTimeOffset? ClosedAt);

/// <param name="Unfair">It raised an alarm.</param>
/// <param name="DisparateImpact">The smallest over the protected attributes.</param>
/// <param name="Attribute">The attribute it is of.</param>
/// <param name="Windows">Windows closed so far.</param>
/// <param name="Alarms">Of them with an alarm.</param>
/// <param name="ClosedAt">When the window closed.</param>
internal sealed record FairnessOverview(
    bool Unfair, double? DisparateImpact, string? Attribute, long Windows, long Alarms, DateTimeOffset? ClosedAt);
