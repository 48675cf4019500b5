using Kolosal.Learning.Baselines;
using Kolosal.Learning.Linear;
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
        GradientBoostingTrainer.Descriptor,
        RandomForestTrainer.Descriptor,
        ExtraTreesTrainer.Descriptor,
        DecisionTreeTrainer.Descriptor,
    ];

    /// <summary>The algorithm with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public static TrainerDescriptor Get(string name) => All.FirstOrDefault(t => t.Name == name)
        ?? throw new KeyNotFoundException($"There is no trainer '{name}'; there are {string.Join(", ", All.Select(t => t.Name))}.");
}
