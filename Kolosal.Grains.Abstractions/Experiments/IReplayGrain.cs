using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Experiments;

/// <summary>Trains a model version again from its record and says whether the same package comes of it. Key <c>workspace/replay_…</c>.</summary>
[Alias("kolosal.experiments.IReplayGrain")]
public interface IReplayGrain : IGrainWithStringKey
{
    /// <summary>Begins. The same request again answers the replay as it stands.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="reference">The version: a number or an alias; null for the active one.</param>
    /// <returns>Refused when there is no such version (404), when its run is not known or has no package (409), or when the id stands for the
    /// replay of another version (409).</returns>
    [Alias("Start"), RequiresPermission(Permission.TrainRun)]
    Task<Result<ReplayReport>> StartAsync(string model, string? reference);

    /// <summary>Where it stands, or what came of it.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.ModelsRead)]
    Task<Result<ReplayReport>> GetAsync();
}

/// <summary>The life of a replay.</summary>
[GenerateSerializer, Alias("kolosal.replay-status")]
public enum ReplayStatus
{
    /// <summary>Waits for a training slot.</summary>
    Queued,

    Running,

    /// <summary>There is a verdict.</summary>
    Completed,

    /// <summary>There is none; the reason is in the report.</summary>
    Failed,
}

/// <summary>A replay as it stands.</summary>
/// <param name="ReplayId"><c>replay_…</c>.</param>
/// <param name="State">Where in its life it is.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's number.</param>
/// <param name="RunId">The run that made it.</param>
/// <param name="Same">Whether the package came out with the same hash; null while there is no verdict.</param>
/// <param name="Parts">Everything that was compared, the parts of the record first.</param>
/// <param name="Reason">Why it failed; null otherwise.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="UpdatedAt">When it last changed state.</param>
[GenerateSerializer, Immutable, Alias("kolosal.replay-report")]
public sealed record ReplayReport(
    string ReplayId, ReplayStatus State, string Model, int Version, string RunId, bool? Same, ImmutableArray<ReplayPart> Parts, string? Reason,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>One part of a record beside what it is now.</summary>
/// <param name="Name"><c>data</c>, <c>schema</c>, <c>plan</c>, <c>trials</c>, <c>winner</c>, <c>environment.…</c>, <c>package</c>.</param>
/// <param name="Same">Whether the two agree.</param>
/// <param name="Recorded">As it was recorded; null where the record does not say.</param>
/// <param name="Found">As it is now; null where there is nothing.</param>
/// <param name="Detail">What differs, where that can be told in a sentence; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("kolosal.replay-part")]
public sealed record ReplayPart(string Name, bool Same, string? Recorded, string? Found, string? Detail = null);

public static class ReplayGrains
{
    public static IReplayGrain Replay(this IGrainFactory grains, ResourceKey key) => grains.GetGrain<IReplayGrain>(key.ToString());
}
