using System.Diagnostics;
using Kolosal.Experiments;
using Kolosal.Storage.State;

namespace Kolosal.Benchmarks;

/// <summary>A run, its record and the slot ledger without silos: trials take no time, so that what is left is what the run itself does.</summary>
internal sealed class RunSimulation
{
    private readonly RunPlan plan;
    private readonly int silos, slots;
    private readonly SlotLedger ledger = new(LeaseTerms.ExpireAfter);
    private readonly TrialHistory history = new();
    private readonly Dictionary<int, TrialInFlight> inFlight = [];
    private readonly RunRecord record = new();
    private readonly Random random = new(1);
    private DateTimeOffset now = DateTimeOffset.UnixEpoch;

    public RunSimulation(RunPlan plan, int silos, int slots)
    {
        (this.plan, this.silos, this.slots) = (plan, silos, slots);
        record.Accept(RunRequest.For("ds", "y"), null!, plan.ToJson(), [], "m", "ann", now);
        record.Run();
    }

    /// <summary>Seconds of each suggestion, landing, tick, claim of slots, and write of the record.</summary>
    public Dictionary<string, List<double>> Seconds { get; } =
        new() { ["suggestion"] = [], ["landing"] = [], ["tick"] = [], ["claim"] = [], ["store"] = [] };

    /// <summary>Bytes of each write of the record.</summary>
    public List<double> StoredBytes { get; } = [];

    public int Finished => history.Count;

    /// <summary>Goes on until so many trials have ended.</summary>
    public void Run(int until)
    {
        while (history.Count < until)
        {
            now += TimeSpan.FromMilliseconds(500);
            for (int silo = 0; silo < silos; silo++) ledger.Heartbeat($"s{silo}", slots, now);

            // A quarter of what is in flight lands, in any order, the others later.
            var landing = inFlight.Values.Where(_ => random.Next(4) == 0).OrderBy(_ => random.Next()).ToArray();
            foreach (var trial in landing) Land(trial);
            for (bool more = true; more;)
            {
                var decisions = Timed("tick", () => RunStep.Decide(Situation(), new Tick()));
                if (decisions.OfType<Store>().Any()) Keep();
                more = decisions.OfType<RequestSlots>().FirstOrDefault() is { Wanted: > 0 } request && Lease(request.Wanted);
            }
        }
    }

    private void Land(TrialInFlight trial)
    {
        inFlight.Remove(trial.Spec.Number);
        double score = trial.Spec.Parameters.ToString().Aggregate(17u, (hash, c) => hash * 31 + c) % 10_000 / 10_000.0;
        var outcome = new TrialScore(score, score, score, 1, 1, 1_000);
        var landed = new FinishedTrial(trial.Spec.Number, trial.Spec.Trainer, trial.Spec.Parameters, score, 0.001);
        Timed("landing", () =>
        {
            var decisions = RunStep.Decide(Situation(), new TrialLanded(landed, null));
            history.Add(landed);
            record.Finish(new TrialReport(
                landed.Number, landed.Trainer, landed.Parameters.ToString(), TrialStatus.Scored, outcome, null, new TrialMemory(1, 2, 3)), null);
            record.Note(now, 1, 1, history.Best(true)?.Score, landed.Number, ((Note)decisions[1]).Message);
            return decisions;
        });
    }

    /// <returns>Whether there may be more to launch at once.</returns>
    private bool Lease(int wanted)
    {
        var claim = Timed("claim", () => ledger.Lease("ws/run", [.. inFlight.Values.Select(t => t.Slot)], wanted, now, now, started: true));
        long began = Stopwatch.GetTimestamp();
        int launched = 0;
        foreach (var launch in RunStep.Decide(Situation(), new SlotsLeased(claim.Granted, claim.Lost)).OfType<LaunchTrial>())
        {
            inFlight.Add(launch.Spec.Number, new(launch.Spec, launch.Slot));
            launched++;
        }
        if (launched > 0)
            Seconds["suggestion"].AddRange(Enumerable.Repeat(Stopwatch.GetElapsedTime(began).TotalSeconds / launched, launched));
        return launched > 0;
    }

    private void Keep() => Timed("store", () =>
    {
        while (record.NextPage() is not null) record.Turn(); // the page's own write is as large as a page, whatever the run has
        StoredBytes.Add(StateJson.Serialize(record).Length);
        return 0;
    });

    private RunSituation Situation() => new(plan, RunStage.Search, true, history, null, null, [.. inFlight.Values], TimeSpan.Zero, TimeSpan.Zero,
        true, TimeSpan.Zero, now, [], 0);

    private T Timed<T>(string what, Func<T> work)
    {
        long began = Stopwatch.GetTimestamp();
        var result = work();
        Seconds[what].Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        return result;
    }
}
