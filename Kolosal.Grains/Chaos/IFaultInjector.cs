namespace Kolosal.Chaos;

/// <summary>The faults of one silo. Safe for any number of callers.</summary>
/// <remarks>At most one fault is in force, and it ends by itself. Nothing of it is stored: a silo that starts has none.</remarks>
public interface IFaultInjector
{
    /// <summary>Whether this installation allows faults.</summary>
    bool IsEnabled { get; }

    /// <summary>The clock as it is without any skew.</summary>
    TimeProvider Clock { get; }

    /// <summary>Keeps the silo for a test.</summary>
    /// <param name="testId">The test's key.</param>
    /// <param name="duration">How long at most.</param>
    /// <returns>The test that has it; null when it is kept for this one now.</returns>
    string? Reserve(string testId, TimeSpan duration);

    /// <summary>Puts a fault in force; of the test that has the silo.</summary>
    /// <returns>Whether it is; false when another test has the silo.</returns>
    bool Inject(SiloFault fault);

    /// <summary>Lifts the fault of a test, and gives the silo back.</summary>
    /// <returns>Calls that it struck here.</returns>
    long Lift(string testId);

    /// <summary>Ends this process soon after the call has returned, without giving anything back: as SIGKILL would.</summary>
    void EndProcess();
}

/// <summary>A fault as a silo is told of it.</summary>
/// <param name="TestId">The test's key.</param>
/// <param name="Fault">What is injected.</param>
/// <param name="Workspaces">Whose calls it strikes; <c>*</c> for all.</param>
/// <param name="Model">Strikes only what is of this name; null for everything.</param>
/// <param name="Share">Above 0 to 1.</param>
/// <param name="Duration">From now; the silo lifts it by itself then.</param>
/// <param name="Latency">How much longer each struck call takes; zero for other faults.</param>
/// <param name="Skew">How far the clock is off; zero for other faults.</param>
/// <param name="Seed">Which calls are struck follows from it.</param>
[GenerateSerializer, Immutable, Alias("kolosal.silo-fault")]
public sealed record SiloFault(
    string TestId, ChaosFault Fault, ImmutableArray<string> Workspaces, string? Model, double Share, TimeSpan Duration, TimeSpan Latency,
    TimeSpan Skew, long Seed);
