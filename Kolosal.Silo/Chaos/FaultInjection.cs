using Kolosal.Datasets;
using Kolosal.Notifications;
using Kolosal.Predictions;
using Kolosal.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Metadata;
using Orleans.Storage;

namespace Kolosal.Chaos;

public static class FaultInjection
{
    /// <summary>Key of the clock that no fault reaches; what faults need may not ask for the other, which needs them.</summary>
    internal const string TrueClock = "kolosal.true-clock";

    /// <summary>Key of the storage of grain state.</summary>
    private const string DefaultStorage = "Default";

    /// <summary>
    /// Gives the feature its injector and, where <c>Kolosal:Chaos:Enabled</c> is true, puts it before storage, streams, blobs, outbound calls and the
    /// clock. To be called behind everything that registers them; those that are not there stay away.
    /// </summary>
    public static IServiceCollection AddFaultInjection(this IServiceCollection services, IConfiguration configuration)
    {
        bool enabled = configuration.GetSection(ChaosOptions.Section).GetValue<bool>(nameof(ChaosOptions.Enabled));
        services.TryAddSingleton(TimeProvider.System);
        var clock = services.Last(service => !service.IsKeyedService && service.ServiceType == typeof(TimeProvider));
        services.Add(Keyed(clock, TrueClock));
        services.TryAddSingleton<IProcessEnd, KilledProcess>();
        services.AddSingleton(provider => new FaultInjector(
            provider.GetRequiredKeyedService<TimeProvider>(TrueClock), enabled, provider.GetRequiredService<IProcessEnd>(),
            provider.GetRequiredService<ChaosInstruments>()));
        services.AddSingleton<IFaultInjector>(provider => provider.GetRequiredService<FaultInjector>());
        if (!enabled) return services;

        services.AddSingleton<TimeProvider>(provider => new SkewedClock(
            provider.GetRequiredKeyedService<TimeProvider>(TrueClock), provider.GetRequiredService<FaultInjector>()));
        services.Decorate<ICatalogue>((inner, faults, _) => new FaultyCatalogue(inner, faults));
        services.Decorate<IBlobStore>((inner, faults, _) => new FaultyBlobs(inner, faults));
        services.Decorate<IPredictionLog>((inner, faults, _) => new FaultyPredictionLog(inner, faults));
        services.Decorate<IPredictionPublisher>((inner, faults, provider) =>
            new FaultyPublisher(inner, provider.GetRequiredService<FeedWatch>(), faults, provider.GetRequiredService<ILogger<FaultyPublisher>>()));
        services.Decorate<IDeliveryTransport>((inner, faults, _) => new FaultyDelivery(inner, faults));
        services.Decorate<IRemoteTables>((inner, faults, _) => new FaultyRemoteTables(inner, faults));
        services.DecorateState();
        return services;
    }

    private static void Decorate<T>(this IServiceCollection services, Func<T, FaultInjector, IServiceProvider, T> wrap)
        where T : class
    {
        foreach (var found in services.Where(service => !service.IsKeyedService && service.ServiceType == typeof(T)).ToArray())
        {
            // The container goes on owning what it made: it disposes of what lies below, and not of what it was given.
            object key = new();
            services.Add(Keyed(found, key));
            services[services.IndexOf(found)] = ServiceDescriptor.Singleton(provider =>
                wrap(provider.GetRequiredKeyedService<T>(key), provider.GetRequiredService<FaultInjector>(), provider));
        }
    }

    private static void DecorateState(this IServiceCollection services)
    {
        var found = services.Last(service => service.IsKeyedService && service.ServiceType == typeof(IGrainStorage)
            && service.ServiceKey is DefaultStorage);
        object key = new();
        services.Add(found.KeyedImplementationFactory is { } make
            ? ServiceDescriptor.KeyedSingleton(typeof(IGrainStorage), key, (provider, _) => make(provider, DefaultStorage))
            : throw new InvalidOperationException("The storage of grain state is registered otherwise than the engine registers it."));
        services.Remove(found);
        services.AddKeyedSingleton<IGrainStorage>(DefaultStorage, (provider, _) => new FaultyGrainStorage(
            provider.GetRequiredKeyedService<IGrainStorage>(key), provider.GetRequiredService<FaultInjector>(),
            new(provider.GetRequiredService<GrainTypeResolver>)));
    }

    private static ServiceDescriptor Keyed(ServiceDescriptor service, object key) => service switch
    {
        { ImplementationInstance: { } instance } => new ServiceDescriptor(service.ServiceType, key, instance),
        { ImplementationFactory: { } make } => new ServiceDescriptor(service.ServiceType, key, (provider, _) => make(provider), service.Lifetime),
        _ => new ServiceDescriptor(service.ServiceType, key, service.ImplementationType!, service.Lifetime),
    };
}
