using Kolosal.Runtime.Activations;
using Kolosal.Runtime.Calls;

namespace Kolosal.Runtime;

/// <summary>Shows in one process, in tests, most of what a cluster does to calls.</summary>
/// <remarks>
/// Arguments, results, exceptions and events are always rebuilt from their numbered members, as between machines. The rest comes with the
/// probabilities given, from one seeded source.
/// </remarks>
internal sealed class StrictMode(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Answers that are lost after the call had its effect. 0 to 1; default 0.</summary>
    public double DroppedReplies { get; init; }

    /// <summary>Calls after which the activation leaves. 0 to 1; default 0.</summary>
    public double Deactivations { get; init; }

    /// <summary>Stream deliveries that come a second time. 0 to 1; default 0.</summary>
    public double Redeliveries { get; init; }

    /// <summary>True lets calls from outside overtake one another when they are not awaited one by one.</summary>
    public bool ReorderUnawaitedCalls { get; init; }

    public void Complete(Activation activation, Request request, Task task)
    {
        if (task.IsCompletedSuccessfully && Happens(DroppedReplies)) request.TryFail(new TimeoutException(
            $"The answer of {request.Method.ActivityName} on {request.Reference.GrainId} was lost (strict mode); the call had its effect."));
        else request.CompleteFrom(task);
        if (Happens(Deactivations)) activation.Deactivate(new(DeactivationReasonCode.RuntimeRequested, "Strict mode."));
    }

    public bool Redelivers() => Happens(Redeliveries);

    public void DeliverLater(Request request)
    {
        int steps;
        lock (_random) steps = _random.Next(8);
        _ = Task.Run(async () =>
        {
            for (int i = 0; i < steps; i++) await Task.Yield();
            request.Reference.Deliver(request);
        });
    }

    private bool Happens(double probability)
    {
        if (probability <= 0) return false;
        lock (_random) return _random.NextDouble() < probability;
    }
}
