using System.Collections.Concurrent;
using System.Diagnostics;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Monitoring;

/// <summary>One trace shows a prediction's way from the front door through the grains and over the stream to the monitors.</summary>
[Collection(ServingCollection.Name)]
public sealed class TraceTests(ServingApi host)
{
    [Fact]
    public async Task A_request_is_followed_to_the_monitors()
    {
        string name = await host.ServeAsync();
        var trace = ActivityTraceId.CreateRandom();
        var caller = ActivitySpanId.CreateRandom();
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "Microsoft.Orleans.Application" or "Kolosal.LogConsumers",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/predict")
        {
            Content = ApiHost.Json($$"""{"model_id":"{{name}}","rows":[[1,"a"]]}"""),
        };
        request.Headers.Add("traceparent", $"00-{trace}-{caller}-01");
        Assert.True((await host.As(Role.Consumer).SendAsync(request)).IsSuccessStatusCode);

        string[] consumers = ["count SloMonitorGrain", "count DriftMonitorGrain", "count FairnessMonitorGrain"];
        await Eventually.HoldsAsync(() => consumers.All(consumer => ended.Any(span => span.DisplayName == consumer)));
        var spans = ended.Where(span => span.TraceId == trace).ToArray();
        var byId = spans.ToDictionary(span => span.SpanId);
        Assert.Contains(spans, span => span.Source.Name == "Microsoft.AspNetCore" && span.ParentSpanId == caller);
        foreach (string consumer in consumers)
        {
            var counting = spans.First(span => span.DisplayName == consumer);
            Assert.Equal(ActivityKind.Consumer, counting.Kind);
            Assert.Equal($"default/{name}", counting.GetTagItem("kolosal.model"));
            Assert.Equal(counting.ParentSpanId, Assert.Single(counting.Links).Context.SpanId);

            // Over the predictor's call back to the request.
            var way = new List<Activity>();
            for (var span = counting; byId.TryGetValue(span.ParentSpanId, out var parent); span = parent) way.Add(parent);
            Assert.Contains(way, span => span.Source.Name == "Microsoft.Orleans.Application");
            Assert.Equal(caller, way[^1].ParentSpanId);
        }
    }
}
