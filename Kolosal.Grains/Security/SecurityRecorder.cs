using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kolosal.Security;

/// <summary>Counts what the doors of this process see, and tells each workspace's desk in short intervals.</summary>
/// <remarks>
/// A flood costs a counter, not a record each: sightings of one kind and source are one line, and of more sources than <see cref="MostLines"/> the
/// rest counts together. A crash loses what was seen since the last report.
/// </remarks>
internal sealed partial class SecurityRecorder(
    IGrainFactory grains, IOptionsMonitor<SecurityOptions> options, SecurityInstruments instruments, TimeProvider clock,
        ILogger<SecurityRecorder> log)
    : BackgroundService, ISecurityWatch
{
    private const int MostLines = 1_000, LongestText = 200;

    /// <summary>Where sightings go that belong to no workspace: that of the first admin key, whose holder answers for the installation.</summary>
    private const string OfTheInstallation = "default";

    private const string OtherSources = "other sources";

    private readonly Lock gate = new();
    private readonly string watcher = Guid.NewGuid().ToString("N");
    private Dictionary<(string Workspace, SightingKind Kind, string Source), Line> lines = [];
    private long number;

    public void See(SecuritySighting sighting)
    {
        instruments.Saw(sighting.Kind);
        var now = clock.GetUtcNow();
        var key = (sighting.Workspace ?? OfTheInstallation, sighting.Kind, Shortened(sighting.Source));
        lock (gate)
        {
            if (!lines.ContainsKey(key) && lines.Count >= MostLines)
            {
                key.Item3 = OtherSources;
                instruments.Overflowed();
            }

            lines[key] = lines.TryGetValue(key, out var line) ? line with { Count = line.Count + 1, LastAt = now, What = Shortened(sighting.What) }
                : new(1, now, now, Shortened(sighting.What));
        }
    }

    /// <summary>Tells now what was seen.</summary>
    public async Task TellAsync()
    {
        Dictionary<(string Workspace, SightingKind Kind, string Source), Line> seen;
        lock (gate)
        {
            if (lines.Count == 0) return;
            (seen, lines) = (lines, []);
        }

        foreach (var group in seen.GroupBy(line => line.Key.Workspace))
        {
            try
            {
                await grains.SecurityDesk(group.Key).ObserveAsync(
                    new(watcher, ++number, [.. group.Select(line => Counted(line.Key.Kind, line.Key.Source, line.Value))]));
            }
            catch (Exception fault)
            {
                // What could not be told is told with the next: counted once more at worst, when it was told and only the answer was lost.
                LogUntold(log, fault, group.Key);
                Merge(group);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(options.CurrentValue.TellEveryMilliseconds), clock, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TellAsync();
        }
    }

    private void Merge(IEnumerable<KeyValuePair<(string Workspace, SightingKind Kind, string Source), Line>> untold)
    {
        lock (gate)
        {
            foreach (var (key, line) in untold)
            {
                if (lines.TryGetValue(key, out var newer)) lines[key] = newer with { Count = newer.Count + line.Count, FirstAt = line.FirstAt };
                else if (lines.Count < MostLines) lines[key] = line;
            }
        }
    }

    private static CountedSighting Counted(SightingKind kind, string source, Line line)
    {
        var (type, severity, title) = kind switch
        {
            SightingKind.SignInFailed => (SecurityEventType.LoginFailure, SecuritySeverity.Low, $"Sign-in failed from {source}"),
            SightingKind.RoleRefused => (SecurityEventType.UnauthorizedAccess, SecuritySeverity.Low, $"{source} was refused for want of a role"),
            SightingKind.CallRefused => (
                SecurityEventType.UnauthorizedAccess, SecuritySeverity.Medium,
                    $"A call of {source} passed the first door and was refused at the second"),
            SightingKind.LockedOut => (
                SecurityEventType.SuspiciousActivity, SecuritySeverity.Medium, $"{source} is locked out after failing to sign in too often"),
            _ => (SecurityEventType.PolicyViolation, SecuritySeverity.Low, $"{source} asked more often than the limits allow"),
        };
        return new(type, source, title, line.What, line.Count, line.FirstAt, line.LastAt, severity);
    }

    private static string Shortened(string text) => text.Length <= LongestText ? text : text[..LongestText];

    private sealed record Line(long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, string What);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The security desk of {Workspace} could not be told; it is told again")]
    private static partial void LogUntold(ILogger log, Exception fault, string workspace);
}
