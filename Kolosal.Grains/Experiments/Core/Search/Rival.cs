namespace Kolosal.Experiments;

/// <summary>The best complete trial that a trial's folds are compared with.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Folds">The metric on each fold.</param>
public sealed record Rival(int Trial, ImmutableArray<double> Folds);
