using System.Diagnostics;

namespace Kolosal.LogConsumers;

/// <summary>Spans of consumers in the traces of the requests that they count; source <c>Kolosal.LogConsumers</c>.</summary>
internal static class ConsumerTracing
{
    public const string Name = "Kolosal.LogConsumers";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Begins a span for counting what a stream told of.</summary>
    /// <remarks>
    /// Child of the request's, so that one trace shows the way from the front door to the monitors, and linked to it, since other
    /// requests are counted in the same turn (OpenTelemetry semantic conventions for messaging: batches are linked).
    /// </remarks>
    /// <param name="consumer">The consumer's class.</param>
    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="trace">The request's trace context.</param>
    /// <returns>Null when nobody listens.</returns>
    public static Activity? Begin(string consumer, string model, string? trace)
    {
        if (!Source.HasListeners() || !ActivityContext.TryParse(trace, null, isRemote: true, out var request)) return null;
        var span = Source.StartActivity($"count {consumer}", ActivityKind.Consumer, request, links: [new ActivityLink(request)]);
        span?.SetTag("messaging.system", "orleans");
        span?.SetTag("messaging.operation.type", "process");
        span?.SetTag("kolosal.model", model);
        return span;
    }
}
