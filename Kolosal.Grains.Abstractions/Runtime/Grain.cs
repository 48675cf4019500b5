using Orleans.Runtime;

namespace Orleans;

/// <summary>Base of grain classes: one activation at a time, one turn at a time.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly IActivation _activation;

    /// <exception cref="InvalidOperationException">Made outside of the runtime, which gives a grain its identity.</exception>
    protected Grain() =>
        _activation = RuntimeContext.Current ?? throw new InvalidOperationException("Grains are created by the runtime; get a reference from IGrainFactory.");

    public IGrainContext GrainContext => _activation;
    public string IdentityString => _activation.GrainId.ToString();
    protected IGrainFactory GrainFactory => _activation.GrainFactory;
    protected internal IServiceProvider ServiceProvider => _activation.ActivationServices;

    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lets the activation go once the calls that run have ended; later calls get a new one.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Keeps the activation at least this long, calls or not; zero or less takes the promise back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => _activation.DelayDeactivation(timeSpan);
}
