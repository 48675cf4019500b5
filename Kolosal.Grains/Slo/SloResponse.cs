using System.Globalization;
using System.Text.Json;
using Kolosal.Events;
using Kolosal.Incidents;
using Kolosal.Models;

namespace Kolosal.Slo;

/// <summary>What follows from a judgement: the incident, and what the error-budget policy says.</summary>
/// <remarks>
/// Everything it calls is told by whom and for which evidence, so that a repetition after a crash changes nothing; its caller writes
/// afterwards. Error-budget policies: Beyer et al., The Site Reliability Workbook, ch. 2 and appendix B.
/// </remarks>
internal sealed class SloResponse(IGrainFactory grains, ModelKey model, string key, TimeProvider clock)
{
    /// <summary>Audited actions.</summary>
    public const string Burn = "slo.burn", Recover = "slo.recover", Freeze = "slo.freeze-promotion", Lift = "slo.lift-freeze";

    /// <summary>Acts on what was found, and notes it in the objective.</summary>
    /// <param name="tracked">The objective.</param>
    /// <param name="found">How it stands.</param>
    /// <param name="record">What was counted last; null when only time has passed, and then nothing can begin.</param>
    /// <param name="at">When.</param>
    /// <returns>What happened, as audited actions with their details; empty when nothing did.</returns>
    public async Task<List<(string Action, string Detail)>> RespondAsync(
        TrackedObjective tracked, SloFinding found, ServedRequest? record, DateTimeOffset at)
    {
        List<(string, string)> events = [];
        var level = found.Firing is not { } firing ? AlertLevel.None : firing.Rule.Pages ? AlertLevel.Page : AlertLevel.Ticket;
        if (record is not null && level > tracked.Level)
        {
            string evidence = $"slo/{key}/{tracked.Objective.Id}/{record.Position}";
            string incident = await grains.IncidentDesk(model.Workspace).RaiseAsync(Signal(evidence, tracked.Objective, found.Firing!, at));
            string? rollback = level == AlertLevel.Page && tracked.Objective.Policy == BudgetPolicy.Rollback
                ? await RollBackAsync(evidence, tracked.Objective, found.Firing!, at) : null;
            tracked.Fire(level, record.Position, incident);
            events.Add((Burn, JsonSerializer.Serialize(
                new { position = record.Position, level = WireJson.Word(level), incident_id = incident, rollback })));
        }
        else if (level == AlertLevel.None && (tracked.Level != AlertLevel.None || tracked.FiringSince is not null))
        {
            tracked.Recover();
            events.Add((Recover, JsonSerializer.Serialize(new { position = record?.Position, incident_id = tracked.IncidentId })));
        }

        if (record is not null && tracked.Freezes(found))
        {
            string reason = string.Create(CultureInfo.InvariantCulture,
                $"The error budget of {tracked.Objective.Id} is gone: {found.Bad} bad of {found.Total} in {tracked.Objective.WindowDays} days.");
            var answer = await grains.Model(model).FreezePromotionAsync(tracked.Objective.Id, reason);
            if (answer.Accepted)
            {
                tracked.Frozen = true;
                events.Add((Freeze, JsonSerializer.Serialize(new { bad = found.Bad, total = found.Total })));
            }
        }
        else if (tracked.Frozen && found.Verdict != BudgetVerdict.Breached)
        {
            await LiftAsync(tracked);
            events.Add((Lift, JsonSerializer.Serialize(new { bad = found.Bad, total = found.Total })));
        }
        return events;
    }

    /// <summary>Lets versions become active again, as far as this objective is concerned.</summary>
    public async Task LiftAsync(TrackedObjective tracked)
    {
        // A model that is gone needs no lifting.
        await grains.Model(model).LiftFreezeAsync(tracked.Objective.Id);
        tracked.Frozen = false;
    }

    /// <summary>Ends a canary, or makes the version before serve again, when it came within the window that burns.</summary>
    /// <remarks>
    /// A version that serves for longer is not what changed; and what a rollback brought back is not rolled back in its turn, since the version
    /// before it was left for a reason.
    /// </remarks>
    /// <returns>What came of it, for the trail.</returns>
    private async Task<string> RollBackAsync(string evidence, SloObjective objective, BurnFinding firing, DateTimeOffset at)
    {
        // What came last goes first: a canary that was let in within the window, before the champion that was there all along.
        var plan = await grains.ServingPlan(model).CurrentAsync();
        if (plan is { Traffic.Canary: { } canary, CanarySince: { } since } && since >= at.AddMinutes(-firing.Rule.LongMinutes))
        {
            var halted = await grains.ServingPlan(model).HaltAsync(evidence, string.Create(CultureInfo.InvariantCulture,
                $"Since version {canary} gets traffic {objective.Id} burns its budget {firing.LongBurn:0.#} times too fast; halted by policy."));
            return halted.Accepted ? $"canary {canary} halted" : halted.Refusal.Code;
        }
        var history = await grains.Model(model).HistoryAsync(null);
        if (!history.Accepted) return history.Refusal.Code;
        if (history.Value is not { Champion: { } champion, Because: { Action: "promote" } promoted }) return "not_promoted";
        if (promoted.At < at.AddMinutes(-firing.Rule.LongMinutes)) return "serves_for_longer";
        var answer = await grains.Model(model).RollbackAsync(evidence, string.Create(CultureInfo.InvariantCulture,
            $"Since version {champion} was promoted {objective.Id} burns its budget {firing.LongBurn:0.#} times too fast; rolled back by policy."));
        return answer.Accepted ? $"{champion}->{answer.Value.Active}" : answer.Refusal.Code;
    }

    private IncidentSignal Signal(string evidence, SloObjective objective, BurnFinding firing, DateTimeOffset at)
    {
        var (type, title) = objective.Type switch
        {
            SloType.Latency => (IncidentType.Performance, $"{model.Name} answers too slowly"),
            SloType.Freshness => (IncidentType.Performance, $"{model.Name} answers with an old version"),
            SloType.Quality => (IncidentType.Performance, $"{model.Name} is wrong too often"),
            SloType.Fairness => (IncidentType.Fairness, $"{model.Name} selects unequally too often"),
            _ => (IncidentType.Availability, $"{model.Name} fails too often"),
        };
        return new(
            evidence, $"models/{model.Name}", model.Name, type, firing.Rule.Pages ? IncidentSeverity.Sev2 : IncidentSeverity.Sev3, title,
            // The short window is where the trouble shows; that it began earlier cannot be told from counts.
            at.AddMinutes(-firing.Rule.ShortMinutes), clock.GetUtcNow(),
            string.Create(CultureInfo.InvariantCulture, $"{objective.Id}: the budget of {objective.Budget().Fraction:0.####%} burns "
                + $"{firing.LongBurn:0.#} times too fast over {firing.Rule.LongMinutes} minutes (limit {firing.Rule.Burn})."));
    }
}
