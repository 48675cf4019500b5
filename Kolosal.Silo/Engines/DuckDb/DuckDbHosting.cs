using Kolosal.Datasets;

namespace Kolosal.Engines.DuckDb;

public static class DuckDbHosting
{
    /// <summary>Tables through DuckDB.</summary>
    public static IServiceCollection AddDuckDb(this IServiceCollection services) =>
        services.AddSingleton<ITableEngine, DuckTableEngine>().AddSingleton<IStatedTables, StatedTables>();
}
