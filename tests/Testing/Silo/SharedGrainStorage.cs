using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Orleans.Storage;

namespace Kolosal.Testing;

/// <summary>Grain state as JSON that outlives the silos of a test, as a database would.</summary>
public sealed class SharedGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), Record> records = new();
    private int failures, successes;
    private volatile string? unreadable;
    private long writes;

    /// <summary>Successful writes so far.</summary>
    public long Writes => Interlocked.Read(ref writes);

    public int Count => records.Count;

    /// <summary>Every stored record: name of the state, grain, content.</summary>
    public IEnumerable<(string Name, GrainId Grain, JsonElement State)> Records =>
        records.Select(pair => (pair.Key.Name, pair.Key.Grain, JsonSerializer.Deserialize<JsonElement>(pair.Value.Json)));

    /// <summary>Lets the next writes fail as if the database were away.</summary>
    /// <param name="count">How many.</param>
    /// <param name="after">How many succeed before them.</param>
    public void FailNextWrites(int count, int after = 0)
    {
        Interlocked.Exchange(ref successes, after);
        Interlocked.Exchange(ref failures, count);
    }

    /// <summary>Lets every read of a kind of state fail until it is called with null, as if that part of the database were away.</summary>
    public void FailReadsOf(string? stateName) => unreadable = stateName;

    /// <summary>Loses every record of a kind of state.</summary>
    public void Lose(string stateName)
    {
        foreach (var key in records.Keys.Where(key => key.Name == stateName)) records.TryRemove(key, out _);
    }

    /// <summary>Changes what every record of a kind of state holds, as somebody with the database open would: its JSON text.</summary>
    public void Edit(string stateName, Func<string, string> change)
    {
        foreach (var (key, record) in records.Where(pair => pair.Key.Name == stateName))
            records[key] = record with { Json = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(record.Json))) };
    }

    /// <summary>Changes the version of every record of a grain, as another writer would.</summary>
    public void Tamper(GrainId grain)
    {
        foreach (var (key, record) in records.Where(pair => pair.Key.Grain == grain))
            records[key] = record with { ETag = Guid.NewGuid().ToString("N") };
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (stateName == unreadable) throw new IOException("The storage of the test cannot be read.");
        var record = records.GetValueOrDefault((stateName, grainId));
        grainState.ETag = record?.ETag;
        grainState.RecordExists = record is not null;
        grainState.State = record is null ? Activator.CreateInstance<T>() : JsonSerializer.Deserialize<T>(record.Json)!;
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(grainState.State);
        await Task.Yield();
        if (Interlocked.Decrement(ref successes) < 0 && Interlocked.Decrement(ref failures) >= 0)
            throw new IOException("The storage of the test is away.");
        var next = new Record(json, Guid.NewGuid().ToString("N"));
        var stored = records.AddOrUpdate((stateName, grainId), _ => grainState.ETag is null ? next : throw Conflict(null, grainState.ETag),
            (_, current) => current.ETag == grainState.ETag ? next : throw Conflict(current.ETag, grainState.ETag));
        (grainState.ETag, grainState.RecordExists) = (stored.ETag, true);
        Interlocked.Increment(ref writes);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (records.TryGetValue((stateName, grainId), out var current))
        {
            if (current.ETag != grainState.ETag) throw Conflict(current.ETag, grainState.ETag);
            records.TryRemove((stateName, grainId), out _);
        }
        (grainState.ETag, grainState.RecordExists) = (null, false);
        grainState.State = Activator.CreateInstance<T>();
        return Task.CompletedTask;
    }

    private static InconsistentStateException Conflict(string? stored, string? current) => new("Somebody else wrote the state.", stored, current);

    private sealed record Record(byte[] Json, string ETag);
}
