using System.Globalization;
using Microsoft.Extensions.Options;

namespace Kolosal.Security;

/// <remarks>
/// Keeps <see cref="SecurityDeskState"/>; calls <see cref="ISecurityEventGrain"/>, which never calls back. The news of a grave event travels on a
/// stream that a killed process takes with it, so the desk has each announced twice more, by a reminder. Counts of a burst are in memory: a restart
/// begins to count anew, and what was seen stands in the events.
/// </remarks>
internal sealed class SecurityDeskGrain(
    [PersistentState("security-desk")] IPersistentState<SecurityDeskState> storage, IOptionsMonitor<SecurityOptions> options, TimeProvider clock)
    : Grain, ISecurityDeskGrain, IRemindable
{
    private const string Reminder = "announce";
    private const int TellAgain = 2;

    private static readonly TimeSpan ReminderEvery = TimeSpan.FromMinutes(1);

    private readonly BurstRule burst = new(
        options.CurrentValue.BurstMinutes, options.CurrentValue.BurstOfOneSource, options.CurrentValue.BurstOfAllSources);

    private bool reminded;

    private string Workspace => ResourceKey.Parse(this.GetPrimaryKeyString()).Workspace;

    public async Task ObserveAsync(SightingBatch batch)
    {
        if (storage.State.HasTaken(batch)) return;
        for (int i = 0; i < batch.Seen.Length; i++)
        {
            var seen = batch.Seen[i];
            string evidence = string.Create(CultureInfo.InvariantCulture, $"{batch.Watcher}/{batch.Number}/{i}");
            await FoldAsync(new(evidence, seen.Type, seen.LeastSeverity, seen.Source, seen.Title, seen.What, seen.Count, seen.FirstAt, seen.LastAt));
            var found = burst.Add(seen.Source, seen.Count, seen.LastAt);
            if (found == Burst.None) continue;
            string source = found == Burst.OfOneSource ? seen.Source : "many sources";
            await FoldAsync(new(
                $"{evidence}/burst", SecurityEventType.SuspiciousActivity, SecuritySeverity.High, source,
                found == Burst.OfOneSource ? $"A burst of refusals from {source}" : "A burst of refusals from many sources at once",
                $"Last: {seen.Title}, {seen.What}", seen.Count, seen.FirstAt, seen.LastAt));
        }

        storage.State.Take(batch);
        await StoreAsync();
    }

    public async Task<SecurityEvent> ReportAsync(SecurityReport report)
    {
        if (!storage.State.Reported.TryGetValue(report.EvidenceId, out string? id))
        {
            id = storage.State.Allot(clock.GetUtcNow().Year);
            storage.State.RememberReport(report.EvidenceId, id);
            await StoreAsync();
        }

        var recorded = await GrainFactory.SecurityEvent(Workspace, id).RecordAsync(report);
        await TellAgainAsync(recorded);
        return recorded;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        string[] untold = [.. storage.State.Untold.Keys];
        foreach (string id in untold) await GrainFactory.SecurityEvent(Workspace, id).AnnounceAsync();
        storage.State.Told(untold);
        await StoreAsync();
        if (storage.State.Untold.Count > 0 || await this.GetReminder(Reminder) is not { } reminder) return;
        await this.UnregisterReminder(reminder);
        reminded = false;
    }

    /// <summary>Adds to the event that is open for the source, or opens one.</summary>
    private async Task FoldAsync(SecurityReport report)
    {
        string matter = $"{report.Type}|{report.Source}";
        var now = clock.GetUtcNow();
        if (storage.State.Open.TryGetValue(matter, out var open) && now - open.Since < TimeSpan.FromHours(options.CurrentValue.FoldHours))
        {
            var known = await GrainFactory.SecurityEvent(Workspace, open.Id).GetAsync();

            // A number whose event a crash kept from opening takes the report, too.
            if (!known.Accepted || !SecurityEventLifecycle.Closed(known.Value.Status))
            {
                await TellAgainAsync(await GrainFactory.SecurityEvent(Workspace, open.Id).RecordAsync(report));
                return;
            }
        }

        string id = storage.State.Allot(now.Year);
        storage.State.Remember(matter, id, now);
        await StoreAsync();
        await TellAgainAsync(await GrainFactory.SecurityEvent(Workspace, id).RecordAsync(report));
    }

    private async Task TellAgainAsync(SecurityEvent recorded)
    {
        if (recorded.Severity < SecuritySeverity.High || recorded.Occurrences > 1 && storage.State.Untold.ContainsKey(recorded.Id)) return;
        if (!reminded) await this.RegisterOrUpdateReminder(Reminder, ReminderEvery, ReminderEvery);
        reminded = true;
        storage.State.Untold[recorded.Id] = TellAgain;
        await StoreAsync();
    }

    private async Task StoreAsync()
    {
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // What was not stored must not be acted on: the next caller meets the stored state.
            DeactivateOnIdle();
            throw;
        }
    }
}
