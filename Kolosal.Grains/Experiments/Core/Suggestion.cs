using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Search;
using Kolosal.Statistics;

namespace Kolosal.Experiments;

/// <summary>What trial n tries: a pure function of the plan and of the trials before it, whoever asks and whenever.</summary>
/// <remarks>
/// First the defaults of every trainer in turn. Then a trainer is drawn, the one that is ahead with probability near ½, the next with half of that,
/// and so on, so that no trainer is ever given up; and the sampler proposes hyper-parameters from that trainer's results. Only results of trials
/// numbered up to n − lag count, of the lag − 1 trials between only what they try, because that much is known whatever order they finish in.
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
        if (number < plan.Trainers.Length)
        {
            var first = Trainers.Get(plan.Trainers[number]);
            return new(number, first.Name, number == 0 && plan.FirstParameters is { } given ? first.Space.Complete(given) : first.Space.Defaults);
        }

        var metric = plan.Metric();
        var known = finished as TrialHistory ?? new TrialHistory(finished);
        var visible = known.Numbered(0, number - plan.Lag);
        var trainer = Draw(plan, number, visible, metric);
        var history = visible.Where(t => t.Trainer == trainer.Name)
            .Select(t => new Learning.Search.TrialObservation(t.Number, t.Parameters, t.Score is { } score ? metric.ToLoss(score) : double.NaN))
                .ToArray();
        var pending = known.Numbered(number - plan.Lag + 1, number - 1).Select(t => new TrialSpec(t.Number, t.Trainer, t.Parameters)).Concat(running)
            .Where(t => t.Number > number - plan.Lag && t.Number < number && t.Trainer == trainer.Name)
            .OrderBy(t => t.Number).Select(t => t.Parameters).ToArray();
        var proposed = Samplers.Get(plan.Sampler).Suggest(trainer.Space, history, pending, plan.SeedFor(SeedPurpose.Suggestion), number);
        return new(number, trainer.Name, trainer.Space.Complete(proposed));
    }

    /// <summary>Whether there is anything to search for in a trainer.</summary>
    public static bool IsSearchable(TrainerDescriptor trainer) => !trainer.Space.Parameters.IsEmpty;

    private static TrainerDescriptor Draw(RunPlan plan, int number, FinishedTrial[] visible, Metric metric)
    {
        // Best loss first; trainers not heard of yet come after those with a score, in the plan's order, and those that only failed last.
        var byTrainer = visible.ToLookup(t => t.Trainer, StringComparer.Ordinal);
        var ranked = plan.Trainers.Select(Trainers.Get).Where(IsSearchable)
            .Select((trainer, place) => (trainer, place, own: byTrainer[trainer.Name].ToArray()))
            .OrderBy(t => t.own.Length > 0 && t.own.All(o => o.Score is null))
            .ThenBy(t => t.own.Where(o => o.Score is not null).Select(o => metric.ToLoss(o.Score!.Value)).DefaultIfEmpty(double.PositiveInfinity)
                .Min())
            .ThenBy(t => t.place).Select(t => t.trainer).ToArray();
        var random = new SeededRandom(plan.SeedFor(SeedPurpose.Suggestion, number));
        int rank = 0;
        while (rank < ranked.Length - 1 && random.NextDouble() < 0.5) rank++;
        return ranked[rank];
    }
}
