using System.Text.Json;

namespace Kolosal.Monitoring;

/// <summary>Reads the overview's figures from what monitors list. A member that an older entry lacks is null.</summary>
internal static class ListedMonitors
{
    public static ServiceOverview Service(JsonElement monitor)
    {
        var (recent, latency) = (Member(monitor, "recent"), Member(monitor, "latency"));
        var (worst, left) = Worst(Elements(monitor, "objectives"), "slo_id", "budget_remaining", least: true);
        return new(
            (long)(Number(recent, "requests") ?? 0), Number(recent, "per_second") ?? 0, Number(recent, "error_share"), Number(latency, "p50"),
            Number(latency, "p95"), Number(latency, "p99"), Text(monitor, "status") ?? "on_track", worst, left,
            Number(Member(monitor, "quality"), "good"), Time(monitor, "at") ?? default);
    }

    /// <returns>Null before the first window closed.</returns>
    public static DriftOverview? Drift(JsonElement monitor)
    {
        if (Member(monitor, "last") is not { } last) return null;
        IEnumerable<JsonElement> columns = Member(last, "decisions") is { } decisions ? [.. Elements(last, "columns"), decisions]
            : Elements(last, "columns");
        var (column, score) = Worst(columns, "name", "psi", least: false);
        return new(
            Flag(last, "drifted"), score, column, (long)(Number(monitor, "windows") ?? 0), (long)(Number(monitor, "alarms") ?? 0),
            Time(last, "closed_at"));
    }

    /// <returns>Null before the first window closed.</returns>
    public static FairnessOverview? Fairness(JsonElement monitor)
    {
        if (Member(monitor, "last") is not { } last) return null;
        var (attribute, impact) = Worst(Elements(last, "attributes"), "attribute", "disparate_impact", least: true);
        return new(
            Flag(last, "unfair"), impact, attribute, (long)(Number(monitor, "windows") ?? 0), (long)(Number(monitor, "alarms") ?? 0),
            Time(last, "closed_at"));
    }

    public static string? Text(JsonElement? of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static (string? Name, double? Value) Worst(IEnumerable<JsonElement> elements, string name, string value, bool least)
    {
        (string? Name, double? Value) worst = default;
        foreach (var element in elements)
            if (Number(element, value) is { } number && (worst.Value is not { } known || (least ? number < known : number > known)))
                worst = (Text(element, name), number);
        return worst;
    }

    private static IEnumerable<JsonElement> Elements(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    private static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? member : null;

    private static double? Number(JsonElement? of, string name) => Member(of, name) is { ValueKind: JsonValueKind.Number } number
        ? number.GetDouble() : null;

    private static bool Flag(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.True };

    private static DateTimeOffset? Time(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time) ? time : null;
}
