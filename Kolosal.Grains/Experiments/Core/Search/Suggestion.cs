using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Search;
using Kolosal.Statistics;

namespace Kolosal.Experiments;

/// <summary>What trial n tries: a pure function of the plan and of the trials before it, whoever asks and whenever.</summary>
/// <remarks>
/// Where a candidate has earned the next rung of the ladder, it climbs (<see cref="Climbing"/>). Otherwise a new candidate is tried: first those
/// of the portfolio in turn. Then a trainer is drawn, the one that is ahead with probability near ½, the next with half of that,
/// and so on, so that no trainer is ever given up; and the sampler proposes hyper-parameters from that trainer's results. Only results of trials
/// numbered up to n − lag count, of the lag − 1 trials between only what they try, because that much is known whatever order they finish in.
/// Under a time budget a trainer is passed over whose trials took more of it than they may (<see cref="TrialCost"/>).
/// </remarks>
public static class Suggestion
{
    /// <summary>The suggestion for a trial.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="number">The trial, 0 … <see cref="RunPlan.MaxTrials"/> − 1.</param>
    /// <param name="finished">Results; must hold every trial up to number − lag that has ended, may hold later ones.</param>
    /// <param name="running">Trials that have not ended.</param>
    public static TrialSpec For(RunPlan plan, int number, IReadOnlyCollection<FinishedTrial> finished, IEnumerable<TrialSpec> running)
    {
        var metric = plan.Metric();
        var known = finished as TrialHistory ?? new TrialHistory(finished);
        var visible = known.Numbered(0, number - plan.Lag);
        TrialSpec[] earlier = [.. known.Numbered(0, number - 1).Select(t => t.Spec), .. running.Where(t => t.Number < number)];
        if (plan.TopRung > 0 && Climbing.Next(plan, number, visible, earlier, metric) is { } higher) return higher;

        int candidates = earlier.Count(t => t.ClimbedFrom is null);
        var rival = RunPruners.RivalOf(plan, visible, metric);
        if (First(plan, candidates, visible) is { } first)
        {
            var opening = Trainers.Get(first.Trainer);
            return new(number, opening.Name, CandidateSpace.Of(plan, opening).Complete(first.Parameters), Rival: rival);
        }

        var trainer = Draw(plan, number, visible, metric);
        var space = CandidateSpace.Of(plan, trainer);
        var history = visible.Where(t => t.Trainer == trainer.Name && t.ClimbedFrom is null)
            .Select(t => new Learning.Search.TrialObservation(t.Number, t.Parameters, t.Score is { } score ? metric.ToLoss(score) : double.NaN))
                .ToArray();
        var pending = earlier.Where(t => t.Number > number - plan.Lag && t.Trainer == trainer.Name && t.ClimbedFrom is null)
            .OrderBy(t => t.Number).Select(t => t.Parameters).ToArray();
        var proposed = Samplers.Get(plan.Sampler).Suggest(space, history, pending, plan.SeedFor(SeedPurpose.Suggestion), number);
        return new(number, trainer.Name, space.Complete(proposed), Rival: rival);
    }

    /// <summary>The candidate that opens the search at a place; null behind them all.</summary>
    /// <remarks>A place whose trainer has turned out too dear is taken by a draw.</remarks>
    private static Candidate? First(RunPlan plan, int place, FinishedTrial[] visible)
    {
        if (plan.Portfolio is { } portfolio)
            return place < portfolio.Length && !TrialCost.IsTooDear(plan, portfolio[place].Trainer, visible, ahead: true) ? portfolio[place] : null;
        if (place >= plan.Trainers.Length) return null;
        return new(plan.Trainers[place], place == 0 && plan.FirstParameters is { } given ? given : HyperParameters.Empty);
    }

    private static TrainerDescriptor Draw(RunPlan plan, int number, FinishedTrial[] visible, Metric metric)
    {
        // Best loss first; trainers not heard of yet come after those with a score, in the plan's order, and those that only failed last.
        var byTrainer = visible.Where(t => t.ClimbedFrom is null).ToLookup(t => t.Trainer, StringComparer.Ordinal);
        var ranked = plan.Trainers.Select(Trainers.Get).Where(CandidateSpace.IsSearchable)
            .Select((trainer, place) => (trainer, place, own: byTrainer[trainer.Name].ToArray()))
            .OrderBy(t => t.own.Length > 0 && t.own.All(o => o.Score is null))
            .ThenBy(t => t.own.Where(o => o.Score is not null).Select(o => metric.ToLoss(o.Score!.Value)).DefaultIfEmpty(double.PositiveInfinity)
                .Min())
            .ThenBy(t => t.place).Select(t => t.trainer).ToArray();
        var affordable = ranked.Where((trainer, rank) => !TrialCost.IsTooDear(plan, trainer.Name, visible, ahead: rank == 0)).ToArray();
        if (affordable.Length > 0) ranked = affordable;
        var random = new SeededRandom(plan.SeedFor(SeedPurpose.Suggestion, number));
        int rank = 0;
        while (rank < ranked.Length - 1 && random.NextDouble() < 0.5) rank++;
        return ranked[rank];
    }
}
