using Kolosal.Statistics;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>Gaussian processes (Rasmussen and Williams, 2006): exact regression (algorithm 2.1) and Laplace's
/// approximation for classes (algorithms 3.1, 3.2, 5.1), one function against the rest for more than two.</summary>
/// <remarks>
/// Parameters maximise the marginal likelihood of at most <see cref="GaussianProcessOptions.LearningRows"/> rows; the model then takes
/// all rows: rows³ / 6 multiplications, rows² numbers. A row of weight w has 1 / w of the noise (regression) or its log likelihood w
/// times (classes), which is what w equal rows say; with weights all alike the likelihood's other terms see one row, not w.
/// </remarks>
public sealed class GaussianProcessTrainer : Trainer
{
    // Time grows with the cube: 3,000 rows are 9 · 10⁹ operations a factorisation.
    internal const int MaxRows = 3000;
    private readonly GaussianProcessOptions options;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public GaussianProcessTrainer(GaussianProcessOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("gaussian_process", [LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(new CategoricalParameter("kernel", ["rbf", "matern12", "matern32", "matern52", "rational_quadratic"], "matern52"),
            new CategoricalParameter("ard", ["no", "yes"], "no"), new IntegerParameter("restarts", 0, 4, 0)),
        given => new GaussianProcessTrainer(new GaussianProcessOptions
        {
            Family = given.Choice("kernel") switch
            {
                "rbf" => CovarianceFamily.Rbf,
                "matern12" => CovarianceFamily.Matern12,
                "matern32" => CovarianceFamily.Matern32,
                "rational_quadratic" => CovarianceFamily.RationalQuadratic,
                _ => CovarianceFamily.Matern52,
            },
            LengthScalePerColumn = given.Choice("ard") == "yes",
            Restarts = given.Integer("restarts"),
        }),
        GaussianProcessRegressor.Read, MaxRows: MaxRows);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var counted = CountedRows.Of(rows, Name, MaxRows);
        var start = options.Start(counted.Inputs, noise: rows.Task == LearningTask.Regression);
        start.CheckInputs(counted.Inputs);
        int[] learning = Sample(counted.Indices.Length, seed);
        return rows.Task == LearningTask.Regression ? Regress(rows, counted, start, learning, seed, cancel)
            : Classify(rows, counted, start, learning, seed, cancel);
    }

    private GaussianProcessRegressor Regress(TrainingSet rows, CountedRows counted, Covariance start, int[] learning, ulong seed,
        CancellationToken cancel)
    {
        var (center, scale) = options.NormalizeTarget ? TargetUnit.Of(rows) : TargetUnit.Own;
        double[] targets = [.. counted.Indices.Select(row => (rows.Targets.Span[row] - center) / scale)];
        var covariance = start;
        if (options.Learn && learning.Length > 1)
        {
            var part = Part(counted, learning);
            double[] y = [.. learning.Select(i => targets[i])], weights = [.. learning.Select(i => counted.Weights[i])];
            covariance = EvidenceSearch.Maximize(start, Evidence, learning.Length, options.Restarts, seed, cancel);

            double? Evidence(Covariance at, Span<double> gradient)
            {
                var evidence = RegressionEvidence.Of(at, part, y, weights, options.Noise, cancel);
                evidence?.AddGradient(at, part, weights, gradient, cancel);
                return evidence?.LogLikelihood;
            }
        }
        var all = new CovarianceRows(counted.Points, counted.Inputs);
        var found = RegressionEvidence.Of(covariance, all, targets, counted.Weights, options.Noise, cancel)
            ?? throw new TrainingException($"The covariance matrix of {all.Count} rows is singular to working precision: rows repeat and there is "
                + "next to no noise. Raise the noise, or add a white covariance.");
        return new(covariance, all, counted.Weights, options.Noise, center, scale, found);
    }

    private GaussianProcessClassifier Classify(TrainingSet rows, CountedRows counted, Covariance start, int[] learning, ulong seed,
        CancellationToken cancel)
    {
        int[] labels = [.. counted.Indices.Select(row => rows.Labels.Span[row])], classes = [.. labels.Distinct().Order()];
        if (classes.Length < 2) throw new TrainingException($"A classifier needs rows of at least two classes, got {classes.Length}.");
        int[] positives = classes.Length == 2 ? [classes[1]] : classes;
        CovarianceRows all = new(counted.Points, counted.Inputs), part = Part(counted, learning);
        double[] weights = [.. learning.Select(i => counted.Weights[i])];
        var latent = new LatentClass[positives.Length];
        double likelihood = 0;
        for (int k = 0; k < positives.Length; k++)
        {
            double[] y = [.. labels.Select(label => label == positives[k] ? 1.0 : 0)], some = [.. learning.Select(i => y[i])];
            double[]? last = null;
            var covariance = options.Learn && learning.Length > 1
                ? EvidenceSearch.Maximize(start, Evidence, learning.Length, options.Restarts, SeededRandom.Derive(seed, (ulong)k), cancel)
                : start;
            var found = LaplaceApproximation.Find(covariance, all, y, counted.Weights, null, cancel)
                ?? throw new TrainingException(
                    "The Newton system of a class cannot be solved: the covariance is not positive definite on these rows.");
            latent[k] = new(covariance, found.Slopes, found.Roots, found.Factor);
            likelihood += found.LogLikelihood;

            double? Evidence(Covariance at, Span<double> gradient)
            {
                var mode = LaplaceApproximation.Find(at, part, some, weights, last, cancel);
                mode?.AddGradient(at, part, gradient, cancel);
                last = mode?.Slopes ?? last;
                return mode?.LogLikelihood;
            }
        }
        return new(all, rows.Classes, classes, latent, likelihood);
    }

    /// <summary>The rows that parameters are learnt from, in order.</summary>
    private int[] Sample(int count, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        if (count <= options.LearningRows) return order;
        new SeededRandom(seed, (ulong)count).Shuffle<int>(order);
        return [.. order.Take(options.LearningRows).Order()];
    }

    private static CovarianceRows Part(CountedRows counted, int[] chosen)
    {
        var points = new double[chosen.Length * counted.Inputs];
        for (int i = 0; i < chosen.Length; i++) counted.Point(chosen[i]).CopyTo(points.AsSpan(i * counted.Inputs));
        return new(points, counted.Inputs);
    }
}
