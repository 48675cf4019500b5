using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Experiments;

/// <summary>One search for a model on one dataset: a durable plan, its trials, its winner. Key <c>workspace/run_…</c>.</summary>
/// <remarks>
/// A run that is limited by trials is a pure function of data, options and seed: whatever the number of threads and silos, and however
/// often it is interrupted, it registers the same package.
/// </remarks>
[Alias("kolosal.experiments.IRunGrain")]
public interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Checks the data, fixes the plan and begins. The same request again answers the run as it is.</summary>
    /// <returns>Refused with nothing created when the data cannot teach it (422), an
    /// option has no meaning (400), another request holds the id (409), or too many runs of the workspace wait (429).</returns>
    [Alias("Start"), ResponseTimeout("00:05:00"), RequiresPermission(Permission.TrainRun)]
    Task<Result<RunSnapshot>> StartAsync(RunRequest request);

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<RunSnapshot>> GetAsync();

    /// <summary>The scored trials, best first; equal scores by trial number.</summary>
    [Alias("Leaderboard"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<Leaderboard>> LeaderboardAsync();

    /// <summary>Every trial that was launched, by number, also failed ones.</summary>
    [Alias("Trials"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<ImmutableArray<TrialReport>>> TrialsAsync();

    /// <summary>The kept events past a sequence number, then those to come, until the run ends.</summary>
    /// <param name="after">The last sequence number seen; 0 for everything that is kept. The first event is number 1.</param>
    /// <param name="cancel">Ends the enumeration.</param>
    [Alias("Events"), RequiresPermission(Permission.TrainRead)]
    IAsyncEnumerable<RunEvent> EventsAsync(long after, CancellationToken cancel = default);

    /// <summary>Stops the run; trials in flight are abandoned, finished ones are kept. A cancelled run answers as it is.</summary>
    [Alias("Cancel"), RequiresPermission(Permission.TrainRun)]
    Task<Result<RunSnapshot>> CancelAsync();

    /// <summary>Lets the run rest: trials in flight are abandoned, slots given back, the dataset stays held and the time budget does not run.
    /// A paused run answers as it is; one that has ended refuses.</summary>
    [Alias("Pause"), RequiresPermission(Permission.TrainRun)]
    Task<Result<RunSnapshot>> PauseAsync();

    /// <summary>What the run's result follows from, and what computed it.</summary>
    [Alias("Record"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<Models.TrainingRecord>> RecordAsync();

    /// <summary>What made the run's package, to be done again. Refused (409) while there is none.</summary>
    [Alias("DeliveryWork"), ReadOnly]
    Task<Result<DeliveryWork>> DeliveryWorkAsync();

    /// <summary>Goes on with a paused, cancelled or failed run where it stopped; a run in progress answers as it is.</summary>
    [Alias("Resume"), RequiresPermission(Permission.TrainRun)]
    Task<Result<RunSnapshot>> ResumeAsync();

    /// <summary>Called by a process at its start for runs that were at work when the last one ended: being activated is enough to go on.</summary>
    [Alias("Wake"), HostOnly]
    Task RecoverAsync();
}

public static class RunGrains
{
    public static IRunGrain Run(this IGrainFactory grains, ResourceKey key) => grains.GetGrain<IRunGrain>(key.ToString());
}
