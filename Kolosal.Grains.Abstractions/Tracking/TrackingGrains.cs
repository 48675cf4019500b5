namespace Kolosal.Tracking;

public static class TrackingGrains
{
    public static ITrackingDeskGrain TrackingDesk(this IGrainFactory grains, string workspace) =>
        grains.GetGrain<ITrackingDeskGrain>($"{workspace}/tracking");

    public static IExperimentGrain Experiment(this IGrainFactory grains, ResourceKey key) => grains.GetGrain<IExperimentGrain>(key.ToString());

    public static ITrackedRunGrain TrackedRun(this IGrainFactory grains, ResourceKey key) => grains.GetGrain<ITrackedRunGrain>(key.ToString());

    /// <param name="grains">The grains.</param>
    /// <param name="key">The run's.</param>
    public static IRunArtifactsGrain RunArtifacts(this IGrainFactory grains, ResourceKey key) =>
        grains.GetGrain<IRunArtifactsGrain>(key.ToString());

    public static ILoggedModelGrain LoggedModel(this IGrainFactory grains, ResourceKey key) => grains.GetGrain<ILoggedModelGrain>(key.ToString());

    public static ITrackedModelGrain TrackedModel(this IGrainFactory grains, ResourceKey key) =>
        grains.GetGrain<ITrackedModelGrain>(key.ToString());
}
