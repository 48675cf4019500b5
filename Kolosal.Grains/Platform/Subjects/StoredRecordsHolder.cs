using Kolosal.Storage;
using Orleans.Core.Internal;

namespace Kolosal.Subjects;

/// <summary>The states of grains and the entries of lists, whichever feature's: one rule for all of them, so that a new feature is not forgotten.
/// </summary>
/// <remarks>
/// What is in memory is older than what is stored then, and goes: a grain that would still write it is refused by the store and reads anew. A value
/// that names a record is left, since others refer to it. The audit trail is a chain, and stays as it is.
/// </remarks>
internal sealed class StoredRecordsHolder(IRecordRewriter records, IGrainFactory grains) : ISubjectHolder
{
    /// <summary>A grain may write between being rewritten and leaving memory; each time fewer.</summary>
    private const int MostPasses = 5;

    public int Turn => 1;

    public async Task<ImmutableArray<SubjectPlace>> EraseAsync(SubjectErasure erasure, CancellationToken cancel)
    {
        var (names, audited) = await LookAsync(records, erasure, cancel);
        var match = erasure.Match.Without(names);
        var places = ImmutableArray.CreateBuilder<SubjectPlace>();
        int states = 0, entries = 0;
        for (int pass = 0; pass < MostPasses; pass++)
        {
            var rewritten = await records.RewriteAsync(erasure.Workspace, record => Redact(record, match), cancel);
            await ForgetAsync(rewritten);
            states += rewritten.States.Length + rewritten.Unnamed;
            entries += rewritten.Entries;
            if (rewritten is { States: [], Unnamed: 0, Entries: 0 }) break;
        }

        if (states > 0) places.Add(new("records", "states", SubjectPlace.Erased, states));
        if (entries > 0) places.Add(new("lists", "entries", SubjectPlace.Erased, entries));
        if (names.Count > 0) places.Add(new("records", "names", SubjectPlace.Kept, names.Count, "A value of the person is the name of a record, "
            + "to which others refer; delete that record, or make it anew under another name."));
        if (audited > 0) places.Add(new("audit", "entries", SubjectPlace.Kept, audited, "People wrote a value of the person into notes that the "
            + "audit chain seals; they go when the retention of the chain lets them go."));
        return places.ToImmutable();
    }

    /// <summary>A record without the person; null when it holds none, or must stay as it is.</summary>
    internal static byte[]? Redact(StoredRecord record, SubjectMatch match) => record.Kind == CatalogueKinds.AuditEvent || IsProof(record) ? null
        : SubjectDocument.Redact(record.Json.Span, match, out _);

    /// <summary>Values of the person that are names of records, and entries of the audit trail with a value in them.</summary>
    internal static async Task<(HashSet<string> Names, int Audited)> LookAsync(
        IRecordRewriter records, SubjectErasure erasure, CancellationToken cancel)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        int audited = 0;
        string[] values = [.. erasure.Match.Distinctive];
        await records.RewriteAsync(erasure.Workspace, record =>
        {
            if (record.Kind == CatalogueKinds.AuditEvent)
            {
                if (SubjectDocument.Redact(record.Json.Span, erasure.Match, out _) is not null) audited++;
                return null;
            }

            if (erasure.Match.Redact(record.Id) is not null)
                names.UnionWith(values.Where(value => record.Id.Contains(value, StringComparison.OrdinalIgnoreCase)));
            return null;
        }, cancel);
        return (names, audited);
    }

    /// <summary>What says that a person was erased knows them by a pseudonym alone, and two erasures of one person must not undo each other's.
    /// </summary>
    private static bool IsProof(StoredRecord record) => record.Kind == CatalogueKinds.Erasure
        || (record.Kind is null && record.Id[(record.Id.LastIndexOf('/') + 1)..].StartsWith("er_", StringComparison.Ordinal));

    private async Task ForgetAsync(RewrittenRecords rewritten)
    {
        foreach (string state in rewritten.States) await grains.GetGrain<IGrainManagementExtension>(GrainId.Parse(state)).DeactivateOnIdle();
        if (rewritten.Unnamed > 0) await grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
    }
}
