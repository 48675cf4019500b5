using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace Kolosal.Testing;

/// <summary>Faults of a cluster that a lone silo would otherwise not show: drawn from one seeded source, or brought about call by call.</summary>
/// <param name="Seed">The same seed draws the same faults for the same order of calls.</param>
/// <param name="DroppedReplies">Share of calls whose answer is lost after they had their
/// effect; the caller gets a <see cref="TimeoutException"/>.</param>
/// <param name="Deactivations">Share of calls after which the grain leaves memory.</param>
/// <param name="Redeliveries">Share of stream deliveries that have their effect, whose grain then leaves memory, and that come again.</param>
/// <param name="Delays">Share of calls between grains that wait before they are sent, so that later ones overtake them.</param>
public sealed record CallFaults(int Seed, double DroppedReplies = 0, double Deactivations = 0, double Redeliveries = 0, double Delays = 0)
{
    private const int LongestDelayMilliseconds = 20;

    private readonly ConcurrentDictionary<string, byte> dropNext = new(StringComparer.Ordinal);
    private volatile bool over;

    /// <summary>Loses the reply of the next call of a method, whatever the shares are.</summary>
    /// <param name="method">Interface and method: <c>IModelGrain.PromoteAsync</c>.</param>
    public void DropNextReply(string method) => dropNext[method] = 0;

    /// <summary>True while a reply that was asked to be dropped has not been.</summary>
    public bool IsPending(string method) => dropNext.ContainsKey(method);

    /// <summary>From now on nothing is drawn any more.</summary>
    public void End() => over = true;

    internal void Use(ISiloBuilder silo)
    {
        var draws = new Draws(Seed);
        silo.AddIncomingGrainCallFilter(context => IsDelivery(context)
            ? DeliverAsync(context, draws) : IsOurs(context) ? ReceiveAsync(context, draws) : context.Invoke());
        silo.AddOutgoingGrainCallFilter(context => SendAsync(context, draws));
    }

    private async Task ReceiveAsync(IIncomingGrainCallContext context, Draws draws)
    {
        await context.Invoke();
        if (Happens(draws, Deactivations)) Deactivate(context);

        // The effect stands and the caller does not know it: it must be able to ask again.
        if (Happens(draws, DroppedReplies) || dropNext.TryRemove(
            $"{context.InterfaceMethod.DeclaringType!.Name}.{context.InterfaceMethod.Name}", out _))
            throw new TimeoutException("The reply was dropped by the test.");
    }

    private async Task DeliverAsync(IIncomingGrainCallContext context, Draws draws)
    {
        await context.Invoke();
        if (Happens(draws, Deactivations)) Deactivate(context);

        if (!Happens(draws, Redeliveries)) return;

        // The effect stands and the stream does not know it: it delivers again. A grain that still lives recognises that by itself.
        Deactivate(context);
        throw new TimeoutException("The acknowledgement was dropped by the test.");
    }

    private async Task SendAsync(IOutgoingGrainCallContext context, Draws draws)
    {
        if (IsOurs(context) && Happens(draws, Delays)) await Task.Delay(draws.Next(LongestDelayMilliseconds));
        await context.Invoke();
    }

    private bool Happens(Draws draws, double share) => !over && draws.Happens(share);

    private static void Deactivate(IIncomingGrainCallContext context) =>
        context.TargetContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "a fault of the test"));

    /// <summary>Not the handshake that goes before: a stream without it delivers nothing for a while.</summary>
    private static bool IsDelivery(IIncomingGrainCallContext context) =>
        context.InterfaceName.Contains("StreamConsumerExtension", StringComparison.Ordinal)
            && context.MethodName.StartsWith("Deliver", StringComparison.Ordinal);

    private static bool IsOurs(IGrainCallContext context) =>
        context.InterfaceMethod.DeclaringType?.Namespace?.StartsWith("Kolosal", StringComparison.Ordinal) == true;

    private sealed class Draws(int seed)
    {
        private readonly Lock gate = new();
        private readonly Random random = new(seed);

        public bool Happens(double share)
        {
            if (share <= 0) return false;
            lock (gate) return random.NextDouble() < share;
        }

        public int Next(int below)
        {
            lock (gate) return random.Next(below);
        }
    }
}
