using Kolosal.Learning;
using Kolosal.Learning.Pipelines;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>Fits the members of the delivered model.</summary>
public static class MemberFits
{
    /// <summary>Up to this many development rows a member is the mean of its folds' models: each of them is cheap, and their mean varies less than
    /// one model on all rows (Breiman, Machine Learning 24, 1996).</summary>
    public const int MostRowsForBags = 5_000;

    /// <summary>Of a fit on all development rows beside one on a fold's training rows, for costs up to n log n.</summary>
    private const double RowsFactor = 1.3;

    /// <summary>Whether members are bags of fold models.</summary>
    public static bool AreBags(RunPlan plan, int development) => plan.Ensemble != EnsembleRule.None
        && plan.Validation == ValidationRule.Folds && plan.Split != SplitRule.Chronological && development <= MostRowsForBags;

    /// <summary>What fitting members is expected to take.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="fitSeconds">Mean time of one fit of each member's trial.</param>
    /// <param name="bags">Whether each is a bag of fold models.</param>
    /// <param name="threads">Threads that share the fits.</param>
    public static double Seconds(RunPlan plan, IReadOnlyCollection<double> fitSeconds, bool bags, int threads)
    {
        double each = bags ? plan.Folds : RowsFactor;
        // The longest fit is on one thread, however many there are.
        double longest = fitSeconds.DefaultIfEmpty(0).Max() * (bags ? 1 : RowsFactor);
        return Math.Max(longest, each * fitSeconds.Sum() / Math.Max(1, threads));
    }

    /// <summary>The fitted members, in the order given; those that the time did not suffice for are left out, save the first.</summary>
    /// <param name="rows">The dataset as the plan deals it.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="members">Most important first.</param>
    /// <param name="bags">Whether each is a bag of fold models.</param>
    /// <param name="terms">Threads and time.</param>
    /// <param name="clock">Asked only where the time is limited.</param>
    /// <param name="cancel">Polled throughout.</param>
    public static ImmutableArray<(WeightedTrial Member, ImmutableArray<FittedPipeline> Models)> Fit(
        PlannedRows rows, RunPlan plan, ImmutableArray<WeightedTrial> members, bool bags, DeliveryTerms terms, TimeProvider clock,
        CancellationToken cancel)
    {
        var (development, folds) = (rows.Development, bags ? rows.Parts : []);
        int each = bags ? folds.Length : 1;
        long began = clock.GetTimestamp();
        bool Late() => terms.AllowanceSeconds is { } allowance && clock.GetElapsedTime(began).TotalSeconds > allowance;
        var fitted = new FittedPipeline?[members.Length * each];
        Fanout.Run(fitted.Length, terms.Threads, i =>
        {
            cancel.ThrowIfCancellationRequested();
            int member = i / each, fold = i % each;
            if (member > 0 && Late()) return;
            var spec = members[member].Trial.Spec;
            var trainer = CandidateTrainer.Of(plan, spec.Trainer);
            ulong seed = plan.SeedFor(SeedPurpose.Fit, spec.Number);
            // Folds are fitted with seeds derived from 0, 1, …, as in the trial; a fit on all rows takes one that none of them has.
            var training = bags ? folds[fold].TrainingPart(development) : TrainingPart.WholeTable(development);
            fitted[i] = PipelineTrainer.Fit(training, plan.Problem, trainer, CandidateSpace.OwnOf(spec.Parameters),
                SeededRandom.Derive(seed, bags ? (ulong)fold : ulong.MaxValue), cancel,
                CandidateSpace.PreprocessingOf(plan, trainer, spec.Parameters));
        });
        return
        [
            .. members.Select((member, m) => (member, models: fitted.AsSpan(m * each, each).ToArray()))
                .Where(m => m.models.All(model => model is not null)).Select(m => (m.member, (ImmutableArray<FittedPipeline>)[.. m.models!])),
        ];
    }
}
