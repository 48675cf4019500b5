using System.Text.Json.Serialization;

namespace Kolosal.Learning.Search;

/// <summary>
/// A search by ask and tell, for workers of any kind: an immutable value, each verb of which gives the next one. Written with
/// <see cref="Tabular.TabularJson.Options"/> and read back it asks for the same trials, since a trial is a function of what the study holds.
/// </summary>
/// <remarks>
/// Trial n is asked for with what is known at that moment: trials told are history, trials asked for and not told are pending. So the course of a
/// study depends on the order in which workers tell, and its record, not its seed alone, says how it went. A trial that a worker lost is told as
/// failed. Verbs throw <see cref="ArgumentException"/>, with words for the caller, on numbers and values that cannot be.
/// </remarks>
public sealed record Study
{
    /// <summary>A study as it was kept.</summary>
    /// <param name="space">What is searched.</param>
    /// <param name="directions">One an objective; at least one.</param>
    /// <param name="sampler">A name of <see cref="Samplers.All"/>; several directions need an <see cref="IMultiObjectiveSampler"/>.</param>
    /// <param name="pruner">A name of <see cref="Pruners.All"/>.</param>
    /// <param name="maxStep">The last step a trial can report, which brackets are cut from; at least 1.</param>
    /// <param name="seed">Of everything that is drawn.</param>
    /// <param name="first">Configurations to try before the sampler is asked, in order: a warm start.</param>
    /// <param name="trials">The trials so far, by number from 0.</param>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    /// <exception cref="KeyNotFoundException">There is no such sampler or pruner.</exception>
    [JsonConstructor]
    public Study(SearchSpace space, ImmutableArray<ObjectiveDirection> directions, string sampler, string pruner, int maxStep, ulong seed,
        ImmutableArray<HyperParameters> first, ImmutableArray<StudyTrial> trials)
    {
        if (directions.IsDefaultOrEmpty) throw new ArgumentException("A study needs at least one direction, got none.", nameof(directions));
        if (directions.Length > 1 && Search.Samplers.Get(sampler) is not IMultiObjectiveSampler)
            throw new ArgumentException($"The sampler '{sampler}' searches for one objective, got {directions.Length}; use one of "
                + $"{string.Join(", ", Search.Samplers.All.OfType<IMultiObjectiveSampler>().Select(s => s.Name))}.", nameof(sampler));
        _ = Search.Samplers.Get(sampler);
        _ = Pruners.Get(pruner);
        (Space, Directions, Sampler, Pruner, MaxStep, Seed) = (space, directions, sampler, pruner, Require.AtLeast(maxStep, 1), seed);
        First = [.. first.Select(space.Complete)];
        for (int n = 0; n < trials.Length; n++)
            if (trials[n].Number != n) throw new ArgumentException($"Trials are numbered from 0 without gaps, got {trials[n].Number} at place {n}.");
        Trials = trials;
    }

    /// <summary>What is searched.</summary>
    [JsonConverter(typeof(SearchSpaceConverter))]
    public SearchSpace Space { get; }

    /// <summary>One an objective.</summary>
    public ImmutableArray<ObjectiveDirection> Directions { get; }

    /// <summary>A name of <see cref="Samplers.All"/>.</summary>
    public string Sampler { get; }

    /// <summary>A name of <see cref="Pruners.All"/>.</summary>
    public string Pruner { get; }

    /// <summary>The last step a trial can report.</summary>
    public int MaxStep { get; }

    /// <summary>Of everything that is drawn.</summary>
    public ulong Seed { get; }

    /// <summary>Configurations to try before the sampler is asked: trial n tries number n of them.</summary>
    public ImmutableArray<HyperParameters> First { get; }

    /// <summary>The trials so far, by number from 0.</summary>
    public ImmutableArray<StudyTrial> Trials { get; private init; }

    /// <summary>A study without trials.</summary>
    public static Study Create(SearchSpace space, ImmutableArray<ObjectiveDirection> directions, string sampler, string pruner = "none", int maxStep =
        Pruners.DefaultMaxStep, ulong seed = 0, ImmutableArray<HyperParameters> first = default) =>
        new(space, directions, sampler, pruner, maxStep, seed, first.IsDefault ? [] : first, []);

    /// <summary>The next trial, which is running from now on.</summary>
    public (Study Study, StudyTrial Trial) Ask()
    {
        int number = Trials.Length;
        var proposed = number < First.Length ? First[number] : Search.Samplers.Get(Sampler).Suggest(Space, History(), Pending(), Seed, number);
        var trial = new StudyTrial(number, proposed, StudyTrialStatus.Running, [], []);
        return (this with { Trials = Trials.Add(trial) }, trial);
    }

    /// <summary>A value on the way of a trial, and whether the trial is to be given up. Saying so changes nothing:
    /// who follows the advice tells <see cref="TellPruned"/>. Reported again with the same value, it gives the same answer.</summary>
    /// <param name="number">A running trial.</param>
    /// <param name="step">1 … <see cref="MaxStep"/>, after the steps reported before.</param>
    /// <param name="value">Finite, in the objective's direction.</param>
    public (Study Study, bool Prune) Report(int number, int step, double value)
    {
        var trial = Running(number);
        if (Directions.Length > 1) throw new ArgumentException($"Steps are judged by one objective, and the study has {Directions.Length}.");
        if (step < 1 || step > MaxStep) throw new ArgumentException($"A step is 1 to {MaxStep}, got {step}.", nameof(step));
        CheckFinite(value);
        var study = this;
        if (trial.Steps is not [.., { } last] || step > last.Step)
        {
            trial = trial with { Steps = trial.Steps.Add(new(step, value)) };
            study = With(trial);
        }
        else if (last != new StepValue(step, value))
            throw new ArgumentException($"Steps ascend: trial {number} has reported step {last.Step}, got {step}.", nameof(step));
        var own = Curve(trial);
        var others = Trials.Where(t => t.Number != number && t.Steps.Length > 0).Select(Curve).ToArray();
        return (study, Pruners.Get(Pruner, MaxStep).ShouldPrune(own, others));
    }

    /// <summary>The values a trial ended with. Told again with the same values, it changes nothing.</summary>
    /// <param name="number">A running trial.</param>
    /// <param name="values">One a direction, finite.</param>
    public Study Tell(int number, params ImmutableArray<double> values)
    {
        if (values.Length != Directions.Length) throw new ArgumentException($"Need {Directions.Length} values, got {values.Length}.", nameof(values));
        foreach (double value in values) CheckFinite(value);
        if (Known(number) is { Status: StudyTrialStatus.Complete } told && told.Values.SequenceEqual(values)) return this;
        return With(Running(number) with { Status = StudyTrialStatus.Complete, Values = values });
    }

    /// <summary>A trial was given up. Told again, it changes nothing.</summary>
    public Study TellPruned(int number) =>
        Known(number).Status == StudyTrialStatus.Pruned ? this : With(Running(number) with { Status = StudyTrialStatus.Pruned });

    /// <summary>A trial ended without values. Told again, it changes nothing.</summary>
    /// <param name="number">A running trial.</param>
    /// <param name="reason">Why, for people.</param>
    public Study TellFailed(int number, string reason) =>
        Known(number).Status == StudyTrialStatus.Failed ? this : With(Running(number) with { Status = StudyTrialStatus.Failed, Reason = reason });

    /// <summary>The complete trials that no other beats: the best one, the earliest of equals, or with
    /// several directions the whole front, by number.</summary>
    public ImmutableArray<StudyTrial> Best()
    {
        StudyTrial[] complete = [.. Trials.Where(t => t.Status == StudyTrialStatus.Complete)];
        if (complete.Length == 0) return [];
        if (Directions.Length == 1) return [complete.MinBy(t => Loss(t, 0))!];
        bool[] front = ParetoFront.Of([.. complete.Select(t => Losses(t).ToArray())]);
        return [.. complete.Where((_, i) => front[i])];
    }

    /// <summary>The trials that have ended, as samplers see them.</summary>
    public IReadOnlyList<TrialObservation> History()
    {
        var ended = new List<TrialObservation>(Trials.Length);
        foreach (var trial in Trials)
            if (trial.Status != StudyTrialStatus.Running)
            {
                bool complete = trial.Status == StudyTrialStatus.Complete;
                var seen = new TrialObservation(trial.Number, trial.Parameters, complete ? Loss(trial, 0) : double.NaN);
                ended.Add(Directions.Length > 1 && complete ? seen with { Losses = Losses(trial) } : seen);
            }
        return ended;
    }

    private List<HyperParameters> Pending()
    {
        var running = new List<HyperParameters>();
        foreach (var trial in Trials)
            if (trial.Status == StudyTrialStatus.Running) running.Add(trial.Parameters);
        return running;
    }

    private TrialCurve Curve(StudyTrial trial) => new(trial.Number,
        [.. trial.Steps.Select(s => new StepLoss(s.Step, ToLoss(s.Value, 0)))], trial.Status == StudyTrialStatus.Complete);

    private double Loss(StudyTrial trial, int objective) => ToLoss(trial.Values[objective], objective);

    private ImmutableArray<double> Losses(StudyTrial trial) => [.. trial.Values.Select(ToLoss)];

    private double ToLoss(double value, int objective) => Directions[objective] == ObjectiveDirection.Minimize ? value : -value;

    private StudyTrial Known(int number) => number >= 0 && number < Trials.Length ? Trials[number]
        : throw new ArgumentException($"There is no trial {number}; the study has {Trials.Length}.", nameof(number));

    private StudyTrial Running(int number) => Known(number) is { Status: StudyTrialStatus.Running } trial ? trial
        : throw new ArgumentException($"Trial {number} has ended: it is {Trials[number].Status.ToString().ToLowerInvariant()}.", nameof(number));

    private Study With(StudyTrial trial) => this with { Trials = Trials.SetItem(trial.Number, trial) };

    private static void CheckFinite(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentException($"A value must be finite, got {value}; a trial without one is told as failed.");
    }
}
