using Kolosal.Learning;

namespace Kolosal.Engines.LightGbm;

/// <summary>LightGBM under terms: their columns are named, and named columns have places only once the rows are known.</summary>
internal sealed class BoundLightGbm(LightGbmOptions options, TrainerTerms terms) : ITrainer, IParallelTrainer
{
    private const string Loss = "objective", EarlyStopping = "early_stopping_rounds";

    // By the terms' own words.
    private static readonly ImmutableArray<(string Word, LightGbmLoss Loss)> Losses =
    [
        ("squared", LightGbmLoss.ByTask), ("absolute", LightGbmLoss.RegressionL1), ("huber", LightGbmLoss.Huber),
        ("poisson", LightGbmLoss.Poisson), ("gamma", LightGbmLoss.Gamma), ("tweedie", LightGbmLoss.Tweedie),
    ];

    /// <inheritdoc/>
    public string Name => LightGbmTrainer.Descriptor.Name;

    /// <inheritdoc/>
    public bool Supports(LearningTask task) => LightGbmTrainer.Descriptor.Supports(task);

    /// <inheritdoc/>
    public ITrainer WithThreads(int threads) => new BoundLightGbm(options with { Threads = threads }, terms);

    /// <inheritdoc/>
    public IPredictor Fit(TrainingSet rows, ulong seed, CancellationToken cancel) => new LightGbmTrainer(options with
    {
        Monotone = terms.DirectionsOf(rows.Columns),
        Interactions = terms.InteractionsOf(rows.Columns),
    }).Fit(rows, seed, cancel);

    /// <summary>The entry under terms; LightGBM has dropout in its plain entry.</summary>
    /// <param name="plain">The entry without.</param>
    /// <param name="terms">Any that are not free.</param>
    /// <returns>Null for a quantile with directions: its leaves are set to quantiles after they were grown, which keeps no direction. Null, too,
    /// for a ranking with directions.</returns>
    public static TrainerDescriptor? Describe(TrainerDescriptor plain, TrainerTerms terms)
    {
        if (terms.Aim is LearningAim.Quantile or LearningAim.Ranking && !terms.Directions.IsEmpty) return null;
        bool isFixed = terms.Aim is LearningAim.Quantile or LearningAim.Ranking;
        ImmutableArray<string> losses = isFixed || terms.Losses.IsDefault ? []
            // Of losses that set leaves anew, none keeps a direction.
            : [.. terms.Losses.Where(word => Losses.Any(known => known.Word == word) && (terms.Directions.IsEmpty || word is not "absolute"))];
        var parameters = new List<Parameter>();
        if (losses.Length > 1) parameters.Add(new CategoricalParameter(Loss, losses, losses[0]));
        if (losses.Length > 1 && losses.Contains("tweedie"))
            parameters.Add(new FloatParameter("tweedie_variance_power", 1.05, 1.95, 1.5, When: new(Loss, "tweedie")));
        parameters.AddRange(plain.Space.Parameters.Where(p => terms.Aim != LearningAim.Ranking || p.Name != EarlyStopping));
        return new(plain.Name, plain.Tasks, plain.Encoding, new SearchSpace([.. parameters]),
            given => new BoundLightGbm(OptionsOf(given, terms, losses), terms), plain.Read, Determinism: plain.Determinism,
            Unstoppable: plain.Unstoppable);
    }

    private static LightGbmOptions OptionsOf(HyperParameters given, TrainerTerms terms, ImmutableArray<string> losses)
    {
        if (terms.Aim == LearningAim.Ranking) given = given.With(EarlyStopping, 0);
        var options = LightGbmTrainer.OptionsOf(given);
        if (terms.Aim == LearningAim.Quantile) return options with { Loss = LightGbmLoss.Quantile, Alpha = terms.Level };
        if (terms.Aim == LearningAim.Ranking) return options with { Loss = LightGbmLoss.LambdaRank };
        if (losses.IsEmpty) return options;
        string word = given.Choice(Loss, losses[0]);
        return options with
        {
            Loss = Losses.First(known => known.Word == word).Loss,
            TweedieVariancePower = given.Float("tweedie_variance_power", options.TweedieVariancePower),
        };
    }
}
