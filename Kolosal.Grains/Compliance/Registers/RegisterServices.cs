using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Compliance.Registers;

public static class RegisterServices
{
    /// <summary>The one line a silo calls for the registers.</summary>
    public static IServiceCollection AddRegisters(this IServiceCollection services)
    {
        services.AddSingleton<RegisterInstruments>();
        return services;
    }
}
