namespace Kolosal.Learning;

/// <summary>What a trainer expects of its encoded columns.</summary>
public enum FeatureEncoding
{
    /// <summary>Numbers only: imputed, scaled, categories one-hot; no NaN.</summary>
    Dense,

    /// <summary>Numbers as they are, categories as codes with their cardinality in <see cref="FeatureInfo"/>, NaN for missing.</summary>
    Native,

    /// <summary>As <see cref="Dense"/>, with every number scaled into [0, 1] and clipped there: for models of counts and shares.</summary>
    NonNegative,
}

/// <summary>What a trainer promises of two fits with the same rows, seed and options.</summary>
public enum Determinism
{
    /// <summary>The same bytes, whatever the number of threads and the machine's load.</summary>
    AnyThreads,

    /// <summary>The same bytes for the same number of threads, on processors of one kind.</summary>
    SameThreads,

    /// <summary>No promise.</summary>
    None,
}

/// <summary>One entry of <see cref="Trainers.All"/>: all that search, training and loading need to know about an algorithm.</summary>
/// <param name="Name">Stable, snake_case; stored in packages, so never reused for another algorithm.</param>
/// <param name="Tasks">What it can learn.</param>
/// <param name="Encoding">What it expects of its columns.</param>
/// <param name="Space">Its hyper-parameters with ranges and defaults.</param>
/// <param name="Create">A trainer from hyper-parameters; missing ones take their defaults, out-of-range ones throw.</param>
/// <param name="Read">The inverse of <see cref="IPredictor.Write"/>; throws <see cref="InvalidDataException"/> on bytes that are none of its.</param>
/// <param name="WeightsRepeat">Whether a row of weight 2 is the row twice up to rounding, as with mean losses; false where the number of rows
/// enters as well: as sum of the weights against a penalty or a pseudo-count, by samples, by bins. What multiplies all weights never counts.</param>
/// <param name="MaxRows">Refuses more rows than this, because time or memory grow with their square or cube.</param>
/// <param name="PositiveTargets">Whether targets below 0 are refused (those of 0 too,
/// where the family has none): models of counts and amounts.</param>
/// <param name="Determinism">What it promises of two equal fits.</param>
/// <param name="Unstoppable">What part of a fit can take longer than 100 ms without asking whether it was cancelled, as a sentence; null where
/// there is none. A fit that is cancelled in it ends when it is done: it is never left running behind.</param>
/// <param name="TakesWeights">False where the algorithm knows no weights: rows whose weights differ are then refused.</param>
/// <param name="Bind">The same algorithm under terms that are not free; null where it knows none, its answer null where it cannot keep
/// them.</param>
public sealed record TrainerDescriptor(
    string Name,
    ImmutableArray<LearningTask> Tasks,
    FeatureEncoding Encoding,
    SearchSpace Space,
    Func<HyperParameters, ITrainer> Create,
    Func<BinaryReader, IPredictor> Read,
    bool WeightsRepeat = false,
    int MaxRows = int.MaxValue,
    bool PositiveTargets = false,
    Determinism Determinism = Determinism.AnyThreads,
    string? Unstoppable = null,
    bool TakesWeights = true,
    Func<TrainerTerms, TrainerDescriptor?>? Bind = null)
{
    /// <summary>A trainer from hyper-parameters; those left out take the defaults of <see cref="Space"/>.</summary>
    public Func<HyperParameters, ITrainer> Create { get; } = given => Create(Space.Filled(given));

    /// <summary>Whether the algorithm is defined for a task.</summary>
    public bool Supports(LearningTask task) => Tasks.Contains(task);

    /// <summary>The same algorithm under terms: what they fix is no hyper-parameter any more, what they offer is one.</summary>
    /// <returns>Null where it cannot keep them. Models are read back by the plain entry of the same name.</returns>
    public TrainerDescriptor? Under(TrainerTerms terms) =>
        terms.AreFree ? this : Bind is { } bind ? bind(terms) : terms.MustBeKept ? null : this;

    /// <summary>The same algorithm with a hyper-parameter fixed.</summary>
    /// <param name="name">One of its space, on which no other depends.</param>
    /// <param name="value">Inside its range, or what the options allow beyond it.</param>
    internal TrainerDescriptor Fixing(string name, ParameterValue value)
    {
        var create = Create;
        return new(Name, Tasks, Encoding, new SearchSpace([.. Space.Parameters.Where(p => p.Name != name)]),
            given => create(given.With(name, value)), Read, WeightsRepeat, MaxRows, PositiveTargets, Determinism, Unstoppable, TakesWeights);
    }

    /// <summary>Of a trainer of quantiles, whose level is a hyper-parameter: at the level that is asked for, and nothing else.</summary>
    internal static Func<TrainerTerms, TrainerDescriptor?> OfQuantiles(Func<TrainerDescriptor> plain) => terms =>
        !terms.Directions.IsEmpty || !terms.Interactions.IsDefaultOrEmpty ? null
        : terms.Aim == LearningAim.Quantile ? plain().Fixing("quantile", terms.Level) : plain();
}
