using Kolosal.Tabular;
using Kolosal.Testing;

namespace Kolosal.Experiments;

/// <summary>What tests of runs do with a silo.</summary>
internal static class TrainingRuns
{
    public const string Workspace = "w1";

    /// <summary>Makes a dataset known and answers its id.</summary>
    public static Task<string> AddAsync(this PlatformSilo silo, Frame table) => silo.Service<TestTables>().AddAsync(silo.Grains, table);

    public static IRunGrain Run(this PlatformSilo silo, string id) => silo.Grains.Run(new ResourceKey(Workspace, id));

    public static async Task<RunSnapshot> StartRunAsync(this PlatformSilo silo, string id, RunRequest request)
    {
        var started = await silo.Run(id).StartAsync(request);
        Assert.True(started.Accepted, started.Refusal?.Message);
        return started.Value;
    }

    public static async Task<RunSnapshot> ReachesAsync(this PlatformSilo silo, string id, Func<RunSnapshot, bool> wanted) =>
        (await Eventually.HoldsAsync(() => AskAsync(silo, id), run => run is not null && wanted(run)))!;

    public static Task<RunSnapshot> EndsAsync(this PlatformSilo silo, string id) => silo.ReachesAsync(id, run => !run.State.IsActive());

    public static Task DeactivateAsync(this PlatformSilo silo, string id) => silo.Silo.DeactivateAsync(silo.Run(id));

    /// <summary>Null while the silo that answered has just died and the client has not found the next.</summary>
    private static async Task<RunSnapshot?> AskAsync(PlatformSilo silo, string id)
    {
        try
        {
            return (await silo.Run(id).GetAsync()).Value;
        }
        catch (Exception outage) when (outage is OrleansException or TimeoutException)
        {
            return null;
        }
    }
}
