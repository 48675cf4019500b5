using System.Runtime.InteropServices;
using Kolosal.Learning.Additive;
using Kolosal.Learning.Baselines;
using Kolosal.Learning.Bayes;
using Kolosal.Learning.Discriminant;
using Kolosal.Learning.Ensembles;
using Kolosal.Learning.GaussianProcesses;
using Kolosal.Learning.Import;
using Kolosal.Learning.Kernels;
using Kolosal.Learning.Linear;
using Kolosal.Learning.Neighbours;
using Kolosal.Learning.Neural;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning;

/// <summary>Every algorithm there is: our own, and behind them those of the engines that the process has said it has.</summary>
/// <remarks>To add one of our own: its folder, and its line here; conformance, search and packages find it. Engines are
/// <see cref="Add">added</see> once, before anything trains, as encodings are registered.</remarks>
public static class Trainers
{
    private static readonly Lock Adding = new();
    private static ImmutableArray<TrainerEngine> engines = [];

    // The array of the descriptors in one object, so that a reader sees all of an addition or nothing.
    private static TrainerDescriptor[]? all;

    /// <summary>Our own algorithms, in the order a leaderboard breaks ties.</summary>
    public static ImmutableArray<TrainerDescriptor> Own { get; } =
    [
        PriorTrainer.Descriptor,
        LogisticTrainer.Descriptor,
        RidgeTrainer.Descriptor,
        LinearRegressionTrainer.Descriptor,
        RidgeCvTrainer.Descriptor,
        BayesianRidgeTrainer.Descriptor,
        PolynomialTrainer.Descriptor,
        LassoTrainer.Descriptor,
        ElasticNetTrainer.Descriptor,
        HuberTrainer.Descriptor,
        QuantileTrainer.Descriptor,
        LinearSvmTrainer.Descriptor,
        LinearSvrTrainer.Descriptor,
        SgdClassifierTrainer.Descriptor,
        SgdRegressorTrainer.Descriptor,
        PoissonTrainer.Descriptor,
        GammaTrainer.Descriptor,
        TweedieTrainer.Descriptor,
        GradientBoostingTrainer.Descriptor,
        ExplainableBoostingTrainer.Descriptor,
        RandomForestTrainer.Descriptor,
        ExtraTreesTrainer.Descriptor,
        DecisionTreeTrainer.Descriptor,
        QuantileForestTrainer.Descriptor,
        AdaBoostTrainer.Descriptor,
        ThresholdTrainer.Boosting,
        ThresholdTrainer.Logistic,
        GaussianNaiveBayesTrainer.Descriptor,
        MultinomialNaiveBayesTrainer.Descriptor,
        ComplementNaiveBayesTrainer.Descriptor,
        BernoulliNaiveBayesTrainer.Descriptor,
        CategoricalNaiveBayesTrainer.Descriptor,
        SupportVectorTrainer.Descriptor,
        NuSupportVectorTrainer.Descriptor,
        GaussianProcessTrainer.Descriptor,
        MlpTrainer.Descriptor,
        TabularNetworkTrainer.Descriptor,
        LinearDiscriminantTrainer.Descriptor,
        QuadraticDiscriminantTrainer.Descriptor,
        NearestNeighboursTrainer.Descriptor,
        NystroemTrainer.Descriptor,
    ];

    /// <summary>What can be trained here: our own algorithms, then those of the engines that are not missing, in the order they were added.</summary>
    public static ImmutableArray<TrainerDescriptor> All =>
        Volatile.Read(ref all) is { } known ? ImmutableCollectionsMarshal.AsImmutableArray(known) : Own;

    /// <summary>The engines of this process, those that are missing here included.</summary>
    public static ImmutableArray<TrainerEngine> Engines
    {
        get
        {
            lock (Adding) return engines;
        }
    }

    /// <summary>Says which engines this process has; to say it again changes nothing.</summary>
    /// <param name="added">Each replaces nothing: an engine of a name that is known already is the known one.</param>
    /// <exception cref="ArgumentException">A trainer has the name of another algorithm.</exception>
    public static void Add(params ReadOnlySpan<TrainerEngine> added)
    {
        lock (Adding)
        {
            var together = engines;
            foreach (var engine in added)
            {
                if (together.Any(known => known.Name == engine.Name)) continue;
                foreach (var trainer in engine.Trainers)
                    if (Own.Concat(together.SelectMany(known => known.Trainers)).Any(known => known.Name == trainer.Name)
                        || engine.Trainers.Count(other => other.Name == trainer.Name) > 1)
                        throw new ArgumentException($"'{trainer.Name}' of {engine.Name} is the name of another algorithm; a name in packages "
                            + "stays with one algorithm for ever, so give this one its own.", nameof(added));
                together = together.Add(engine);
            }
            engines = together;
            Volatile.Write(ref all, [.. Own, .. together.Where(engine => engine.Missing is null).SelectMany(engine => engine.Trainers)]);
        }
    }

    /// <summary>The algorithm with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public static TrainerDescriptor Get(string name) => All.FirstOrDefault(t => t.Name == name) ?? throw new KeyNotFoundException(Absent(name));

    /// <summary>Why nothing can be trained by a name, in sentences.</summary>
    /// <param name="name">A name that is not among <see cref="All"/>.</param>
    public static string Absent(string name) =>
        Engines.FirstOrDefault(engine => engine.Trainers.Any(t => t.Name == name)) is { Missing: { } why } engine
        ? $"'{name}' cannot be trained here: it is {engine.Name}'s, and {why}."
        : $"There is no trainer '{name}'; there are {string.Join(", ", All.Select(t => t.Name))}.";

    /// <summary>What turns the bytes of a model back into a predictor; also of an algorithm that cannot be trained here, and of models that were
    /// imported or quantised.</summary>
    /// <returns>Null when nothing here has the name.</returns>
    public static Func<BinaryReader, IPredictor>? ReaderOf(string name) =>
        Own.Concat(Engines.SelectMany(engine => engine.Trainers)).FirstOrDefault(t => t.Name == name)?.Read ?? ModelReaders.Of(name);
}
