using Orleans.Configuration;

namespace Kolosal.Engine.Tests;

/// <summary>One silo for the tests that leave it as they found it; each takes keys of its own.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    private static int _keys;

    public TestSilo Silo { get; private set; } = null!;
    public IGrainFactory Grains => Silo.Client;

    /// <summary>A key nobody else has, that no store reads as a number.</summary>
    public static string NewKey() => $"test/{Interlocked.Increment(ref _keys)}";

    public async Task InitializeAsync() => Silo = await TestSilo.StartAsync(new TestSiloOptions
    {
        Streams = ["kolosal", "batched"],
        Configure = silo =>
        {
            silo.AddIncomingGrainCallFilter<Calls.RecordingFilter>();
            silo.AddOutgoingGrainCallFilter<Calls.StampingFilter>();
            // Short, so that idle grains leave within a test.
            silo.Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionQuantum = TimeSpan.FromSeconds(1);
                options.ClassSpecificCollectionAge[typeof(Life.ShortLivedGrain).FullName!] = TimeSpan.FromSeconds(2);
                options.ClassSpecificCollectionAge[typeof(Timers.TickingGrain).FullName!] = TimeSpan.FromSeconds(2);
            });
        },
    });

    public async Task DisposeAsync() => await Silo.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class EngineCollection : ICollectionFixture<EngineFixture>
{
    public const string Name = "engine";
}
