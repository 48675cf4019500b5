using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>The trainer of a candidate as the plan wants it.</summary>
public static class CandidateTrainer
{
    /// <summary>Whether a trainer can be told how the output may change with a column.</summary>
    public static bool KeepsDirections(string trainer) => Trainers.All.FirstOrDefault(t => t.Name == trainer)?
        .Under(new() { Directions = ImmutableSortedDictionary<string, int>.Empty.Add("any", 1) }) is not null;

    /// <summary>The trainer by name, under the plan's terms.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="name">Name in the trainer catalogue.</param>
    /// <exception cref="TrainingException">It cannot keep them.</exception>
    public static TrainerDescriptor Of(RunPlan plan, string name) => Trainers.Get(name).Under(PlanTerms.Of(plan))
        ?? throw new TrainingException($"'{name}' cannot keep what this run asks of its trainers; leave it out.");
}
