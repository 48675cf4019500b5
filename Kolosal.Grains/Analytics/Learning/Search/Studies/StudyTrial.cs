namespace Kolosal.Learning.Search;

/// <summary>One trial of a study.</summary>
/// <param name="Number">Its number, from 0 without gaps.</param>
/// <param name="Parameters">What is tried.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Values">One a direction when <see cref="StudyTrialStatus.Complete"/>, else empty; finite.</param>
/// <param name="Steps">What was reported on the way, by ascending step.</param>
public sealed record StudyTrial(int Number, HyperParameters Parameters, StudyTrialStatus Status, ImmutableArray<double> Values,
    ImmutableArray<StepValue> Steps)
{
    /// <summary>Why it failed, or null.</summary>
    public string? Reason { get; init; }
}
