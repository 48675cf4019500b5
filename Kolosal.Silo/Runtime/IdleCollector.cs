namespace Kolosal.Runtime;

/// <summary>Asks activations to leave that nobody has called for as long as their class allows.</summary>
internal sealed class IdleCollector(Engine engine, TimeSpan every) : IDisposable
{
    private ITimer? _timer;

    public void Start() => _timer = engine.BackgroundTime.CreateTimer(_ => Collect(null), null, every, every);

    /// <param name="ageLimit">Null for the limit of each class.</param>
    public void Collect(TimeSpan? ageLimit)
    {
        foreach (var activation in engine.Directory.Activations)
            if (activation.IsIdle(ageLimit)) activation.Deactivate(new(DeactivationReasonCode.ActivationIdle, "Nobody called for as long as the class allows."));
    }

    public void Dispose() => _timer?.Dispose();
}
