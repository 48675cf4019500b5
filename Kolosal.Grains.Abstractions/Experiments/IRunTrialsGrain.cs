using Orleans.Concurrency;

namespace Kolosal.Experiments;

/// <summary>A full page of a run's finished trials, so that the run need not write all of them whenever one ends. Key
/// <c>workspace/run/page</c>.</summary>
[Alias("kolosal.experiments.IRunTrialsGrain")]
public interface IRunTrialsGrain : IGrainWithStringKey
{
    /// <summary>Keeps the page in place of what it held; called by the run, which counts the page afterwards.</summary>
    [Alias("Keep")]
    Task KeepAsync(ImmutableArray<TrialReport> trials);

    /// <summary>The page; empty when none was kept.</summary>
    [Alias("Read"), ReadOnly]
    Task<ImmutableArray<TrialReport>> ReadAsync();
}

public static class RunTrialsGrains
{
    public static IRunTrialsGrain RunTrials(this IGrainFactory grains, ResourceKey run, int page) =>
        grains.GetGrain<IRunTrialsGrain>(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{run}/page-{page}"));
}
