using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Exploration;

/// <summary>One analysis of a dataset that makes no model: clusters, anomalies, projections, forecasts. Key <c>workspace/ana_…</c>.</summary>
/// <remarks>Its result is a pure function of data, options and seed: however often it is interrupted, it comes out the same.</remarks>
[Alias("kolosal.exploration.IAnalysisGrain")]
public interface IAnalysisGrain : IGrainWithStringKey
{
    /// <summary>Holds options against the dataset, fixes the plan and begins. The same request again answers the analysis as it is.</summary>
    /// <returns>Refused with nothing created: 400 for an option without a meaning, 404 without the dataset, 409 when another request holds the id,
    /// 422 when the dataset cannot give what was asked, for example too many rows for the method.</returns>
    [Alias("Start"), RequiresPermission(Permission.TrainRun)]
    Task<Result<AnalysisSnapshot>> StartAsync(AnalysisRequest request);

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<AnalysisSnapshot>> GetAsync();

    /// <summary>The dataset that it is about, for who may read its rows and not how analyses are made.</summary>
    [Alias("DatasetOf"), ReadOnly, RequiresPermission(Permission.DataRead)]
    Task<Result<string>> GetDatasetAsync();

    /// <summary>Where a table of the result lies. 404 when there is none of this name, 409 before the analysis has completed.</summary>
    [Alias("Locate"), ReadOnly, RequiresPermission(Permission.DataRead)]
    Task<Result<BlobRef>> LocateAsync(string table);

    /// <summary>The events past a sequence number, then those to come, until the analysis ends.</summary>
    /// <param name="after">The last sequence number seen; 0 for all. The first event is number 1.</param>
    /// <param name="cancel">Ends the enumeration.</param>
    [Alias("Events"), RequiresPermission(Permission.TrainRead)]
    IAsyncEnumerable<AnalysisEvent> EventsAsync(long after, CancellationToken cancel = default);

    /// <summary>Stops the analysis. A cancelled one answers as it is.</summary>
    [Alias("Cancel"), RequiresPermission(Permission.TrainRun)]
    Task<Result<AnalysisSnapshot>> CancelAsync();

    /// <summary>Removes the analysis and the tables of its result, but those that another analysis has as well; one that is at work is stopped
    /// first. What was asked stays in the audit trail. A deleted one answers as it is, and is not found otherwise.</summary>
    [Alias("Delete"), RequiresPermission(Permission.TrainRun)]
    Task<Result<AnalysisSnapshot>> DeleteAsync();
}

public static class AnalysisGrains
{
    public static IAnalysisGrain Analysis(this IGrainFactory grains, ResourceKey key) => grains.GetGrain<IAnalysisGrain>(key.ToString());
}
