using System.Globalization;
using System.Text.Json;
using Kolosal.Events;
using Kolosal.Learning.Uncertainty;
using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Statistics;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Predictions;

/// <remarks>
/// Reads <see cref="PredictionStream"/>; keeps <see cref="TrafficState"/>, listed as <c>traffic_monitor</c> once a test has decided; asks
/// <see cref="IServingPlanGrain"/> who is tried, and halts a canary that its paired test finds worse: signal first, write second, and a repeated
/// signal changes nothing.
/// </remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed class TrafficMonitorGrain(
    [PersistentState("traffic-monitor")] IPersistentState<TrafficState> storage, ICatalogue catalogue, TimeProvider clock, LoadedModels models,
    IBlobStore blobs, IOptionsMonitor<PredictionsOptions> options, TrafficInstruments instruments)
    : LogConsumerGrain<TrafficState>(storage, catalogue, clock, instruments), ITrafficMonitorGrain
{
    /// <summary>Groups of protected attributes that are told apart.</summary>
    private const int MostSegments = 200;

    private const char Between = '\n';

    private WatchedVersions versions = null!;
    private ScopeWatch scope = null!;
    private (long AskedAt, ServingPlan Plan, int? Champion)? planned;

    protected override string CatalogueKind => CatalogueKinds.TrafficMonitor;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Before the base, which begins to count.
        versions = new(GrainFactory, Model, models, blobs);
        scope = new(GrainFactory, Model);
        return base.OnActivateAsync(cancellationToken);
    }

    public Task<TrafficStanding> GetAsync() => Task.FromResult(Read());

    public Task<double?> MissLevelAsync(int version, double coverage) => Task.FromResult(
        State.Coverage.Find(tally => tally.Version == version && tally.Adaptive && tally.Promised == coverage)?.MissLevel);

    public async Task ReportShadowAsync(SiloShadowReport report)
    {
        State.Take(report);
        await StoreAsync();
    }

    protected override async ValueTask<string?> PrepareAsync(ServedRequest request)
    {
        if (request.Outcomes is null) return request.Version > 0 ? await scope.PrepareAsync(request.Version) : null;
        if (planned is not { } known || Clock.GetElapsedTime(known.AskedAt).TotalMilliseconds >= options.CurrentValue.RefreshMilliseconds)
        {
            long asked = Clock.GetTimestamp();
            var model = await GrainFactory.Model(Model).GetAsync();
            if (model.Refusal?.Kind is RefusalKind.Busy) return model.Refusal.Message;
            planned = (asked, await GrainFactory.ServingPlan(Model).CurrentAsync(), model.Value?.Active);
        }
        foreach (int version in Challengers().Append(planned!.Value.Champion ?? 0).Append(request.Version).Where(version => version > 0))
            if (await versions.PrepareAsync(version) is { } missing) return missing;
        return null;
    }

    protected override Task CountAsync(ServedRequest request)
    {
        State.Count(request);
        State.Declared(request);
        if (scope.Look(request) is { Scored: > 0 } looked) State.Scored(request.Version, request.At, looked.Scored, looked.Unlike);
        return Task.CompletedTask;
    }

    protected override async Task CountOutcomesAsync(ServedRequest record)
    {
        // A correction settles no bet anew, and moves no level.
        foreach (var outcome in record.Outcomes!.Value.Where(outcome => outcome.Corrects is null))
        {
            Cover(record.Version, outcome);
            foreach (int challenger in Challengers()) await PairAsync(record.Version, challenger, outcome);
        }
    }

    protected override object? Describe() => State.Pairs.Exists(pair => pair.Finding != PairFinding.Undecided) ? Read() : null;

    private IEnumerable<int> Challengers()
    {
        if (planned is not { Champion: { } champion, Plan.Traffic: var traffic }) yield break;
        if (traffic is { Canary: { } canary, CanaryPercent: > 0 } && canary != champion) yield return canary;
        foreach (int shadow in traffic.Shadows)
            if (shadow != champion && shadow != traffic.Canary) yield return shadow;
    }

    private async Task PairAsync(int version, int challenger, PredictionOutcome outcome)
    {
        var (_, plan, active) = planned!.Value;
        int champion = active!.Value;
        bool canary = plan.Traffic.Canary == challenger;

        // A shadow's test goes on whatever else of the plan changes; a canary's begins with its traffic.
        var since = (canary ? plan.CanarySince
            : State.Pairs.FindLast(known => !known.Canary && known.Champion == champion && known.Challenger == challenger)?.Since ?? plan.UpdatedAt)
            ?? default;
        if (outcome.PredictedAt < since || (version != champion && version != challenger)) return;
        var other = versions.Score(version, version == champion ? challenger : champion, outcome.Inputs);
        var pair = State.Pair(champion, challenger, canary, since);
        bool decided = pair.Finding != PairFinding.Undecided;
        pair.Learn(
            outcome.Decision < 0, version == champion ? outcome.Outputs : other, version == champion ? other : outcome.Outputs, outcome.Actual,
            plan.Traffic.Alpha);
        if (decided || pair.Finding == PairFinding.Undecided) return;

        string evidence = string.Create(CultureInfo.InvariantCulture, $"paired/{champion}-{challenger}/{since.UtcTicks}");
        var found = pair.Read();
        if (canary && pair.Finding == PairFinding.Worse)
        {
            await GrainFactory.ServingPlan(Model).HaltAsync(evidence, string.Create(CultureInfo.InvariantCulture,
                $"Version {challenger} is worse than {champion}: evidence {found.EvidenceWorse:0.#} after {found.Outcomes} outcomes, "
                + $"{found.Needed:0.#} is needed."));

            // The rest of the record is counted without it; the next one asks again.
            planned = (0, plan with { Traffic = TrafficPlan.None }, active);
        }
        instruments.Found(pair.Finding);
        Enter("traffic.decide", $"models/{Model.Name}:{challenger}", Model.Name, JsonSerializer.Serialize(new
        {
            champion,
            challenger,
            finding = WireJson.Word(pair.Finding),
            outcomes = found.Outcomes,
            evidence,
        }));
    }

    /// <summary>Whether the region of the row would have held the truth, and what that does to an adaptive level.</summary>
    private void Cover(int version, PredictionOutcome outcome)
    {
        if (versions.Find(version) is not { } watched || planned is not { Plan.Answers: var settings }) return;
        var tally = State.CoverageOf(version, settings.Coverage, settings.Adaptive);
        if (Holds(watched.Model, outcome, tally.MissLevel) is not { } held) return;
        tally.Outcomes++;
        if (held) tally.Covered++;
        instruments.Covered(held);
        if (tally.Adaptive) tally.MissLevel = new AdaptiveLevel(1 - tally.Promised, tally.MissLevel).After(held).Current;
        foreach (var (place, name, categories) in watched.Segments)
        {
            if (place >= outcome.Inputs.Length || !(outcome.Inputs[place] >= 0 && outcome.Inputs[place] < categories.Length)) continue;
            string segment = $"{name}{Between}{categories[(int)outcome.Inputs[place]]}";
            if (!tally.SegmentOutcomes.ContainsKey(segment) && tally.SegmentOutcomes.Count >= MostSegments) continue;
            tally.SegmentOutcomes[segment] = tally.SegmentOutcomes.GetValueOrDefault(segment) + 1;
            if (held) tally.SegmentCovered[segment] = tally.SegmentCovered.GetValueOrDefault(segment) + 1;
        }
    }

    private static bool? Holds(LoadedModel model, PredictionOutcome outcome, double missLevel)
    {
        switch (model.Conformalizer)
        {
            case IntervalConformalizer { Basis: IntervalBasis.Prediction } intervals when outcome.Decision < 0:
                var (low, high) = intervals.At(new Interval(outcome.Outputs[0], outcome.Outputs[0]), missLevel);
                return outcome.Actual >= low && outcome.Actual <= high;
            case SetConformalizer sets when outcome.Decision >= 0 && outcome.Actual < outcome.Outputs.Length:
                bool[] members = new bool[outcome.Outputs.Length];
                sets.At(outcome.Outputs, missLevel, members);
                return members[(int)outcome.Actual];
            default:
                return null;
        }
    }

    private TrafficStanding Read() => new(
        Model.Name,
        [.. State.Arms.OrderBy(arm => arm.Version).ThenBy(arm => arm.Canary).Select(arm => arm.Read())],
        [.. State.Pairs.Select(pair => pair.Read())],
        [.. State.Reports.GroupBy(report => (report.Champion, report.Challenger)).Select(Sum)],
        [.. State.Coverage.Where(tally => tally.Outcomes > 0).Select(Read)],
        [.. State.Scope.Select(tally => new ScopeDay(tally.Day, tally.Version, tally.Scored, tally.Unlike))],
        [.. State.Purposes.Select(tally => new PurposeDay(tally.Day, tally.Version, tally.Purpose, tally.Further, tally.Requests))]);

    private static ShadowStanding Sum(IGrouping<(int Champion, int Challenger), SiloShadowReport> pair)
    {
        long rows = pair.Sum(report => report.Rows);
        double distance = pair.Sum(report => report.Distance);
        return new(
            pair.Key.Champion, pair.Key.Challenger, rows, pair.Sum(report => report.Unscored), pair.Sum(report => report.Shed),
            pair.Any(report => report.Regression) ? null : pair.Sum(report => report.Agreed),
            rows > 0 && double.IsFinite(distance) ? distance / rows : null);
    }

    private static CoverageStanding Read(CoverageTally tally) => new(
        tally.Version, tally.Promised, tally.MissLevel, tally.Outcomes, tally.Covered,
        [.. tally.SegmentOutcomes.OrderBy(segment => segment.Key, StringComparer.Ordinal).Select(segment =>
        {
            long covered = tally.SegmentCovered.GetValueOrDefault(segment.Key);
            var share = Proportions.Wilson(covered, segment.Value);
            string[] names = segment.Key.Split(Between, 2);
            return new SegmentCoverage(names[0], names[1], segment.Value, covered, share.Low, share.High);
        })]);
}
