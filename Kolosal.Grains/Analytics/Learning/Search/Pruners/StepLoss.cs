namespace Kolosal.Learning.Search;

/// <summary>A loss on the way.</summary>
/// <param name="Step">From 1: epochs, trees, folds or rows spent.</param>
/// <param name="Loss">Smaller is better; NaN or +∞ is worse than any number.</param>
public readonly record struct StepLoss(int Step, double Loss);
