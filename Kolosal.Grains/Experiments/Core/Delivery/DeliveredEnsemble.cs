using System.Globalization;
using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Quantization;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>The pipelines of a delivered model, and what the trials they came from say of the validated rows.</summary>
/// <param name="Pipelines">With their shares.</param>
/// <param name="Stack">What takes the place of the weighted mean, or null.</param>
/// <param name="Members">What it is made of, heaviest first.</param>
/// <param name="HeldOut">Truth and outputs of the validated rows.</param>
/// <param name="HeldOutScore">The plan's metric of them.</param>
/// <param name="Bagged">Whether members are means of fold models.</param>
/// <param name="Notes">What was left out to keep a limit.</param>
internal sealed record DeliveredEnsemble(
    ImmutableArray<WeightedPipeline> Pipelines, StackLayer? Stack, ImmutableArray<DeliveredMember> Members, ScoredRows HeldOut, double HeldOutScore,
    bool Bagged, ImmutableArray<string> Notes)
{
    /// <summary>The share of the allowance that fits are planned with; the rest is for choosing, calibrating, packing and judging.</summary>
    private const double FitShare = 0.7;

    /// <summary>Chooses the members by what their trials say of the validated rows, as many as the limits allow, and fits them.</summary>
    public static DeliveredEnsemble Make(
        PlannedRows rows, RunPlan plan, TrialSpec winner, DeliveryTerms terms, TimeProvider clock, CancellationToken cancel)
    {
        long began = clock.GetTimestamp();
        var development = rows.Development;
        int[] validated = rows.Validated;
        var notes = ImmutableArray.CreateBuilder<string>();
        var offered = terms.Recorded is { } of ? [.. terms.Library.Where(t => of.Members.Any(m => m.Trial == t.Spec.Number))]
            : WithinLimit(plan, terms.Library, notes);
        var library = Complete(rows, plan, offered, validated.Length, clock, cancel);
        if (library.IsEmpty) return Alone(rows, plan, winner, terms, clock, cancel);

        var truth = CrossValidation.Scored(development.SelectRows(validated), plan.Problem, new double[validated.Length * plan.Problem.Outputs]);
        if (terms.Recorded is { } recorded) return Again(rows, plan, recorded, library, truth, terms, clock, cancel);
        var parity = plan.Fairness is { } rule ? new DecisionParity(rule, development.SelectRows(validated)) : null;
        var choice = EnsembleSelection.Choose(plan, library, truth, cancel, parity, terms.Quick);
        if (parity?.Finding(choice.HeldOut) is { } unfair) notes.Add(unfair);
        bool bags = MemberFits.AreBags(plan, development.Rows);
        if (Left() is { } left)
        {
            if (bags && Expected(choice, true) > FitShare * left) bags = false;
            while (choice.Members.Length > 1 && Expected(choice, bags) > FitShare * left) Drop(1, "the time left does not suffice to fit it");
        }
        var fitted = MemberFits.Fit(rows, plan, choice.Members, bags, terms with { AllowanceSeconds = Left() }, clock, cancel);
        if (fitted.Length < choice.Members.Length)
        {
            int[] late = [.. choice.Members.Except(fitted.Select(f => f.Member)).Select(m => m.Trial.Spec.Number)];
            choice = EnsembleSelection.Without(choice, late, truth, plan, cancel);
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"Fits took longer than expected: the model has the {fitted.Length} members that were ready."));
        }
        ScorerPrecision? precision = null;
        if (plan.InferLimitMicroseconds is { } limit) KeepLimit(limit);
        return new(Weighted(), choice.Stack?.Spread([.. fitted.Select(f => f.Models.Length)]),
            [.. choice.Members.Select((m, i) => new DeliveredMember(
                m.Trial.Spec.Number, m.Trial.Spec.Trainer, m.Weight, fitted[i].Models.Length, precision))],
            EnsembleSelection.With(truth, choice.HeldOut), choice.Score, bags, notes.ToImmutable());

        double? Left() => terms.AllowanceSeconds - clock.GetElapsedTime(began).TotalSeconds;

        double Expected(EnsembleChoice of, bool asBags) =>
            MemberFits.Seconds(plan, [.. of.Members.Select(m => m.Trial.FitSeconds)], asBags, terms.Threads);

        ImmutableArray<WeightedPipeline> Weighted() =>
        [
            .. fitted.SelectMany((f, m) => f.Models.Select(model => new WeightedPipeline(model, choice.Members[m].Weight / f.Models.Length))),
        ];

        void Drop(int count, string why)
        {
            WeightedTrial[] gone = [.. choice.Members.TakeLast(count)];
            foreach (var member in gone)
                notes.Add(string.Create(CultureInfo.InvariantCulture,
                    $"Trial {member.Trial.Spec.Number}, {member.Trial.Spec.Trainer}, is not part of the model: {why}."));
            choice = EnsembleSelection.Without(choice, [.. gone.Select(m => m.Trial.Spec.Number)], truth, plan, cancel);
        }

        void KeepLimit(double most)
        {
            double takes = InferenceTime.Microseconds(new Scorer(Weighted()), development, clock);
            while (takes > most && (fitted.Length > 1 || fitted[0].Models.Length > 1))
            {
                // Fewer models of every bag first: the members' differences are worth more than the folds'.
                if (fitted.Any(f => f.Models.Length > 1)) fitted = [.. fitted.Select(f => (f.Member, f.Models[..((f.Models.Length + 1) / 2)]))];
                else
                {
                    Drop(1, string.Create(CultureInfo.InvariantCulture, $"with it a row takes {takes:0.#} µs, and {most:0.#} are allowed"));
                    fitted = fitted[..^1];
                }
                takes = InferenceTime.Microseconds(new Scorer(Weighted()), development, clock);
            }
            if (takes > most) (fitted, precision, takes) = InFewerBits(fitted, takes, most, development, notes, clock);
            if (takes > most)
                notes.Add(string.Create(CultureInfo.InvariantCulture,
                    $"The fastest model that there is takes {takes:0.#} µs a row, more than the {most:0.#} allowed."));
        }
    }

    /// <summary>What is left when there is nothing more to leave out: the same numbers in fewer bits, if they really are faster here.</summary>
    private static (ImmutableArray<(WeightedTrial Member, ImmutableArray<FittedPipeline> Models)> Fitted, ScorerPrecision? Precision,
        double Takes) InFewerBits(
        ImmutableArray<(WeightedTrial Member, ImmutableArray<FittedPipeline> Models)> fitted, double takes, double most, Frame development,
        ImmutableArray<string>.Builder notes, TimeProvider clock)
    {
        const ScorerPrecision Tried = ScorerPrecision.Int16;
        ImmutableArray<(WeightedTrial Member, ImmutableArray<FittedPipeline> Models)> small;
        try
        {
            small = [.. fitted.Select(f => (f.Member, f.Models.Select(model => Quantizer.Quantize(model, Tried)).ToImmutableArray()))];
        }
        catch (NotQuantizableException why)
        {
            notes.Add($"Numbers in fewer bits were tried for the limit on inference: {why.Message}");
            return (fitted, null, takes);
        }
        double cut = InferenceTime.Microseconds(
            new Scorer([.. small.SelectMany(f => f.Models.Select(model => new WeightedPipeline(model)))]), development, clock);
        if (cut < takes)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"The model's numbers are cut to 16 bits: a row takes {cut:0.#} µs, {takes:0.#} as they were learnt; {most:0.#} are allowed."));
            return (small, Tried, cut);
        }
        notes.Add(string.Create(CultureInfo.InvariantCulture,
            $"The model's numbers in 16 bits are no faster ({cut:0.#} µs a row against {takes:0.#}), so they stay as they were learnt."));
        return (fitted, null, takes);
    }

    /// <summary>A model as it was made before.</summary>
    private static DeliveredEnsemble Again(
        PlannedRows rows, RunPlan plan, RecordedEnsemble recorded, ImmutableArray<LibraryTrial> library, ScoredRows truth, DeliveryTerms terms,
        TimeProvider clock, CancellationToken cancel)
    {
        var choice = EnsembleSelection.Again(plan, recorded, library, truth, cancel);
        var fitted = MemberFits.Fit(rows, plan, choice.Members, recorded.Bagged, terms with { AllowanceSeconds = null }, clock, cancel)
            .Select((f, m) => recorded.Members[m].Precision is { } precision
                ? [.. f.Models[..recorded.Members[m].Models].Select(model => Quantizer.Quantize(model, precision))]
                : f.Models[..recorded.Members[m].Models]).ToArray();
        return new(
            [.. fitted.SelectMany((models, m) => models.Select(model => new WeightedPipeline(model, choice.Members[m].Weight / models.Length)))],
            choice.Stack?.Spread([.. fitted.Select(models => models.Length)]), recorded.Members, EnsembleSelection.With(truth, choice.HeldOut),
            choice.Score, recorded.Bagged, []);
    }

    /// <summary>The winner on all development rows, judged by its trial's folds made again.</summary>
    /// <remarks>Where the time is limited and the winner never came to the full rung, its own rung has to do for the calibration.</remarks>
    private static DeliveredEnsemble Alone(
        PlannedRows rows, RunPlan plan, TrialSpec winner, DeliveryTerms terms, TimeProvider clock, CancellationToken cancel)
    {
        var judged = terms.AllowanceSeconds is null ? winner with { Rung = plan.TopRung } : winner;
        var member = new WeightedTrial(new LibraryTrial(judged, 0, 0, null), 1);
        var held = HeldOutScores.Measure(rows, plan, judged, clock, cancel);
        var fitted = MemberFits.Fit(rows, plan, [member], bags: false, DeliveryTerms.Alone, clock, cancel);
        var notes = ImmutableArray.CreateBuilder<string>();
        ScorerPrecision? precision = null;
        if (plan.InferLimitMicroseconds is { } most
            && InferenceTime.Microseconds(new Scorer([new(fitted[0].Models[0])]), rows.Development, clock) is var takes && takes > most)
            (fitted, precision, _) = InFewerBits(fitted, takes, most, rows.Development, notes, clock);
        return new([new(fitted[0].Models[0])], null, [new(winner.Number, winner.Trainer, 1, 1, precision)], held.Rows,
            plan.Metric().Compute(held.Rows), false, notes.ToImmutable());
    }

    /// <summary>The trials that are fast enough, as far as their own measurement shows; the fastest where none is.</summary>
    private static ImmutableArray<LibraryTrial> WithinLimit(
        RunPlan plan, ImmutableArray<LibraryTrial> library, ImmutableArray<string>.Builder notes)
    {
        if (plan.InferLimitMicroseconds is not { } limit || library.IsEmpty) return library;
        LibraryTrial[] fast = [.. library.Where(t => t.PredictSecondsPerRow * 1e6 <= limit)];
        if (fast.Length < library.Length && fast.Length > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{library.Length - fast.Length} trials were left out of account: a row takes them longer than {limit:0.#} µs."));
        return fast.Length > 0 ? [.. fast] : [library.MinBy(t => (t.PredictSecondsPerRow, t.Spec.Number))!];
    }

    /// <summary>The trials of the full rung that selection looks at; what one said of the validated rows is made again where it is lost.</summary>
    private static ImmutableArray<LibraryTrial> Complete(
        PlannedRows rows, RunPlan plan, ImmutableArray<LibraryTrial> library, int validated, TimeProvider clock, CancellationToken cancel) =>
    [
        .. EnsembleSelection.Considered([.. library.Where(t => t.Spec.Rung == plan.TopRung)], plan.Metric()).Select(t =>
            t.HeldOut is not null && HeldOutOutputs.Decode(t.HeldOut, validated, plan.Problem.Outputs) is not null ? t : t with
            {
                HeldOut = HeldOutOutputs.Encode(
                    HeldOutScores.Measure(rows, plan, t.Spec, clock, cancel).Rows.Outputs.Span, plan.Problem.Outputs)
            }),
    ];
}
