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

    public static string EventId(ChainedEntry entry)
    {
        using var parsed = JsonDocument.Parse(entry.Text);
        return parsed.RootElement.GetProperty("event_id").GetString()!;
    }

    /// <summary>When the entry happened.</summary>
    public static DateTimeOffset At(ChainedEntry entry)
    {
        using var parsed = JsonDocument.Parse(entry.Text);
        return parsed.RootElement.GetProperty("at").GetDateTimeOffset();
    }

    /// <summary>The hash with which a listed entry was sealed.</summary>
    public static string HashOf(string document)
    {
        using var parsed = JsonDocument.Parse(document);
        return parsed.RootElement.GetProperty("hash").GetString()!;
    }

    /// <summary>The entry's own members with its hash beside them, so that filters name them as the export does.</summary>
    private static string WithHash(ChainedEntry entry) => $"{entry.Text[..^1]},\"hash\":\"{entry.Hash}\"}}";
}
