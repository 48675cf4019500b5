using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace Kolosal.Testing;

/// <summary>Faults of a cluster that a lone silo would otherwise not show, drawn from one seeded source.</summary>
/// <param name="Seed">The same seed draws the same faults for the same order of calls.</param>
/// <param name="DroppedReplies">Share of calls whose answer is lost after they had their
/// effect; the caller gets a <see cref="TimeoutException"/>.</param>
/// <param name="Deactivations">Share of calls after which the grain leaves memory.</param>
/// <param name="Redeliveries">Share of stream deliveries that have their effect and come again.</param>
/// <param name="Delays">Share of calls that wait before they are sent, so that later ones overtake them.</param>
public sealed record CallFaults(int Seed, double DroppedReplies = 0, double Deactivations = 0, double Redeliveries = 0, double Delays = 0)
{
    private const int LongestDelayMilliseconds = 20;

    internal void Use(ISiloBuilder silo)
    {
        var draws = new Draws(Seed);
        silo.AddIncomingGrainCallFilter(context => ReceiveAsync(context, draws));
        silo.AddOutgoingGrainCallFilter(context => SendAsync(context, draws));
    }

    private async Task ReceiveAsync(IIncomingGrainCallContext context, Draws draws)
    {
        await context.Invoke();
        bool delivery = context.InterfaceName.Contains("StreamConsumerExtension", StringComparison.Ordinal);
        if (!delivery && !IsOurs(context)) return;

        if (draws.Happens(Deactivations)) context.TargetContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "a fault of the test"));

        // The effect stands and the sender does not know it: a caller must be able to ask again, a stream delivers again.
        if (draws.Happens(delivery ? Redeliveries : DroppedReplies)) throw new TimeoutException("The reply was dropped by the test.");
    }

    private async Task SendAsync(IOutgoingGrainCallContext context, Draws draws)
    {
        if (IsOurs(context) && draws.Happens(Delays)) await Task.Delay(draws.Next(LongestDelayMilliseconds));
        await context.Invoke();
    }

    private static bool IsOurs(IGrainCallContext context) =>
        context.InterfaceMethod.DeclaringType?.Namespace?.StartsWith("Kolosal", StringComparison.Ordinal) == true;

    private sealed class Draws(int seed)
    {
        private readonly Lock _gate = new();
        private readonly Random _random = new(seed);

        public bool Happens(double share)
        {
            if (share <= 0) return false;
            lock (_gate) return _random.NextDouble() < share;
        }

        public int Next(int below)
        {
            lock (_gate) return _random.Next(below);
        }
    }
}
