using Kolosal.Access;
using Kolosal.Experiments;

namespace Kolosal.Chaos;

/// <summary>The way to the injector of one silo. Key <c>system/slot_process_chaos</c>, of <see cref="FaultGates"/>.</summary>
[HostOnly, Alias("kolosal.chaos.IFaultGateGrain")]
internal interface IFaultGateGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="IFaultInjector.Reserve"/>
    [Alias("Reserve")]
    Task<string?> ReserveAsync(string testId, TimeSpan duration);

    /// <inheritdoc cref="IFaultInjector.Inject"/>
    [Alias("Inject")]
    Task<bool> InjectAsync(SiloFault fault);

    /// <inheritdoc cref="IFaultInjector.Lift"/>
    [Alias("Lift")]
    Task<long> LiftAsync(string testId);

    /// <inheritdoc cref="IFaultInjector.EndProcess"/>
    [Alias("EndProcess")]
    Task EndProcessAsync();
}

/// <remarks>Keeps nothing. Lives in the process it is named after; one that is found elsewhere, because that process died, refuses.</remarks>
[SlotPlacement]
internal sealed class FaultGateGrain(IFaultInjector injector, ILocalSiloDetails silo) : Grain, IFaultGateGrain
{
    public Task<string?> ReserveAsync(string testId, TimeSpan duration) => Task.FromResult(Here().Reserve(testId, duration));

    public Task<bool> InjectAsync(SiloFault fault) => Task.FromResult(Here().Inject(fault));

    public Task<long> LiftAsync(string testId) => Task.FromResult(Here().Lift(testId));

    public Task EndProcessAsync()
    {
        Here().EndProcess();
        return Task.CompletedTask;
    }

    /// <exception cref="SiloUnavailableException">The process is gone.</exception>
    private IFaultInjector Here()
    {
        if (FaultGates.Key(silo.SiloAddress) == this.GetPrimaryKeyString()) return injector;
        DeactivateOnIdle();
        throw new SiloUnavailableException("The process that the fault was meant for is gone.");
    }
}
