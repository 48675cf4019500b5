using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Datasets;

/// <summary>A job of another system that reads or makes data, as its events tell of it. Key <c>workspace/job_…</c>, made of the job's namespace and
/// name.</summary>
[Alias("kolosal.datasets.ILineageJobGrain")]
public interface ILineageJobGrain : IGrainWithStringKey
{
    /// <summary>Takes in what an event tells; what it read and made is added to what is known. An event that is repeated adds nothing.</summary>
    [Alias("Tell"), RequiresPermission(Permission.DataWrite)]
    Task<Result<LineageJob>> TellAsync(LineageNews news);

    /// <summary>What is known of the job. 404 when no event told of it.</summary>
    [Alias("Describe"), ReadOnly, RequiresPermission(Permission.DataDescribe)]
    Task<Result<LineageJob>> DescribeAsync();
}

public static class LineageJobGrains
{
    public static ILineageJobGrain LineageJob(this IGrainFactory grains, string workspace, string jobId) =>
        grains.GetGrain<ILineageJobGrain>(new ResourceKey(workspace, jobId).ToString());
}

/// <summary>What one event tells of a job.</summary>
/// <param name="Namespace">Of the job.</param>
/// <param name="Name">Of the job.</param>
/// <param name="Producer">What sent it: an address.</param>
/// <param name="Event">The run, the type and the time of the event, which name it.</param>
/// <param name="At">When it happened.</param>
/// <param name="State">What the run has come to: <c>START</c>, <c>COMPLETE</c>, …; null for a job without runs.</param>
/// <param name="Inputs">Datasets it read: ours by their id, others as <c>namespace/name</c>.</param>
/// <param name="Outputs">Datasets it made.</param>
[GenerateSerializer, Immutable, Alias("kolosal.lineage-news")]
public sealed record LineageNews(
    string Namespace, string Name, string Producer, string Event, DateTimeOffset At, string? State, ImmutableArray<string> Inputs,
    ImmutableArray<string> Outputs);

/// <summary>A job of another system.</summary>
/// <param name="JobId"><c>job_…</c>.</param>
/// <param name="Namespace">Of the job.</param>
/// <param name="Name">Of the job.</param>
/// <param name="Producer">What told of it last.</param>
/// <param name="State">What its last run has come to.</param>
/// <param name="LastAt">When the last event happened.</param>
/// <param name="Events">Events that told of it.</param>
/// <param name="Inputs">Datasets it read.</param>
/// <param name="Outputs">Datasets it made.</param>
[GenerateSerializer, Immutable, Alias("kolosal.lineage-job")]
public sealed record LineageJob(
    string JobId, string Namespace, string Name, string Producer, string? State, DateTimeOffset LastAt, long Events, ImmutableArray<string> Inputs,
    ImmutableArray<string> Outputs);
