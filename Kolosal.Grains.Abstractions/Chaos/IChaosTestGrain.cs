using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Chaos;

/// <summary>One fault that is injected on purpose, with what was expected and what came of it. Key <c>workspace/chaos_…</c>, of who ordered it.
/// </summary>
/// <remarks>One test runs in an installation at a time. Its fault ends by itself on every silo, whatever becomes of the test.</remarks>
[Alias("kolosal.chaos.IChaosTestGrain")]
public interface IChaosTestGrain : IGrainWithStringKey
{
    /// <summary>Starts the test. The same id again answers it as it is.</summary>
    /// <returns>Refused with <c>chaos.disabled</c> (403) unless this installation allows faults, <c>chaos.bad-plan</c>, <c>chaos.running</c>,
    /// <c>chaos.no-such-silo</c>, <c>chaos.no-other-silo</c> (a silo is lost only where another stays).</returns>
    [Alias("Start"), RequiresPermission(Permission.ChaosRun)]
    Task<Result<ChaosTest>> StartAsync(ChaosPlan plan);

    /// <summary>The test. Refuses <c>chaos.not-found</c>.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.BackupRead)]
    Task<Result<ChaosTest>> GetAsync();

    /// <summary>Lifts the fault and ends the test without a verdict; a cancelled one stays so.</summary>
    /// <returns>Refused by the transition table for one that has ended otherwise.</returns>
    [Alias("Cancel"), RequiresPermission(Permission.ChaosRun)]
    Task<Result<ChaosTest>> CancelAsync();

    /// <summary>Writes down what people learnt from a test that has ended; in place of what was there.</summary>
    /// <returns>Refused with <c>chaos.running</c> before that.</returns>
    [Alias("Complete"), RequiresPermission(Permission.ChaosRun)]
    Task<Result<ChaosTest>> CompleteAsync(ChaosReview review);
}

/// <param name="Lessons">What was learnt, 1 to 4,000 characters.</param>
/// <param name="FailurePoints">What people found beside what was measured, at most 50 of at most 500 characters.</param>
[GenerateSerializer, Immutable, Alias("kolosal.chaos-review")]
public sealed record ChaosReview(string Lessons, ImmutableArray<string> FailurePoints);

public static class ChaosGrains
{
    public static IChaosTestGrain ChaosTest(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<IChaosTestGrain>($"{workspace}/{id}");
}
