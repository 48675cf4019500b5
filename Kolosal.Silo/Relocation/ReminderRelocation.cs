using System.Text;
using Kolosal.Storage;
using Kolosal.Storage.Sqlite;

namespace Kolosal.Relocation;

/// <summary>When grains asked to be woken, to the millisecond.</summary>
internal sealed class ReminderRelocation(RelocationSource source, RelocationTarget target) : IRelocation
{
    public string Name => "reminders";

    public Task<Tally> CopyAsync(CancellationToken cancel) => PassAsync(async row =>
    {
        // The database keeps milliseconds and would round.
        var start = row.StartUtc.AddTicks(-(row.StartUtc.Ticks % TimeSpan.TicksPerMillisecond));
        await target.Reminders.UpsertRow(
            new ReminderEntry { GrainId = row.Grain, ReminderName = row.Name, StartAt = start, Period = row.Period });
        return (start, row.Period);
    });

    public async Task<Tally> ReadBackAsync(CancellationToken cancel)
    {
        var found = await PassAsync(async row =>
        {
            var entry = await target.Reminders.ReadRow(row.Grain, row.Name);
            return entry is null ? default : (entry.StartAt, entry.Period);
        });
        return found with { Records = await target.CountAsync("OrleansRemindersTable", cancel) };
    }

    private async Task<Tally> PassAsync(Func<ReminderRow, Task<(DateTime Start, TimeSpan Period)>> step)
    {
        using var tally = new TallyWriter();
        foreach (var row in new ReminderRows(source.Database).All().OrderBy(row => $"{row.Grain}\n{row.Name}", StringComparer.Ordinal))
        {
            var (start, period) = await step(row);
            tally.Add($"{row.Grain}\n{row.Name}", Encoding.ASCII.GetBytes(FormattableString.Invariant(
                $"{start.Ticks / TimeSpan.TicksPerMillisecond} {period.Ticks / TimeSpan.TicksPerMillisecond}")));
        }

        return tally.Finish();
    }
}
