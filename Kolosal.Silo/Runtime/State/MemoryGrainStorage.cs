using System.Collections.Concurrent;
using System.Text.Json;
using Orleans.Storage;

namespace Kolosal.Runtime.State;

/// <summary>Keeps state as JSON in memory, for tests. It is lost with the process.</summary>
internal sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), Stored> _records = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        bool exists = _records.TryGetValue((stateName, grainId), out var stored);
        grainState.RecordExists = exists && stored!.Json is not null;
        grainState.ETag = stored?.ETag;
        grainState.State = grainState.RecordExists ? JsonSerializer.Deserialize<T>(stored!.Json!) : New<T>();
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = Replace(stateName, grainId, grainState.ETag, JsonSerializer.SerializeToUtf8Bytes(grainState.State));
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = Replace(stateName, grainId, grainState.ETag, null);
        grainState.RecordExists = false;
        grainState.State = New<T>();
        return Task.CompletedTask;
    }

    private string Replace(string name, GrainId grain, string? expected, byte[]? json)
    {
        var next = new Stored(json, Guid.NewGuid().ToString("N"));
        bool replaced = expected is null
            ? _records.TryAdd((name, grain), next)
            : _records.TryGetValue((name, grain), out var stored) && stored.ETag == expected && _records.TryUpdate((name, grain), next, stored);
        if (replaced) return next.ETag;
        string? current = _records.GetValueOrDefault((name, grain))?.ETag;
        throw new InconsistentStateException($"The state '{name}' of {grain} was changed by somebody else.", current, expected);
    }

    private static T New<T>() => typeof(T).GetConstructor(Type.EmptyTypes) is null ? default! : Activator.CreateInstance<T>();

    private sealed record Stored(byte[]? Json, string ETag);
}
