using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Experiments;

/// <summary>A search of the hyper-parameters of one algorithm: by a run of this installation, or by workers elsewhere that ask what to try and tell
/// what came of it. Key <c>workspace/study_…</c>.</summary>
[Alias("kolosal.experiments.IStudyGrain")]
public interface IStudyGrain : IGrainWithStringKey
{
    /// <summary>Makes the study; one with a dataset starts its run. The same request again answers the study as it is.</summary>
    /// <returns>Refused with nothing created: 400 for an option without a meaning, 409 when another request holds the id, and with whatever the run
    /// refuses.</returns>
    [Alias("Create"), ResponseTimeout("00:05:00"), RequiresPermission(Permission.TrainRun)]
    Task<Result<StudySnapshot>> CreateAsync(StudyRequest request);

    /// <summary>The study with its trials; those of a run are the run's.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.TrainRead)]
    Task<Result<StudySnapshot>> GetAsync();

    /// <summary>What to try next; the trial is pending until it is told.</summary>
    /// <param name="commandKey">Chosen by the caller: the same one answers the same trial.</param>
    /// <returns>409 for a study that a run searches, and when it has as many trials as it may have.</returns>
    [Alias("Ask"), RequiresPermission(Permission.TrainRun)]
    Task<Result<StudyTrialReport>> AskAsync(string commandKey);

    /// <summary>A value on the way of a trial, its values at the end, or that it came to none. Told again, it changes nothing.</summary>
    /// <returns>404 for a trial that was never asked for, 409 when it has ended otherwise, 400 for values that cannot be.</returns>
    [Alias("Tell"), RequiresPermission(Permission.TrainRun)]
    Task<Result<StudyAnswer>> TellAsync(StudyTell tell);

    /// <summary>The best that was found, ready to be trained. 409 while there is nothing.</summary>
    [Alias("Best"), RequiresPermission(Permission.TrainRead)]
    Task<Result<StudyBest>> BestAsync();
}

public static class StudyGrains
{
    public static IStudyGrain Study(this IGrainFactory grains, ResourceKey key) => grains.GetGrain<IStudyGrain>(key.ToString());
}
