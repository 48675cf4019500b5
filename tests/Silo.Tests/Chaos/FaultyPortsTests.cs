using System.Collections.Concurrent;
using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Events;
using Kolosal.Hosting;
using Kolosal.Imports;
using Kolosal.Notifications;
using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Metadata;
using Orleans.Serialization;
using Orleans.Storage;

namespace Kolosal.Chaos;

/// <summary>Every port that a fault stands before, wired as the product wires it, late by a clock that stands still.</summary>
public sealed class FaultyPortsTests : IAsyncDisposable
{
    private static readonly TimeSpan Latency = TimeSpan.FromSeconds(2);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-chaos-");
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly ConcurrentQueue<long> published = new();
    private readonly ConcurrentQueue<string> delivered = new();
    private readonly ServiceProvider services;

    public FaultyPortsTests()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kolosal:Chaos:Enabled"] = "true",
            ["Kolosal:DataDirectory"] = folder.FullName,
        }).Build();
        services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton<TimeProvider>(clock)
            .AddKolosalStorage(configuration).AddPredictions().AddImports().AddSerializer().AddSingleton<GrainTypeResolver>()
            .AddKeyedSingleton<IGrainStorage>("Default", (_, _) => new SharedGrainStorage())
            .AddSingleton(provider => new FeedWatch(
                null!, provider.GetRequiredService<FeedInstruments>(), provider.GetRequiredService<IOptionsMonitor<PredictionsOptions>>(), clock,
                NullLogger<FeedWatch>.Instance))
            .AddSingleton<IPredictionPublisher>(new Published(published)).AddSingleton<IDeliveryTransport>(new Delivered(delivered))
            .AddChaos().AddFaultInjection(configuration).BuildServiceProvider();
    }

    private FaultInjector Faults => services.GetRequiredService<FaultInjector>();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task State_is_late_or_refused_and_never_half_written()
    {
        var storage = services.GetRequiredKeyedService<IGrainStorage>("Default");
        var id = GrainId.Create("thing", "ws/a");
        var state = new GrainState<int[]> { State = [1] };
        Inject(ChaosFault.StorageLatency);
        await LateAsync(() => storage.WriteStateAsync("s", id, state));
        Inject(ChaosFault.StorageErrors);
        var changed = new GrainState<int[]> { State = [2], ETag = state.ETag, RecordExists = true };
        var refused = await Assert.ThrowsAsync<StorageException>(() => storage.WriteStateAsync("s", id, changed));
        Assert.Equal(StorageCodes.Unavailable, refused.Code);
        await Assert.ThrowsAsync<StorageException>(() => storage.ReadStateAsync("s", id, new GrainState<int[]>()));
        await Assert.ThrowsAsync<StorageException>(() => storage.ClearStateAsync("s", id, changed));

        // Who lives elsewhere, and the audit chain, notice nothing.
        await storage.WriteStateAsync("s", GrainId.Create("thing", "other/a"), new GrainState<int[]> { State = [3] });
        var audit = services.GetRequiredService<GrainTypeResolver>().GetGrainType(typeof(AuditGrain));
        await storage.WriteStateAsync("s", GrainId.Create(audit, IdSpan.Create("ws/audit")), new GrainState<int[]> { State = [3] });
        Lift();
        var read = new GrainState<int[]>();
        await storage.ReadStateAsync("s", id, read);
        Assert.Equal([1], read.State!);
        await storage.WriteStateAsync("s", id, changed);
    }

    [Fact]
    public async Task Lists_are_late_or_refused_but_for_those_of_tests()
    {
        var lists = services.GetRequiredService<ICatalogue>();
        CatalogueEntry Entry(string kind) => new("ws", kind, "x", clock.GetUtcNow(), clock.GetUtcNow(), """{"id":"x"}""");
        Inject(ChaosFault.StorageLatency);
        await LateAsync(() => lists.UpsertAsync(Entry(CatalogueKinds.Run), default));
        Inject(ChaosFault.StorageErrors);
        await Assert.ThrowsAsync<StorageException>(() => lists.UpsertAsync(Entry(CatalogueKinds.Run), default));
        await Assert.ThrowsAsync<StorageException>(() => lists.FindAsync("ws", CatalogueKinds.Run, "x", default));
        await Assert.ThrowsAsync<StorageException>(() => lists.QueryAsync(new("ws", CatalogueKinds.Run, []), default));
        await Assert.ThrowsAsync<StorageException>(() => lists.RemoveAsync("ws", CatalogueKinds.Run, "x", default));
        await lists.UpsertAsync(Entry(CatalogueKinds.ChaosTest), default);
        Lift();
        Assert.NotNull(await lists.FindAsync("ws", CatalogueKinds.Run, "x", default));
    }

    [Fact]
    public async Task The_prediction_log_is_late_or_takes_nothing()
    {
        var log = services.GetRequiredService<IPredictionLog>();
        ServedRequest Request() => new(0, Guid.CreateVersion7(clock.GetUtcNow()), 1, clock.GetUtcNow(), 1, "x", true, 0, [], [], []);
        ValueTask<long> Append() => log.AppendAsync("ws/m", new byte[32], Request(), durable: true);
        long first = await Append();
        Inject(ChaosFault.StorageErrors);
        await Assert.ThrowsAsync<StorageException>(() => Append().AsTask());
        Inject(ChaosFault.StorageLatency);
        await LateAsync(() => Append().AsTask());
        Lift();
        Assert.Equal(first + 2, await Append());
    }

    [Fact]
    public async Task Blobs_are_slow()
    {
        var blobs = services.GetRequiredService<IBlobStore>();
        using var content = new MemoryStream([1, 2, 3]);
        var blob = await blobs.PutAsync("ws", content, default);
        Inject(ChaosFault.BlobLatency);
        await LateAsync(async () => await (await blobs.OpenAsync(blob, default))!.DisposeAsync());
        await LateAsync(() => blobs.DeleteAsync(blob, default));
    }

    [Fact]
    public async Task News_are_lost_repeated_or_late()
    {
        var publisher = services.GetRequiredService<IPredictionPublisher>();
        Task PublishAsync(long position) => publisher.PublishAsync("ws/m", new("log", position), default);
        Inject(ChaosFault.StreamDrop);
        await PublishAsync(1);
        Inject(ChaosFault.StreamRepeat);
        await PublishAsync(2);
        Inject(ChaosFault.StreamDelay);
        await PublishAsync(3);
        Assert.Equal([2, 2], published);
        clock.Advance(Latency);
        await Eventually.HoldsAsync(() => published.Count == 3);
        Lift();
        await PublishAsync(4);
        Assert.Equal([2, 2, 3, 4], published);
    }

    [Fact]
    public async Task Receivers_and_sources_outside_are_away()
    {
        var transport = services.GetRequiredService<IDeliveryTransport>();
        var message = new OutgoingMessage("1", "ws", "", "t", null, "", "{}", "", 0, "");
        Inject(ChaosFault.OutboundOutage);
        Assert.False((await transport.SendAsync(message, default)).Arrived);
        Assert.True((await transport.SendAsync(message with { Workspace = "other" }, default)).Arrived);
        Lift();
        Faults.Inject(FaultInjectorTests.Fault(ChaosFault.OutboundOutage) with { Workspaces = ["*"] });
        var refused = await Assert.ThrowsAsync<RejectedContentException>(
            () => services.GetRequiredService<IRemoteTables>().FileAsync("https://data.invalid/a.csv", null, null, default));
        Assert.Contains("chaos test", refused.Message, StringComparison.Ordinal);
        Lift();
        Assert.True((await transport.SendAsync(message, default)).Arrived);
        Assert.Equal(2, delivered.Count);
    }

    [Fact]
    public void The_clock_is_wrong_and_its_timestamps_are_right()
    {
        var skewed = services.GetRequiredService<TimeProvider>();
        Faults.Inject(FaultInjectorTests.Fault(ChaosFault.ClockSkew) with { Workspaces = ["*"] });
        Assert.Equal(clock.GetUtcNow() + TimeSpan.FromMinutes(5), skewed.GetUtcNow());
        Assert.Equal(clock.GetTimestamp(), skewed.GetTimestamp());
        Assert.Equal(clock.GetUtcNow(), Faults.Clock.GetUtcNow());
        Lift();
        Assert.Equal(clock.GetUtcNow(), skewed.GetUtcNow());
    }

    [Fact]
    public void Where_nobody_has_allowed_faults_nothing_stands_between()
    {
        var given = new Delivered(delivered);
        using var shut = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock).AddSingleton<IDeliveryTransport>(given)
            .AddChaos().AddFaultInjection(new ConfigurationBuilder().Build()).BuildServiceProvider();
        Assert.Same(given, shut.GetRequiredService<IDeliveryTransport>());
        Assert.Same(clock, shut.GetRequiredService<TimeProvider>());
        Assert.False(shut.GetRequiredService<IFaultInjector>().IsEnabled);
    }

    private void Inject(ChaosFault fault)
    {
        Lift();
        Assert.True(Faults.Inject(FaultInjectorTests.Fault(fault)));
    }

    private void Lift() => Faults.Lift("ws/chaos_1");

    /// <summary>It is not done before the clock has gone on by the latency, and then it is.</summary>
    private async Task LateAsync(Func<Task> call)
    {
        var late = call();
        clock.Advance(Latency - TimeSpan.FromMilliseconds(1));
        Assert.False(late.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await late;
    }

    private sealed class Published(ConcurrentQueue<long> positions) : IPredictionPublisher
    {
        public Task PublishAsync(string model, PredictionsLogged logged, CancellationToken cancel)
        {
            positions.Enqueue(logged.Last);
            return Task.CompletedTask;
        }
    }

    private sealed class Delivered(ConcurrentQueue<string> workspaces) : IDeliveryTransport
    {
        public NotificationChannel Channel => NotificationChannel.Email;

        public Task<DeliveryAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel)
        {
            workspaces.Enqueue(message.Workspace);
            return Task.FromResult(DeliveryAnswer.Took(null));
        }
    }
}
