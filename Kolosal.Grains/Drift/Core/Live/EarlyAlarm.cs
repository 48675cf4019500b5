namespace Kolosal.Drift;

/// <summary>The bets have found a change before the window was full.</summary>
/// <param name="Capital">What a capital of 1 has become.</param>
/// <param name="Needed">What it has to become for the promised rate.</param>
/// <param name="Columns">The columns that it is about.</param>
public sealed record EarlyAlarm(double Capital, double Needed, ImmutableArray<EarlyColumn> Columns);

/// <param name="Column">Its place among the yardstick's columns.</param>
/// <param name="Capital">Of its own bets.</param>
/// <param name="Psi">Of the rows lately, nats; of errors the rise as <see cref="OutcomeJudge"/> measures it.</param>
public readonly record struct EarlyColumn(int Column, double Capital, double Psi);
