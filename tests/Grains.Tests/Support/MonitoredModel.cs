using Kolosal.Events;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Support;

/// <summary>A registered model on a platform silo, and requests in its log as a predictor would have written them.</summary>
/// <remarks>
/// Inputs: <c>x</c>, a standard normal number in training, and <c>sex</c>, protected, one half each. Decisions: bad and good, good favourable.
/// </remarks>
internal sealed class MonitoredModel(PlatformSilo silo, ModelKey key)
{
    public MonitoredModel(PlatformSilo silo)
        : this(silo, new("ws", "loans")) { }

    public ModelKey Key { get; } = key;

    /// <summary>Registers a model that a test names itself.</summary>
    public static Task RegisterAsync(PlatformSilo silo, ModelKey model) => new MonitoredModel(silo, model).RegisterAsync();

    public async Task RegisterAsync(string package = "a", MonitoringReference? reference = null)
    {
        string sha256 = new(package[0], 64);
        var registered = await silo.Grains.Model(Key).RegisterAsync(new(
            sha256, new(Key.Workspace, sha256, 1), "", "", "key_author", "run_1", "ds_1", "prior", "binary", "risk",
            new("roc_auc", [], 800, 100, 100, 0.5), reference ?? Reference()));
        Assert.True(registered.Accepted, registered.Refusal?.Message);
    }

    /// <summary>Deciles of the standard normal distribution; a thousand rows in each tenth.</summary>
    public static MonitoringReference Reference() => new(0, "binary", ["bad", "good"], 1,
    [
        new(
            "x", false, false, [], [-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816],
            [.. Enumerable.Repeat(1000L, 10)], 0, -4, 4),
        new("sex", true, true, ["female", "male"], [], [5000, 5000], 0, 0, 0),
    ], new("risk", true, false, ["bad", "good"], [], [5000, 5000], 0, 0, 0));

    public async Task ServeAsync(Random random, int rows, double shift = 0, double selectFemale = 0.5, double selectMale = 0.5, int version = 1,
        DateTimeOffset? at = null)
    {
        for (int i = 0; i < rows; i++)
        {
            int sex = random.Next(2);
            bool selected = random.NextDouble() < (sex == 0 ? selectFemale : selectMale);
            await AppendAsync(new(
                0, Guid.NewGuid(), version, at ?? DateTimeOffset.UtcNow, 2, null, false, 1, [Normal(random) + shift, sex],
                selected ? [0.2, 0.8] : [0.8, 0.2], [selected ? 1 : 0]));
        }
    }

    public async Task FailAsync(int requests, bool clientFault)
    {
        for (int i = 0; i < requests; i++)
            await AppendAsync(new(
                0, Guid.NewGuid(), 1, DateTimeOffset.UtcNow, 1, clientFault ? "predict.bad-rows" : "predict.fault", clientFault, 1, [], [], []));
    }

    private Task AppendAsync(ServedRequest request) =>
        silo.Services.GetRequiredService<IPredictionLog>().AppendAsync(Key.ToString(), new byte[32], request, durable: true).AsTask();

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
