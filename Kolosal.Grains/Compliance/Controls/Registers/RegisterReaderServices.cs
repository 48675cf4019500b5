using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kolosal.Compliance.Controls;

internal static class RegisterReaderServices
{
    /// <summary>What controls ask of the registers: facts, decisions, and a place for corrective actions.</summary>
    public static IServiceCollection AddRegisterReaders(this IServiceCollection services)
    {
        services.AddOptions<RegisterQueryOptions>().BindConfiguration(RegisterQueryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<IRegisterFactsReader, RegisterFactsReader>();
        services.TryAddSingleton<IControlDecisions, RegisteredDecisions>();
        services.TryAddSingleton<ICorrectiveActions, RegisteredActions>();
        return services;
    }
}
