using Kolosal.Learning;
using Kolosal.Learning.Trees;
using Microsoft.ML.Trainers.FastTree;

namespace Kolosal.Engines.MlNet;

/// <summary>What ML.NET's trainers of trees share: options, threads, and one fit at a time.</summary>
internal abstract class MlNetTreeTrainer : MlNetTrainer, IParallelTrainer
{
    /// <summary>Checked.</summary>
    protected readonly FastTreeOptions Options;

    /// <param name="descriptor">The entry in <see cref="Trainers.All"/>.</param>
    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    protected MlNetTreeTrainer(TrainerDescriptor descriptor, FastTreeOptions options) : base(descriptor)
    {
        options.Check();
        Options = options;
    }

    /// <inheritdoc/>
    protected override bool IsAlone => true;

    /// <inheritdoc/>
    public abstract ITrainer WithThreads(int threads);

    /// <summary>An entry of the list: what trees of the library take, promise and give.</summary>
    /// <param name="name">Stable.</param>
    /// <param name="space">Its hyper-parameters.</param>
    /// <param name="create">A trainer from them.</param>
    protected static TrainerDescriptor Describe(string name, SearchSpace space, Func<HyperParameters, ITrainer> create) => new(
        name, [LearningTask.Binary, LearningTask.Regression], FeatureEncoding.Dense, space, create, GradientBoostingModel.Read,
        Determinism: Determinism.SameThreads,
        Unstoppable: "ML.NET is asked while it reads rows and between trees, so the binning of the rows, and one tree, run to their end");

    /// <summary>The options that every tree has, in the library's own.</summary>
    protected TOptions Filled<TOptions>(TOptions filled, int seed) where TOptions : TreeOptions
    {
        filled.ExampleWeightColumnName = MlNetRow<float>.WeightColumn;
        filled.NumberOfTrees = Options.NumberOfTrees;
        filled.NumberOfLeaves = Options.NumberOfLeaves;
        filled.MinimumExampleCountPerLeaf = Options.MinimumExampleCountPerLeaf;
        filled.FeatureFraction = Options.FeatureFraction;
        filled.FeatureFractionPerSplit = Options.FeatureFractionPerSplit;
        filled.MaximumBinCountPerFeature = Options.MaximumBinCountPerFeature;
        filled.NumberOfThreads = Options.Threads;
        filled.Seed = filled.FeatureSelectionSeed = seed;
        return filled;
    }
}
