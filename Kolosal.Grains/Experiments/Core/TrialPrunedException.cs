using System.Globalization;

namespace Kolosal.Experiments;

/// <summary>A trial was given up between its folds: by those that it has, it is worse than the best.</summary>
/// <param name="rival">The trial that it was compared with.</param>
/// <param name="done">Folds that it has.</param>
/// <param name="folds">Folds of the plan.</param>
public sealed class TrialPrunedException(int rival, int done, int folds) : Exception(string.Create(CultureInfo.InvariantCulture,
    $"Given up after {done} of {folds} folds: by the signed ranks of those it is worse than trial {rival}."));
