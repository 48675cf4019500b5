using Kolosal.Backup;
using Kolosal.Compliance.Controls;
using Kolosal.Datasets;
using Kolosal.Experiments;
using Kolosal.Notifications;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Compliance.Injected;

/// <summary>One silo for all failures of an area; each has a workspace of its own.</summary>
public sealed class InjectedSilo : IAsyncLifetime
{
    /// <summary>The key by which feeds are signed.</summary>
    internal const string FeedKeyId = "feeds";

    /// <summary>So long the audit trail keeps its entries.</summary>
    internal const int TrailDays = 30;

    private readonly Receiver receiver = new();

    internal FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    internal PlatformSilo Platform { get; private set; } = null!;

    internal TestTables Tables { get; } = new();

    internal FakeBackupEngine Backups { get; private set; } = null!;

    internal InjectedHost Host { get; } = new();

    public async Task InitializeAsync()
    {
        Backups = new(Clock) { OffHost = true };
        Platform = await PlatformSilo.StartAsync(
            new()
            {
                ["Kolosal:Predictions:RefreshMilliseconds"] = "50",
                ["Kolosal:Predictions:GatherMilliseconds"] = "5",
                ["Kolosal:TrainingPool:Threads"] = "1",
                ["Kolosal:Backup:LookMilliseconds"] = "20",
                ["Kolosal:Classification:Region"] = "eu",
                ["Kolosal:Compliance:Limits:KeyDays"] = "90",

                ["Kolosal:Compliance:Limits:Silos"] = "1",

                // What is old goes from the trail, segment by segment.
                ["Kolosal:Storage:SegmentBytes"] = $"{64 << 10}",
                ["Kolosal:Audit:RetentionDays"] = $"{TrailDays}",
            },
            clock: Clock,
            services: services =>
            {
                services.AddSingleton<IHostProbe>(Host).AddSingleton<IListenerReport>(Host);
                services.AddBackup().AddSingleton<IBackupEngine>(Backups);
                services.AddSingleton(Tables).AddSingleton<IDatasetReader>(Tables).AddSingleton<IDatasetArchive>(Tables);
                services.RemoveAll<IDeliveryTransport>();
                services.AddSingleton<IDeliveryTransport>(receiver);
                services.AddOptions<ComplianceOptions>().PostConfigure<ILogSigner>((options, signer) => options.FeedKeys.Add(new()
                {
                    Id = FeedKeyId,
                    PublicKey = Convert.ToBase64String([.. signer.PublicKeys[^1]]),
                    Kinds = ["build", "vulnerabilities", "sbom"],
                }));
            });
    }

    public async Task DisposeAsync()
    {
        Principal.Current = null;
        await Platform.DisposeAsync();
    }

    /// <summary>Waits for what runs beside the grains, which look at it by their clock.</summary>
    internal Task LooksAsync(Func<Task<bool>> ask) => Eventually.HoldsAsync(async () =>
    {
        if (await ask()) return true;
        Clock.Advance(TimeSpan.FromMilliseconds(20));
        return false;
    });

    /// <summary>Waits for a call within which somebody waits by the silo's clock.</summary>
    internal async Task<T> MeanwhileAsync<T>(Task<T> call)
    {
        await Eventually.HoldsAsync(() =>
        {
            if (!call.IsCompleted) Clock.Advance(TimeSpan.FromMilliseconds(20));
            return call.IsCompleted;
        });
        return await call;
    }

    /// <summary>Takes every webhook.</summary>
    private sealed class Receiver : IDeliveryTransport
    {
        public NotificationChannel Channel => NotificationChannel.Webhook;

        public Task<DeliveryAnswer> SendAsync(OutgoingMessage message, CancellationToken cancel) => Task.FromResult(DeliveryAnswer.Took(200));
    }
}
