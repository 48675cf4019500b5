using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Kolosal.Runtime.Streams;

/// <summary>The stream providers that were added to the silo.</summary>
internal sealed class StreamProviders(Engine engine)
{
    private readonly ConcurrentDictionary<string, MemoryStreamProvider> _providers = new();
    private readonly HashSet<string> _names = [.. engine.Services.GetServices<StreamProviderName>().Select(name => name.Value)];

    /// <exception cref="KeyNotFoundException">No provider of that name was added to the silo.</exception>
    public MemoryStreamProvider Get(string name)
    {
        if (_providers.TryGetValue(name, out var known)) return known;
        if (!_names.Contains(name)) throw new KeyNotFoundException($"No stream provider named '{name}'; the silo has {string.Join(", ", _names.Order())}.");
        var options = engine.Services.GetRequiredService<IOptionsMonitor<StreamPullingAgentOptions>>().Get(name);
        return _providers.GetOrAdd(name, _ => new MemoryStreamProvider(engine, name, options));
    }

    public IReadOnlyDictionary<string, int> QueueLengths() => _providers.ToDictionary(pair => pair.Key, pair => pair.Value.Queued);

    public void Stop()
    {
        foreach (var provider in _providers.Values) provider.Stop();
    }
}

internal sealed record StreamProviderName(string Value);
