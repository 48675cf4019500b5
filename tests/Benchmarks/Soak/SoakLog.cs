using System.Collections.Concurrent;
using System.Text.Json;

namespace Kolosal.Benchmarks;

/// <summary>The lines of the server's log: compact JSON, the level in <c>@l</c>. What is no JSON is what the program says to a person.</summary>
internal sealed class SoakLog(SoakCounts counts)
{
    private const string Notices = "Kolosal.Notifications.LogTransport";

    private readonly ConcurrentDictionary<string, long> unexplained = new();
    private long warnings, errors, told;

    public long Warnings => Interlocked.Read(ref warnings);

    /// <summary>Lines of errors, those that a disturbance explains among them.</summary>
    public long Errors => Interlocked.Read(ref errors);

    /// <summary>Each kind of line of an error that came while nothing was done to the server, and how often.</summary>
    public IReadOnlyDictionary<string, long> Unexplained => unexplained;

    /// <summary>Lines that are news of an incident or an alert and not a fault of the program.</summary>
    public long Told => Interlocked.Read(ref told);

    public void Hear(string line)
    {
        string level = "";
        try
        {
            using var parsed = JsonDocument.Parse(line);
            if (parsed.RootElement.ValueKind == JsonValueKind.Object && parsed.RootElement.TryGetProperty("@l", out var said))
                level = said.GetString()!;
            if (level.Length > 0 && parsed.RootElement.TryGetProperty("SourceContext", out var source) && source.GetString() == Notices)
            {
                Interlocked.Increment(ref told);
                return;
            }
        }
        catch (JsonException)
        {
            // A stack trace of a process that dies goes out as it is.
            if (line.StartsWith("Unhandled exception", StringComparison.Ordinal)) level = "Fatal";
        }
        if (level == "Warning") Interlocked.Increment(ref warnings);
        if (level is not ("Error" or "Fatal")) return;
        Interlocked.Increment(ref errors);
        if (counts.IsCalm) unexplained.AddOrUpdate(line[..Math.Min(line.Length, 300)], 1, (_, n) => n + 1);
    }
}
