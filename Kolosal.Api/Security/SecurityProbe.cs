using System.Globalization;
using Kolosal.Access;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Security;

/// <summary>Fails to sign in on purpose and looks whether that becomes a security event in time: a trail of refusals that nobody writes any more
/// looks like a quiet day.</summary>
/// <remarks>
/// The attempt takes the whole way: over the wire to this process's own door, from the gate to the watch, the workspace's desk, the event, the list.
/// Its event is of the source <see cref="ProbeKey.Source"/> in workspace <c>default</c> and is closed as a false positive once it was seen.
/// </remarks>
internal sealed partial class SecurityProbe(
    IHttpClientFactory clients, ProbeKey key, ICatalogue catalogue, IGrainFactory grains, IOptionsMonitor<SecurityProbeOptions> options,
    SecurityProbeInstruments instruments, TimeProvider clock, ILogger<SecurityProbe> log) : BackgroundService
{
    private const string Client = "console", Door = "/api/security/whoami";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>One self-check.</summary>
    /// <returns>Whether the event was there in time.</returns>
    public async Task<bool> RunAsync(CancellationToken cancel)
    {
        var began = clock.GetUtcNow();
        string? arrived = null;
        try
        {
            using var attempt = new HttpRequestMessage(HttpMethod.Get, Door);
            attempt.Headers.Add("X-Api-Key", key.Text);
            using (await clients.CreateClient(Client).SendAsync(attempt, cancel))
            {
                // Whatever it answers: what counts is what is recorded of it.
            }

            var until = began + TimeSpan.FromSeconds(options.CurrentValue.WithinSeconds);
            while ((arrived = await FindAsync(began, cancel)) is null && clock.GetUtcNow() < until) await Task.Delay(LookEvery, clock, cancel);
            if (arrived is not null) await CloseAsync(arrived);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            LogFailed(log, fault);
        }

        instruments.Checked(arrived is not null, clock.GetUtcNow());
        if (arrived is null) LogLost(log, options.CurrentValue.WithinSeconds);
        return arrived is not null;
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromHours(options.CurrentValue.EveryHours), clock, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stopping.IsCancellationRequested) await ((Task)RunAsync(stopping)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string?> FindAsync(DateTimeOffset began, CancellationToken cancel)
    {
        var page = await catalogue.QueryAsync(
            new(Workspaces.Default, CatalogueKinds.SecurityEvent,
                [
                    new("source", FilterOperator.Equal, ProbeKey.Source), new("status", FilterOperator.Equal, "open"),
                    new("last_at", FilterOperator.AtLeast, began.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
                ],
                Limit: 1), cancel);
        return page.Items is [var found, ..] ? found.Id : null;
    }

    private async Task CloseAsync(string id)
    {
        // The product's own doing, within the workspace that answers for the installation.
        Principal.Current = new(Workspaces.Default, Principal.SystemSubject, [Role.Admin]);
        try
        {
            await grains.SecurityEvent(Workspaces.Default, id).ChangeStatusAsync(
                new(SecurityEventStatus.FalsePositive, "The self-check of security events, seen in time.", null));
        }
        finally
        {
            Principal.Current = null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "A failed sign-in made on purpose did not become a security event within {Seconds} s: refusals may go unrecorded")]
    private static partial void LogLost(ILogger log, int seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The self-check of security events could not be made")]
    private static partial void LogFailed(ILogger log, Exception fault);
}
