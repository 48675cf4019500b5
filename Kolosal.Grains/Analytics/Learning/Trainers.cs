using Kolosal.Learning.Additive;
using Kolosal.Learning.Baselines;
using Kolosal.Learning.Bayes;
using Kolosal.Learning.Discriminant;
using Kolosal.Learning.Ensembles;
using Kolosal.Learning.GaussianProcesses;
using Kolosal.Learning.Kernels;
using Kolosal.Learning.Linear;
using Kolosal.Learning.Neighbours;
using Kolosal.Learning.Neural;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning;

/// <summary>Every algorithm there is. To add one: its folder, and its line here; conformance, search and packages find it.</summary>
public static class Trainers
{
    /// <summary>The algorithms, in the order a leaderboard breaks ties.</summary>
    public static ImmutableArray<TrainerDescriptor> All { get; } =
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

    /// <summary>The algorithms that a search tries when nobody names any: each the best
    /// of its kind on most tables, and fast enough for all of them.</summary>
    public static ImmutableArray<string> Portfolio { get; } =
        ["logistic_regression", "ridge", "gradient_boosting", "random_forest", "extra_trees", "decision_tree"];

    /// <summary>The algorithm with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public static TrainerDescriptor Get(string name) => All.FirstOrDefault(t => t.Name == name)
        ?? throw new KeyNotFoundException($"There is no trainer '{name}'; there are {string.Join(", ", All.Select(t => t.Name))}.");
}
