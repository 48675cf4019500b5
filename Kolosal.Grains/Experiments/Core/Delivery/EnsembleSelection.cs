using Kolosal.Learning;
using Kolosal.Learning.Ensembles;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Statistics;

namespace Kolosal.Experiments;

/// <summary>A trial and its weight in an ensemble.</summary>
public sealed record WeightedTrial(LibraryTrial Trial, double Weight);

/// <summary>What an ensemble is made of, and what it says of the rows its trials were judged by.</summary>
/// <param name="Members">Heaviest first; the weights sum to 1.</param>
/// <param name="HeldOut">rows × outputs, row-major: the weighted mean of what the members say.</param>
/// <param name="Score">The plan's metric of that.</param>
/// <param name="Stack">The layer in place of the mean, one weight a member; null for the mean. <paramref name="HeldOut"/> and
/// <paramref name="Score"/> are then of layers that each did not see its row.</param>
public sealed record EnsembleChoice(ImmutableArray<WeightedTrial> Members, double[] HeldOut, double Score, StackLayer? Stack = null);

/// <summary>Chooses trials and weights by what the trials say of rows that they have not been fitted to.</summary>
/// <remarks>
/// Compared with this on nine cuts of the training parts of two small tables: a mean of selections on halves of the rows or of the trials, and
/// selection that starts with the best three or five, gained at most 0.002 of the area under the ROC curve on the one and nothing of the error on the
/// other, where they lost up to 3 %; folds dealt three times over gained 0.001 and 1 %, for three times the fits. So folds are dealt and the choice
/// is made once, and the time goes to trials.
/// </remarks>
public static class EnsembleSelection
{
    /// <summary>Trials that selection looks at, best first; the rest would cost time and bring noise.</summary>
    public const int MostConsidered = 20;

    /// <summary>More members than this cost more in serving than they bring.</summary>
    public const int MostMembers = 8;

    private const int MostOfOneTrainer = 8, Rounds = 30, MostRows = 12_000, QuickRounds = 12, QuickRows = 4_000;

    /// <summary>The choice; the best trial alone where no ensemble scores better on all rows, so the score is never below the best trial's.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="library">Trials with outputs for the same rows, best first; at least one.</param>
    /// <param name="truth">The rows; outputs in it are not looked at.</param>
    /// <param name="cancel">Polled for every trial.</param>
    /// <param name="parity">What decisions have to keep, or null. Then trials whose decisions do not are out of account; where all are, the one
    /// that comes nearest is the choice.</param>
    /// <param name="quick">See <see cref="DeliveryTerms.Quick"/>.</param>
    internal static EnsembleChoice Choose(
        RunPlan plan, ImmutableArray<LibraryTrial> library, ScoredRows truth, CancellationToken cancel, DecisionParity? parity = null,
        bool quick = false)
    {
        if (parity is not null)
        {
            double[] Said(LibraryTrial trial) => HeldOutOutputs.Decode(trial.HeldOut, truth.Rows, plan.Problem.Outputs)!;
            ImmutableArray<LibraryTrial> fair = [.. library.Where(t => parity.IsKept(Said(t)))];
            if (fair.IsEmpty) return Choose(plan with { Ensemble = EnsembleRule.None }, [library.MaxBy(t => parity.Impact(Said(t)))!], truth, cancel);
            var choice = Choose(plan, fair, truth, cancel, quick: quick);
            return parity.IsKept(choice.HeldOut) ? choice : Choose(plan with { Ensemble = EnsembleRule.None }, fair, truth, cancel);
        }
        var metric = plan.Metric();
        int width = plan.Problem.Outputs;
        LibraryTrial[] considered = [.. library];
        double[][] outputs = [.. considered.Select(t => HeldOutOutputs.Decode(t.HeldOut, truth.Rows, width)!)];
        var alone = Mix(considered, outputs, SingleWeight(considered.Length), truth, metric);
        if (considered.Length == 1 || plan.Ensemble == EnsembleRule.None) return alone;

        double[] weights = plan.Ensemble == EnsembleRule.Voting ? [.. considered.Select(_ => 1.0 / considered.Length)]
            : Greedy(outputs, truth, metric, plan.SeedFor(SeedPurpose.Ensemble), quick, cancel);
        var mixed = Mix(considered, outputs, Heaviest(weights), truth, metric);
        if (plan.Ensemble == EnsembleRule.Voting) return mixed;
        // A stack needs something to stack: the best few where selection would take one alone.
        if (plan.Ensemble == EnsembleRule.Stacking && mixed.Members.Length == 1)
            mixed = Mix(considered, outputs, First(considered.Length), truth, metric);
        var best = plan.Ensemble == EnsembleRule.Stacking || metric.ToLoss(mixed.Score) < metric.ToLoss(alone.Score) ? mixed : alone;
        // A layer with a weight below 0 would turn a direction round.
        return plan.Ensemble == EnsembleRule.Greedy || plan.Monotone is not null || (quick && plan.Ensemble == EnsembleRule.Auto) ? best
            : EnsembleStacking.Choose(plan, best, truth, cancel);
    }

    /// <summary>A choice made before.</summary>
    public static EnsembleChoice Again(
        RunPlan plan, RecordedEnsemble recorded, ImmutableArray<LibraryTrial> library, ScoredRows truth, CancellationToken cancel)
    {
        LibraryTrial[] members = [.. recorded.Members.Select(m => library.FirstOrDefault(t => t.Spec.Number == m.Trial)
            ?? throw new TrainingException($"Trial {m.Trial}, of which the model was made, is not on record."))];
        var mean = Mix(members, [.. members.Select(t => HeldOutOutputs.Decode(t.HeldOut, truth.Rows, plan.Problem.Outputs)!)],
            [.. recorded.Members.Select(m => m.Weight)], truth, plan.Metric());
        return recorded.Stacked ? EnsembleStacking.Choose(plan with { Ensemble = EnsembleRule.Stacking }, mean, truth, cancel) : mean;
    }

    /// <summary>The choice without some of its members, the others keeping their proportions.</summary>
    public static EnsembleChoice Without(
        EnsembleChoice choice, IReadOnlyCollection<int> trials, ScoredRows truth, RunPlan plan, CancellationToken cancel)
    {
        WeightedTrial[] kept = [.. choice.Members.Where(m => !trials.Contains(m.Trial.Spec.Number))];
        double all = kept.Sum(m => m.Weight);
        var mean = Mix([.. kept.Select(m => m.Trial)],
            [.. kept.Select(m => HeldOutOutputs.Decode(m.Trial.HeldOut, truth.Rows, plan.Problem.Outputs)!)],
            [.. kept.Select(m => m.Weight / all)], truth, plan.Metric());
        return choice.Stack is null ? mean : EnsembleStacking.Choose(plan with { Ensemble = EnsembleRule.Stacking }, mean, truth, cancel);
    }

    internal static IEnumerable<LibraryTrial> Considered(ImmutableArray<LibraryTrial> library, Metric metric)
    {
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        int all = 0;
        foreach (var trial in library.OrderBy(t => metric.ToLoss(t.Score)).ThenBy(t => t.Spec.Number))
        {
            int own = taken.GetValueOrDefault(trial.Spec.Trainer);
            // The best of every trainer stays, however many better ones of others there are.
            if (own > 0 && (own >= MostOfOneTrainer || all >= MostConsidered)) continue;
            taken[trial.Spec.Trainer] = own + 1;
            all++;
            yield return trial;
        }
    }

    private static double[] First(int count) =>
        [.. Enumerable.Range(0, count).Select(m => m < MostMembers ? 1.0 / Math.Min(count, MostMembers) : 0)];

    private static double[] SingleWeight(int count)
    {
        double[] weights = new double[count];
        weights[0] = 1;
        return weights;
    }

    private static double[] Greedy(double[][] outputs, ScoredRows truth, Metric metric, ulong seed, bool quick, CancellationToken cancel)
    {
        int width = outputs[0].Length / truth.Rows;
        var rows = truth;
        int most = quick ? QuickRows : MostRows;
        if (truth.Rows > most)
        {
            int[] drawn = truth.Draw(most, seed);
            rows = truth.Take(drawn);
            outputs = [.. outputs.Select(all => Take(all, drawn, width))];
        }
        return GreedySelection.Weights(outputs, mixed => With(rows, mixed), metric, quick ? QuickRounds : Rounds, cancel: cancel);
    }

    /// <summary>The heaviest members alone, of sum 1.</summary>
    private static double[] Heaviest(double[] weights)
    {
        int[] kept = [.. Enumerable.Range(0, weights.Length).Where(m => weights[m] > 0).OrderByDescending(m => weights[m]).ThenBy(m => m)
            .Take(MostMembers)];
        double all = kept.Sum(m => weights[m]);
        return [.. weights.Select((weight, m) => kept.Contains(m) ? weight / all : 0)];
    }

    private static EnsembleChoice Mix(LibraryTrial[] library, double[][] outputs, double[] weights, ScoredRows truth, Metric metric)
    {
        // In the order of the members, so that a choice made again from its members adds up to the same bits.
        int[] order = [.. Enumerable.Range(0, library.Length).Where(m => weights[m] > 0).OrderByDescending(m => weights[m])
            .ThenBy(m => library[m].Spec.Number)];
        double[] mixed = new double[outputs[0].Length];
        foreach (int m in order)
            for (int i = 0; i < mixed.Length; i++) mixed[i] += weights[m] * outputs[m][i];
        return new([.. order.Select(m => new WeightedTrial(library[m], weights[m]))], mixed, metric.Compute(With(truth, mixed)));
    }

    internal static ScoredRows With(ScoredRows truth, double[] outputs) => truth.WithOutputs(outputs);

    private static double[] Take(double[] outputs, int[] rows, int width)
    {
        double[] taken = new double[rows.Length * width];
        for (int i = 0; i < rows.Length; i++) outputs.AsSpan(rows[i] * width, width).CopyTo(taken.AsSpan(i * width));
        return taken;
    }
}
