using Kolosal.Tabular;

namespace Kolosal.Learning.Validation;

/// <summary>Row numbers to learn from and row numbers to judge by; no row is in both.</summary>
/// <param name="Training">At least one row, ascending.</param>
/// <param name="Validation">At least one row, ascending.</param>
public sealed record Fold(ImmutableArray<int> Training, ImmutableArray<int> Validation)
{
    /// <summary>The rows to learn from.</summary>
    public TrainingPart TrainingPart(Frame table) => Learning.TrainingPart.Of(table, Training);
}

/// <summary>Row numbers of three parts that share no row.</summary>
/// <param name="Training">What trials learn from.</param>
/// <param name="Validation">What they are chosen by; empty when no share was asked for.</param>
/// <param name="Test">What nobody looks at before the end.</param>
public sealed record Holdout(ImmutableArray<int> Training, ImmutableArray<int> Validation, ImmutableArray<int> Test)
{
    /// <summary>The rows to learn from.</summary>
    public TrainingPart TrainingPart(Frame table) => Learning.TrainingPart.Of(table, Training);
}
