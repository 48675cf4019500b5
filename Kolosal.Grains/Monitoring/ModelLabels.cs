using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Kolosal.Monitoring;

/// <summary>The labels <c>workspace</c> and <c>model</c> of a process's metrics, for a bounded number of models. Safe for any number of callers.
/// </summary>
/// <remarks>
/// First come, first served until the process ends: a counter that changed its labels would go backwards. Names reach it only for models that
/// exist, so that nobody fills it with made-up ones. The metrics of a process are read by operators alone, who may know of every workspace.
/// </remarks>
public sealed class ModelLabels(IOptions<MetricsOptions> options)
{
    /// <summary>Stands for the models that have no series of their own.</summary>
    public const string Other = "other";

    private static readonly KeyValuePair<string, object?>[] Rest = [new("workspace", Other), new("model", Other)];

    private readonly ConcurrentDictionary<string, KeyValuePair<string, object?>[]> known = new(StringComparer.Ordinal);
    private readonly Lock adding = new();

    /// <summary>The models that have series of their own.</summary>
    public IEnumerable<ModelKey> Models => known.Keys.Select(ModelKey.Parse);

    /// <summary>The two labels of a model.</summary>
    /// <param name="model">The model, <c>workspace/name</c>.</param>
    public ReadOnlySpan<KeyValuePair<string, object?>> Of(string model) => known.TryGetValue(model, out var labels) ? labels : Add(model);

    private KeyValuePair<string, object?>[] Add(string model)
    {
        lock (adding)
        {
            if (known.TryGetValue(model, out var labels)) return labels;
            if (known.Count >= options.Value.Models) return Rest;
            var key = ModelKey.Parse(model);
            return known[model] = [new("workspace", key.Workspace), new("model", key.Name)];
        }
    }
}
