using System.Text;
using Kolosal.Audit;
using Kolosal.Storage;
using Kolosal.Storage.Postgres;

namespace Kolosal.Relocation;

/// <summary>The audit chains of all workspaces; each goes on from its last entry.</summary>
internal sealed class AuditRelocation(RelocationSource source, RelocationTarget target) : IRelocation
{
    private const string Prefix = "audit-";
    private const int EntriesPerWrite = 500;

    private readonly PostgresAuditLog trail = new(target.Database);
    private readonly SegmentAuditLog segments = new(source.Segments);

    public string Name => "audit entries";

    public async Task<Tally> CopyAsync(CancellationToken cancel)
    {
        using var tally = new TallyWriter();
        foreach (string workspace in Workspaces())
        {
            var waiting = new List<ChainedEntry>(EntriesPerWrite);
            await foreach (var entry in segments.ReadAsync(workspace, 0, cancel))
            {
                Add(tally, workspace, entry);
                waiting.Add(entry);
                if (waiting.Count < EntriesPerWrite) continue;
                await trail.AppendAsync(workspace, waiting, cancel);
                waiting.Clear();
            }

            if (waiting.Count > 0) await trail.AppendAsync(workspace, waiting, cancel);
        }

        return tally.Finish();
    }

    public async Task<Tally> ReadBackAsync(CancellationToken cancel)
    {
        using var tally = new TallyWriter();
        foreach (string workspace in Workspaces())
            await foreach (var entry in trail.ReadAsync(workspace, 0, cancel)) Add(tally, workspace, entry);
        return tally.Finish() with { Records = await target.CountAsync("audit_entries", cancel) };
    }

    private IEnumerable<string> Workspaces() =>
        source.Logs().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]);

    private static void Add(TallyWriter tally, string workspace, ChainedEntry entry) =>
        tally.Add(FormattableString.Invariant($"{workspace}/{entry.Sequence}/{entry.Hash}"), Encoding.UTF8.GetBytes(entry.Text));
}
