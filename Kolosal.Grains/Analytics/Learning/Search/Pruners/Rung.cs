namespace Kolosal.Learning.Search;

/// <summary>A stage of successive halving.</summary>
/// <param name="Trials">How many trials come to it; at least 1.</param>
/// <param name="Step">How far each of them runs there; at least 1.</param>
public readonly record struct Rung(int Trials, int Step);
