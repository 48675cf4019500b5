using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Access;

public static class AccessServices
{
    /// <summary>The second door: what the silo needs to check calls at the grains.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.TryAddSingleton<AccessInstruments>();
        services.TryAddSingleton<ISecurityWatch, Unwatched>();
        services.AddSingleton<IIncomingGrainCallFilter, AccessFilter>();
        services.AddHostedService<IdempotencySweepStart>();
        return services;
    }
}
