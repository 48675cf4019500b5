namespace Kolosal.Learning.Search;

/// <summary>A value on the way: after so many epochs, trees, folds or rows.</summary>
/// <param name="Step">From 1, ascending within a trial, in one unit for all trials of a study.</param>
/// <param name="Value">Finite, in the objective's own direction.</param>
public readonly record struct StepValue(int Step, double Value);
