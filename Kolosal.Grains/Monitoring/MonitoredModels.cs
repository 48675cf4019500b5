using Kolosal.Models;

namespace Kolosal.Monitoring;

internal static class MonitoredModels
{
    /// <summary>Null when the model exists: settings of a model that does not would wait for ever to be used.</summary>
    public static async Task<Refusal?> RefuseUnknownAsync(this IGrainFactory grains, ModelKey model) =>
        (await grains.Model(model).GetAsync()).Accepted ? null : ModelId.NotFound(model.Name);
}
