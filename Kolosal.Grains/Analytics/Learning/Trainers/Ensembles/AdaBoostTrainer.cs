using Kolosal.Learning.Trees;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Ensembles;

/// <summary>AdaBoost: small trees one after the other, each on rows weighted by how wrong the earlier ones were.</summary>
/// <remarks>
/// Classes: SAMME (Zhu, Zou, Rosset and Hastie, Statistics and Its Interface 2, 2009, algorithm 2). With e the weighted error of a tree
/// and K classes its vote is α = η (log((1 − e) / e) + log(K − 1)); missed rows are multiplied with exp(α); a tree of e ≥ 1 − 1/K ends
/// the rounds. Probabilities are pₖ ∝ exp(Σ of the votes for k), the population minimiser of the paper's exponential loss (section 2.3;
/// for two classes the logistic function of Friedman, Hastie and Tibshirani 2000, equation 9). scikit-learn divides the votes by their
/// sum first, which leaves the order of rows and classes as it is but keeps probabilities near 1/K. Numbers: AdaBoost.R2 with the
/// linear loss (Drucker, ICML 1997): each tree learns as many rows as there are, drawn with replacement by their weights; the answer
/// is the weighted median.
/// </remarks>
public sealed class AdaBoostTrainer : Trainer
{
    // As in a forest: a stump that puts hundreds of categories in the order of their targets memorises them, round after round.
    private const int MinRowsPerCategory = 50;

    private const int ClassRounds = 100, NumberRounds = 50;

    private readonly AdaBoostOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public AdaBoostTrainer(AdaBoostOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("ada_boost",
        [LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression], FeatureEncoding.Native,
        new SearchSpace(
            new CategoricalParameter("length", ["auto", "rounds"], "auto"),
            new IntegerParameter("rounds", 10, 500, ClassRounds, Log: true, When: new("length", "rounds")),
            new FloatParameter("learning_rate", 0.01, 2, 1, Log: true),
            new IntegerParameter("max_depth", 0, 8, 0)),
        given => new AdaBoostTrainer(new()
        {
            Rounds = given.Choice("length") == "rounds" ? given.Integer("rounds") : null,
            LearningRate = given.Float("learning_rate"),
            MaxDepth = given.Integer("max_depth"),
        }), AdaBoostModel.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel) => FitRounds(rows, seed, cancel).Model;

    /// <summary>The model with the weighted error of each of its trees.</summary>
    internal (AdaBoostModel Model, double[] Errors) FitRounds(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        if (rows.Rows < 2) throw new TrainingException($"AdaBoost needs at least two rows, got {rows.Rows}; add rows or use the prior.");
        bool numbers = rows.Task == LearningTask.Regression;
        var tree = new DecisionTreeOptions
        {
            MaxDepth = options.MaxDepth > 0 ? options.MaxDepth : numbers ? 3 : 1,
            MinRowsPerCategory = MinRowsPerCategory,
        };
        var unit = ForestRun.Unit(rows, tree);
        if (numbers) rows = unit.Standardise(rows);
        using var team = new WorkerTeam(1);
        var grower = new ForestTreeGrower(new(rows, tree.MaxBins, seed, team, cancel), tree, isAlone: true);

        double[] weights = [.. Enumerable.Range(0, rows.Rows).Select(rows.Weight)], misses = new double[rows.Rows];
        Normalise(weights);
        var trees = new List<TreeEnsemble>();
        List<double> votes = [], errors = [];
        int rounds = options.Rounds ?? (numbers ? NumberRounds : ClassRounds);
        for (int round = 0; round < rounds; round++)
        {
            ulong stream = SeededRandom.Derive(seed, (ulong)round);
            var grown = grower.Grow(numbers ? Draw(weights, stream) : weights, stream, cancel);
            double error = numbers ? Deviations(rows, grown, weights, misses) : Misses(rows, grown, weights, misses);
            double guessing = numbers ? 0.5 : 1 - 1.0 / rows.Classes;
            if (error >= guessing)
            {
                if (trees.Count > 0) break;
                // Weights never moved: this is what one tree can say, and one vote of any size says it.
                error = 0;
            }
            double odds = (1 - error) / error;
            double vote = error <= 0 ? 1 : options.LearningRate * (Math.Log(odds) + (numbers ? 0 : Math.Log(rows.Classes - 1)));
            trees.Add(grown);
            votes.Add(vote);
            errors.Add(error);
            if (error <= 0) break;
            // Drucker multiplies with β^(1 − L), β = e / (1 − e): up to a common factor that is exp(L · vote), as for classes.
            for (int row = 0; row < weights.Length; row++) weights[row] *= Math.Exp(vote * misses[row]);
            Normalise(weights);
        }
        var joined = TreeEnsembleBuilder.Join([.. trees]);
        return (new(numbers ? joined.WithValues(unit.Restore) : joined, [.. votes], numbers), [.. errors]);
    }

    /// <summary>How often each row is drawn when as many are drawn, with replacement and by weight, as there are.</summary>
    private static double[] Draw(double[] weights, ulong seed)
    {
        var random = new SeededRandom(seed, stream: 0xADAB);
        double[] ends = new double[weights.Length], times = new double[weights.Length];
        double all = 0;
        for (int row = 0; row < weights.Length; row++) ends[row] = all += weights[row];
        for (int i = 0; i < weights.Length; i++)
        {
            double at = random.NextDouble() * all;
            // The first row whose stretch ends above the place; one without weight has no stretch.
            int low = 0, high = weights.Length - 1;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (ends[middle] > at) high = middle;
                else low = middle + 1;
            }
            times[low]++;
        }
        return times;
    }

    private static double Misses(TrainingSet rows, TreeEnsemble tree, double[] weights, double[] misses)
    {
        double error = 0;
        for (int row = 0; row < misses.Length; row++)
        {
            misses[row] = AdaBoostModel.ClassOf(tree, 0, rows.Row(row)) == rows.Labels.Span[row] ? 0 : 1;
            error += weights[row] * misses[row];
        }
        return error;
    }

    private static double Deviations(TrainingSet rows, TreeEnsemble tree, double[] weights, double[] misses)
    {
        double most = 0, error = 0;
        for (int row = 0; row < misses.Length; row++)
        {
            misses[row] = Math.Abs(AdaBoostModel.ValueOf(tree, 0, rows.Row(row)) - rows.Targets.Span[row]);
            if (weights[row] > 0) most = Math.Max(most, misses[row]);
        }
        if (most == 0) return 0;
        for (int row = 0; row < misses.Length; row++)
        {
            misses[row] = Math.Min(1, misses[row] / most);
            error += weights[row] * misses[row];
        }
        return error;
    }

    private static void Normalise(double[] weights)
    {
        double all = FixedSum.Of(weights);
        for (int row = 0; row < weights.Length; row++) weights[row] /= all;
    }
}
