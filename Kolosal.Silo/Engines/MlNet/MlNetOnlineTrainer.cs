using Kolosal.Learning;
using Kolosal.Learning.Linear;

namespace Kolosal.Engines.MlNet;

/// <summary>What ML.NET's trainers of a line, row by row, share. They know no weights of rows.</summary>
internal abstract class MlNetOnlineTrainer : MlNetTrainer
{
    /// <summary>Checked.</summary>
    protected readonly OnlineOptions Options;

    /// <param name="descriptor">The entry in <see cref="Trainers.All"/>.</param>
    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    protected MlNetOnlineTrainer(TrainerDescriptor descriptor, OnlineOptions options) : base(descriptor)
    {
        options.Check();
        Options = options;
    }

    /// <summary>An entry of the list.</summary>
    /// <param name="name">Stable.</param>
    /// <param name="task">The one it learns.</param>
    /// <param name="create">A trainer from its options.</param>
    protected static TrainerDescriptor Describe(string name, LearningTask task, Func<OnlineOptions, ITrainer> create) => new(
        name, [task], FeatureEncoding.Dense, OnlineOptions.Space, given => create(OnlineOptions.Of(given)), LinearPredictor.Read,
        Determinism: Determinism.AnyThreads, TakesWeights: false);
}
