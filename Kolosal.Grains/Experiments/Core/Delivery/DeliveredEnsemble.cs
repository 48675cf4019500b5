using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>The pipelines of a delivered model, and what the trials they came from say of the validated rows.</summary>
/// <param name="Pipelines">With their shares.</param>
/// <param name="Members">What it is made of, heaviest first.</param>
/// <param name="HeldOut">Truth and weighted outputs of the validated rows.</param>
/// <param name="HeldOutScore">The plan's metric of them.</param>
/// <param name="Notes">What was left out to keep a limit.</param>
internal sealed record DeliveredEnsemble(
    ImmutableArray<WeightedPipeline> Pipelines, ImmutableArray<DeliveredMember> Members, ScoredRows HeldOut, double HeldOutScore,
    ImmutableArray<string> Notes)
{
    /// <summary>The least share of the allowance that fits may be planned with; the rest is for choosing, calibrating, packing and judging.</summary>
    private const double FitShare = 0.7;

    /// <summary>Chooses the members by what their trials say of the validated rows, as many as the time allows, and fits them.</summary>
    public static DeliveredEnsemble Make(
        Frame development, RunPlan plan, TrialSpec winner, DeliveryTerms terms, TimeProvider clock, CancellationToken cancel)
    {
        long began = clock.GetTimestamp();
        int[] validated = HeldOutScores.ValidatedRows(development, plan);
        var library = Complete(development, plan, terms.Library, validated.Length, clock, cancel);
        if (library.IsEmpty) return Alone(development, plan, winner, clock, cancel);

        var truth = CrossValidation.Scored(development.SelectRows(validated), plan.Problem, new double[validated.Length * plan.Problem.Outputs]);
        var notes = ImmutableArray.CreateBuilder<string>();
        var choice = EnsembleSelection.Choose(plan, library, truth, cancel);
        bool bags = MemberFits.AreBags(plan, development.Rows);
        if (terms.AllowanceSeconds is { } allowance)
        {
            double left = FitShare * (allowance - clock.GetElapsedTime(began).TotalSeconds);
            if (bags && Seconds(choice, true) > left) bags = false;
            while (choice.Members.Length > 1 && Seconds(choice, bags) > left) choice = Drop(choice, [choice.Members[^1].Trial.Spec.Number]);
        }
        var rest = terms with { AllowanceSeconds = terms.AllowanceSeconds - clock.GetElapsedTime(began).TotalSeconds };
        var fitted = MemberFits.Fit(development, plan, choice.Members, bags, rest, clock, cancel);
        if (fitted.Length < choice.Members.Length)
            choice = Drop(choice, [.. choice.Members.Except(fitted.Select(f => f.Member)).Select(m => m.Trial.Spec.Number)]);

        return new(
            [.. fitted.SelectMany((f, m) => f.Models.Select(model => new WeightedPipeline(model, choice.Members[m].Weight / f.Models.Length)))],
            [.. choice.Members.Select((m, i) => new DeliveredMember(m.Trial.Spec.Number, m.Trial.Spec.Trainer, m.Weight, fitted[i].Models.Length))],
            EnsembleSelection.With(truth, choice.HeldOut), choice.Score, notes.ToImmutable());

        double Seconds(EnsembleChoice of, bool asBags) => MemberFits.Seconds(plan, [.. of.Members.Select(m => m.Trial.FitSeconds)], asBags, terms.Threads);

        EnsembleChoice Drop(EnsembleChoice of, IReadOnlyCollection<int> trials)
        {
            foreach (var member in of.Members.Where(m => trials.Contains(m.Trial.Spec.Number)))
                notes.Add($"Trial {member.Trial.Spec.Number}, {member.Trial.Spec.Trainer}, is not part of the model: the time left did not suffice to fit it.");
            return EnsembleSelection.Without(of, trials, truth, plan);
        }
    }

    /// <summary>The winner on all development rows, judged by its trial's folds made again.</summary>
    private static DeliveredEnsemble Alone(Frame development, RunPlan plan, TrialSpec winner, TimeProvider clock, CancellationToken cancel)
    {
        // Of a classifier, for its calibration; a regression is not calibrated.
        var full = winner with { Rung = plan.TopRung };
        var member = new WeightedTrial(new LibraryTrial(full, 0, 0, null), 1);
        var held = HeldOutScores.Measure(development, plan, full, clock, cancel);
        var fitted = MemberFits.Fit(development, plan, [member], bags: false, DeliveryTerms.Alone, clock, cancel);
        return new([new(fitted[0].Models[0])], [new(winner.Number, winner.Trainer, 1, 1)], held.Rows, plan.Metric().Compute(held.Rows), []);
    }

    /// <summary>The trials of the full rung that selection looks at; what one said of the validated rows is made again where it is lost.</summary>
    private static ImmutableArray<LibraryTrial> Complete(
        Frame development, RunPlan plan, ImmutableArray<LibraryTrial> library, int rows, TimeProvider clock, CancellationToken cancel) =>
    [
        .. EnsembleSelection.Considered([.. library.Where(t => t.Spec.Rung == plan.TopRung)], plan.Metric()).Select(t =>
            t.HeldOut is not null && HeldOutOutputs.Decode(t.HeldOut, rows, plan.Problem.Outputs) is not null ? t : t with
            {
                HeldOut = HeldOutOutputs.Encode(
                    HeldOutScores.Measure(development, plan, t.Spec, clock, cancel).Rows.Outputs.Span, plan.Problem.Outputs)
            }),
    ];
}
