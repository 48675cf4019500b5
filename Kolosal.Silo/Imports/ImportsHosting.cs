using Kolosal.Datasets;

namespace Kolosal.Imports;

public static class ImportsHosting
{
    /// <summary>Where imports come from.</summary>
    public static IServiceCollection AddImports(this IServiceCollection services) => services.AddSingleton<IRemoteTables, RemoteTables>();
}
