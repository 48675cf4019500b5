using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Audit;

/// <summary>How a chain entry stands in the catalogue, from where lists and duplicate checks read it.</summary>
internal static class AuditListing
{
    public static CatalogueEntry Of(string workspace, ChainedEntry entry)
    {
        using var parsed = JsonDocument.Parse(entry.Text);
        var root = parsed.RootElement;
        var at = root.GetProperty("at").GetDateTimeOffset();
        return new(workspace, CatalogueKinds.AuditEvent, root.GetProperty("event_id").GetString()!, at, at, WithHash(entry));
    }

    /// <summary>The entry's own members with its hash beside them, so that filters name them as the export does.</summary>
    private static string WithHash(ChainedEntry entry) => $"{entry.Text[..^1]},\"hash\":\"{entry.Hash}\"}}";
}
