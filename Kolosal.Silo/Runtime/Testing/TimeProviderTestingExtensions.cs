namespace Orleans.TestingHost;

public static class TimeProviderTestingExtensions
{
    /// <summary>Gives the background work of real Orleans a clock of its own; the embedded engine's grains, timers and reminders keep the default one.</summary>
    public static IServiceCollection UseTimeProviderForBackgroundAreas(this IServiceCollection services, TimeProvider timeProvider) =>
        services.AddKeyedSingleton(KeyedService.AnyKey, (_, _) => timeProvider);
}
