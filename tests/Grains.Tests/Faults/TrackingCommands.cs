using System.Collections.Immutable;
using Kolosal.Tracking;
using static Kolosal.Faults.Stage;

namespace Kolosal.Faults;

/// <summary>The commands of tracking.</summary>
internal static class TrackingCommands
{
    private const string RunId = "0123456789abcdef0123456789abcdef";

    private static readonly ImmutableDictionary<string, string> None = ImmutableDictionary<string, string>.Empty;
    private static readonly TrackedRunSpec Spec = new("0", "one", "ann", At, None.Add("a", "b"), None.Add("os", "linux"));
    private static readonly TrackedInput Input = new("rows", "d1", "local", "rows.csv", null, null, None);
    private static readonly TrackedVersionSpec VersionSpec = new("s3://models/one", RunId, "", "first", None, "request-1");
    private static readonly TrackedRunBatch Batch = new(
        [new("loss", MetricPoint.Of(0.5, 1000, 1)), new("loss", MetricPoint.Of(double.NaN, 2000, 2))], [new("lr", "0.1")], [new("stage", "fit")]);

    public static readonly Command[] All =
    [
        new("IExperimentGrain.OpenAsync", async s => await Experiment(s).OpenAsync(new("x", null, None))),
        new("IExperimentGrain.RenameAsync", async s => Of(await Experiment(s).RenameAsync("y")), OpenAsync),
        new("IExperimentGrain.AdmitAsync", async s => Of(await s.Grains.Experiment(new(s.Workspace, "0")).AdmitAsync())),
        new("IExperimentGrain.SetTagAsync", async s => Of(await Experiment(s).SetTagAsync("k", "v")), OpenAsync),
        new("IExperimentGrain.DeleteTagAsync", async s => Of(await Experiment(s).DeleteTagAsync("k")), async s =>
        {
            await OpenAsync(s);
            await Experiment(s).SetTagAsync("k", "v");
        }),
        new("IExperimentGrain.DeleteAsync", async s => Of(await Experiment(s).DeleteAsync()), OpenAsync),
        new("IExperimentGrain.RestoreAsync", async s => Of(await Experiment(s).RestoreAsync()), async s =>
        {
            await OpenAsync(s);
            await Experiment(s).DeleteAsync();
        }),

        // A name is unique: who lost the answer is told that the name is taken, by the experiment that was made.
        new("ITrackingDeskGrain.CreateExperimentAsync",
            async s => Of(await s.Grains.TrackingDesk(s.Workspace).CreateExperimentAsync(new("x", null, None))),
            RepeatSays: "tracking.experiment-taken"),
        new("ITrackingDeskGrain.RenameExperimentAsync",
            async s => Of(await s.Grains.TrackingDesk(s.Workspace).RenameExperimentAsync("1", "y")),
            s => s.Grains.TrackingDesk(s.Workspace).CreateExperimentAsync(new("x", null, None))),
        new("ITrackingDeskGrain.CreateModelAsync", async s => Of(await s.Grains.TrackingDesk(s.Workspace).CreateModelAsync(new("m", "", None))),
            RepeatSays: "tracking.model-taken"),
        new("ITrackingDeskGrain.RenameModelAsync", async s => Of(await s.Grains.TrackingDesk(s.Workspace).RenameModelAsync("m", "n")),
            s => s.Grains.TrackingDesk(s.Workspace).CreateModelAsync(new("m", "", None))),
        new("ITrackingDeskGrain.DeleteModelAsync", async s => Of(await s.Grains.TrackingDesk(s.Workspace).DeleteModelAsync("m")),
            s => s.Grains.TrackingDesk(s.Workspace).CreateModelAsync(new("m", "", None)), RepeatSays: "tracking.model-not-found"),

        new("ITrackedRunGrain.CreateAsync", async s => Of(await Run(s).CreateAsync(Spec))),
        new("ITrackedRunGrain.UpdateAsync", async s => Of(await Run(s).UpdateAsync(new(TrackedRunStatus.Finished, At, "two"))), BeginAsync),
        new("ITrackedRunGrain.DeleteAsync", async s => Of(await Run(s).DeleteAsync()), BeginAsync),
        new("ITrackedRunGrain.RestoreAsync", async s => Of(await Run(s).RestoreAsync()), async s =>
        {
            await BeginAsync(s);
            await Run(s).DeleteAsync();
        }),
        new("ITrackedRunGrain.LogAsync", async s => Of(await Run(s).LogAsync(Batch)), BeginAsync),
        new("ITrackedRunGrain.DeleteTagAsync", async s => Of(await Run(s).DeleteTagAsync("a")), BeginAsync, RepeatSays: "tracking.no-such-tag"),
        new("ITrackedRunGrain.AddInputsAsync", async s => Of(await Run(s).AddInputsAsync([Input])), BeginAsync),
        new("ITrackedRunGrain.AddOutputsAsync", async s => Of(await Run(s).AddOutputsAsync([new("m-1", 0)])), BeginAsync),
        new("ITrackedRunGrain.AddModelAsync", async s => Of(await Run(s).AddModelAsync("""{"artifact_path":"model"}""")), BeginAsync),
        new("IMetricSegmentGrain.PutAsync", async s =>
        {
            var segment = s.Grains.GetGrain<IMetricSegmentGrain>($"{s.Workspace}/{RunId}/hash/0");
            await segment.PutAsync(0, [MetricPoint.Of(1, 2, 3)]);
            return (await segment.ReadAsync(0, 10)).Length;
        }),
        new("IRunArtifactsGrain.PutAsync", async s => (await Artifacts(s).PutAsync("a/b", Blob(s))).Value?.Path, BeginAsync),
        new("IRunArtifactsGrain.DeleteAsync", async s => Of(await Artifacts(s).DeleteAsync("a")), async s =>
        {
            await BeginAsync(s);
            await Artifacts(s).PutAsync("a/b", Blob(s));
        }, RepeatSays: "tracking.artifact-not-found"),

        new("ILoggedModelGrain.CreateAsync", async s => Of(await Logged(s).CreateAsync(LoggedSpec))),
        new("ILoggedModelGrain.FinalizeAsync", async s => Of(await Logged(s).FinalizeAsync(LoggedModelStatus.Ready)), LogModelAsync),
        new("ILoggedModelGrain.SetTagsAsync", async s => Of(await Logged(s).SetTagsAsync([new("b", "2")])), LogModelAsync),
        new("ILoggedModelGrain.DeleteTagAsync", async s => Of(await Logged(s).DeleteTagAsync("a")), LogModelAsync,
            RepeatSays: "tracking.no-such-tag"),
        new("ILoggedModelGrain.LogParamsAsync", async s => Of(await Logged(s).LogParamsAsync([new("lr", "0.1")])), LogModelAsync),
        new("ILoggedModelGrain.LogMetricsAsync", async s => Of(await Logged(s).LogMetricsAsync(
            [new("acc", 0.5, null, 1, 0, RunId, "", "")])), LogModelAsync),
        new("ILoggedModelGrain.DeleteAsync", async s => Of(await Logged(s).DeleteAsync()), LogModelAsync),

        new("ITrackedModelGrain.OpenAsync", async s => await Model(s).OpenAsync(new("m", "", None))),
        new("ITrackedModelGrain.RenameAsync", async s => Of(await Model(s).RenameAsync("n")), AddModelAsync),
        new("ITrackedModelGrain.DeleteAsync", async s => Of(await Model(s).DeleteAsync()), AddModelAsync, RepeatSays: "tracking.model-deleted"),
        new("ITrackedModelGrain.DescribeAsync", async s => Of(await Model(s).DescribeAsync("what it is")), AddModelAsync),
        new("ITrackedModelGrain.SetTagAsync", async s => Of(await Model(s).SetTagAsync(null, "k", "v")), AddModelAsync),
        new("ITrackedModelGrain.SetAliasAsync", async s => Of(await Model(s).SetAliasAsync("next", 1)), AddVersionAsync),
        new("ITrackedModelGrain.AddVersionAsync", async s => Of(await Model(s).AddVersionAsync(VersionSpec)), AddModelAsync),
        new("ITrackedModelGrain.DescribeVersionAsync", async s => Of(await Model(s).DescribeVersionAsync(1, "better")), AddVersionAsync),
        new("ITrackedModelGrain.ToStageAsync", async s => Of(await Model(s).ToStageAsync(1, "staging", archiveOthers: false)), AddVersionAsync),
        new("ITrackedModelGrain.DeleteVersionAsync", async s => Of(await Model(s).DeleteVersionAsync(1)), AddVersionAsync,
            RepeatSays: "tracking.version-not-found"),
    ];

    private static IExperimentGrain Experiment(Stage stage) => stage.Grains.Experiment(new(stage.Workspace, "7"));

    private static ITrackedRunGrain Run(Stage stage) => stage.Grains.TrackedRun(new(stage.Workspace, RunId));

    private static IRunArtifactsGrain Artifacts(Stage stage) => stage.Grains.RunArtifacts(new(stage.Workspace, RunId));

    private static LoggedModelSpec LoggedSpec => new("0", "net", "Classifier", RunId, [], ImmutableDictionary<string, string>.Empty.Add("a", "1"));

    private static ILoggedModelGrain Logged(Stage stage) => stage.Grains.LoggedModel(new(stage.Workspace, $"m-{RunId}"));

    private static Task LogModelAsync(Stage stage) => Logged(stage).CreateAsync(LoggedSpec);

    private static ITrackedModelGrain Model(Stage stage) => stage.Grains.TrackedModel(new(stage.Workspace, "m7"));

    private static BlobRef Blob(Stage stage) => new(stage.Workspace, new string('a', 64), 3);

    private static Task OpenAsync(Stage stage) => Experiment(stage).OpenAsync(new("x", null, None));

    private static Task BeginAsync(Stage stage) => Run(stage).CreateAsync(Spec);

    private static Task AddModelAsync(Stage stage) => Model(stage).OpenAsync(new("m", "", None));

    private static async Task AddVersionAsync(Stage stage)
    {
        await AddModelAsync(stage);
        await Model(stage).AddVersionAsync(VersionSpec);
    }
}
