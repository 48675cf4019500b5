namespace Kolosal.Hosting;

/// <summary>Keeps the engine activating grains when the clock is set back.</summary>
/// <remarks>
/// Orleans' collector of idle activations notes for each when it may go, by the time of day, and refuses a time before the last that it has looked
/// at. Once the clock has been set back by more than an activation's idle age (15 minutes) that is so for every new one: no grain could be activated
/// until the clock had caught up, and whatever needs a new grain, as training does, failed with a fault.
/// </remarks>
internal static class SteadyCollection
{
    private const string Collector = "Orleans.Runtime.ActivationCollector";

    /// <summary>To be called behind what registers the engine.</summary>
    /// <exception cref="InvalidOperationException">The engine has no such collector any more, or registers it otherwise.</exception>
    public static IServiceCollection AddSteadyCollection(this IServiceCollection services)
    {
        var found = services.LastOrDefault(service => !service.IsKeyedService && service.ServiceType.FullName == Collector);
        if (found?.ImplementationType is not { } type)
            throw new InvalidOperationException("The collector of idle activations is registered otherwise than the engine registers it.");
        services[services.IndexOf(found)] = ServiceDescriptor.Singleton(type, provider =>
            ActivatorUtilities.CreateInstance(provider, type, new SteadyClock(provider.GetRequiredService<TimeProvider>())));
        return services;
    }
}
