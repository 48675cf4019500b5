namespace Kolosal.Events;

/// <summary>The streams that tell each workspace (their key) of faults that were injected on purpose and of policies that acted by
/// themselves.</summary>
/// <remarks>News may be lost with a process; the next drill says more.</remarks>
public static class DrillStreams
{
    /// <summary>Of <see cref="DrillJudged"/>.</summary>
    public const string Faults = "fault-drills";

    /// <summary>Of <see cref="PolicyActed"/>.</summary>
    public const string Policies = "policies";
}

/// <summary>A fault was injected, and what came of it was compared with what had been expected.</summary>
/// <param name="TestId">The test.</param>
/// <param name="Fault">Which fault, as <c>silo_loss</c>.</param>
/// <param name="At">When the test ended.</param>
/// <param name="Held">What had been expected happened.</param>
/// <param name="Lost">Acknowledged records that were lost or counted twice.</param>
/// <param name="RecoverySeconds">From the end of the fault to the error rate of before; null when it did not recover or was not measured.</param>
[GenerateSerializer, Immutable, Alias("kolosal.drill-judged")]
public sealed record DrillJudged(string TestId, string Fault, DateTimeOffset At, bool Held, long Lost, double? RecoverySeconds);

/// <summary>A policy began to act, or what it did ended.</summary>
/// <param name="CaseId">The case; news of one case follow each other.</param>
/// <param name="Model">The model.</param>
/// <param name="Trigger">What made it act.</param>
/// <param name="At">When it began.</param>
/// <param name="Outcome">What came of it; null while it is under way.</param>
/// <param name="EndedAt">When that was known; null while it is under way.</param>
[GenerateSerializer, Immutable, Alias("kolosal.policy-acted")]
public sealed record PolicyActed(string CaseId, string Model, string Trigger, DateTimeOffset At, string? Outcome, DateTimeOffset? EndedAt);
