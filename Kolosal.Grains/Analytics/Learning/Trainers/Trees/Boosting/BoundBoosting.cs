namespace Kolosal.Learning.Trees;

/// <summary>Boosting under terms: their columns are named, and named columns have places only once the rows are known.</summary>
internal sealed class BoundBoosting(GradientBoostingOptions options, TrainerTerms terms) : ITrainer, IParallelTrainer
{
    private const string Loss = "loss", Boosting = "boosting", Dart = "dart", EarlyStopping = "early_stopping_rounds";

    // In the order of the terms' own words.
    private static readonly ImmutableArray<(string Word, BoostingLoss Loss)> Losses =
    [
        ("squared", BoostingLoss.Squared), ("absolute", BoostingLoss.Absolute), ("huber", BoostingLoss.Huber), ("poisson", BoostingLoss.Poisson),
        ("gamma", BoostingLoss.Gamma), ("tweedie", BoostingLoss.Tweedie),
    ];

    /// <inheritdoc/>
    public string Name => GradientBoostingTrainer.Descriptor.Name;

    /// <inheritdoc/>
    public bool Supports(LearningTask task) => GradientBoostingTrainer.Descriptor.Supports(task);

    /// <inheritdoc/>
    public ITrainer WithThreads(int threads) => new BoundBoosting(options with { Threads = threads }, terms);

    /// <inheritdoc/>
    public IPredictor Fit(TrainingSet rows, ulong seed, CancellationToken cancel) => new GradientBoostingTrainer(options with
    {
        Monotone = terms.DirectionsOf(rows.Columns),
        Interactions = terms.InteractionsOf(rows.Columns),
    }).Fit(rows, seed, cancel);

    /// <summary>The entry under terms.</summary>
    /// <param name="plain">The entry without.</param>
    /// <param name="terms">Any that are not free.</param>
    /// <returns>Null for a quantile or a ranking with directions: leaves that are set to quantiles of residuals, and gradients of pairs, keep
    /// none.</returns>
    public static TrainerDescriptor? Describe(TrainerDescriptor plain, TrainerTerms terms)
    {
        if (terms.Aim is LearningAim.Quantile or LearningAim.Ranking && !terms.Directions.IsEmpty) return null;
        ImmutableArray<string> losses = terms.Aim is LearningAim.Quantile or LearningAim.Ranking || terms.Losses.IsDefault ? []
            : [.. terms.Losses.Where(word => Losses.Any(known => known.Word == word) && (terms.Directions.IsEmpty || word is not "absolute"))];
        var own = plain.Space.Parameters;
        var parameters = new List<Parameter>();
        if (losses.Length > 1) parameters.Add(new CategoricalParameter(Loss, losses, losses[0]));
        if (losses.Length > 1 && losses.Contains("huber"))
            parameters.Add(new FloatParameter("huber_share", 0.5, 0.99, 0.9, When: new(Loss, "huber")));
        if (losses.Length > 1 && losses.Contains("tweedie"))
            parameters.Add(new FloatParameter("tweedie_power", 1.05, 1.95, 1.5, When: new(Loss, "tweedie")));
        if (terms.Dropout)
        {
            parameters.Add(new CategoricalParameter(Boosting, ["plain", Dart], "plain"));
            parameters.Add(new FloatParameter("drop_rate", 0.01, 0.5, 0.1, Log: true, When: new(Boosting, Dart)));
        }
        foreach (var parameter in own)
        {
            // Lists cannot be judged row by row, and later rounds of dropout change the rounds that would be kept.
            if (parameter.Name == EarlyStopping && terms.Aim == LearningAim.Ranking) continue;
            parameters.Add(parameter.Name == EarlyStopping && terms.Dropout ? parameter with { When = new(Boosting, "plain") } : parameter);
        }
        return new(plain.Name, plain.Tasks, plain.Encoding, new SearchSpace([.. parameters]),
            given => new BoundBoosting(OptionsOf(given, terms, losses), terms), plain.Read);
    }

    private static GradientBoostingOptions OptionsOf(HyperParameters given, TrainerTerms terms, ImmutableArray<string> losses)
    {
        var options = GradientBoostingTrainer.OptionsOf(given);
        if (terms.Aim == LearningAim.Quantile) options = options with { Loss = BoostingLoss.Quantile, QuantileLevel = terms.Level };
        else if (terms.Aim == LearningAim.Ranking) options = options with { Loss = BoostingLoss.LambdaRank };
        else if (losses.Length > 0)
        {
            string word = given.Choice(Loss, losses[0]);
            options = options with
            {
                Loss = Losses.First(known => known.Word == word).Loss,
                HuberShare = given.Float("huber_share", options.HuberShare),
                TweediePower = given.Float("tweedie_power", options.TweediePower),
            };
        }
        return given.Choice(Boosting, "plain") == Dart
            ? options with { DropRate = given.Float("drop_rate"), EarlyStoppingRounds = 0 } : options;
    }
}
