using Kolosal.Learning;
using Kolosal.Learning.Trees;

namespace Kolosal.Experiments;

/// <summary>The trainer of a candidate as the plan wants it.</summary>
public static class CandidateTrainer
{
    /// <summary>The trainers that can be told how the output may change with a column, in words.</summary>
    public static string KeepingDirections => GradientBoostingTrainer.Descriptor.Name;

    /// <summary>Whether a trainer can be told how the output may change with a column.</summary>
    public static bool KeepsDirections(string trainer) => trainer == GradientBoostingTrainer.Descriptor.Name;

    /// <summary>The trainer by name, bound by the plan's monotone columns where there are any.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="name">Name in the trainer catalogue.</param>
    public static TrainerDescriptor Of(RunPlan plan, string name) => plan.Monotone is not { } directions ? Trainers.Get(name)
        : GradientBoostingTrainer.Monotone(directions.ToImmutableSortedDictionary(
            d => d.Key, d => d.Value == MonotoneDirection.Increasing ? 1 : -1, StringComparer.Ordinal));
}
