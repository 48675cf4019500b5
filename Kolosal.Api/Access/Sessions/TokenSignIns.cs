using System.Collections.Concurrent;
using System.Security.Claims;

namespace Kolosal.Access;

/// <summary>Remembers which tokens came, and tells of them once a minute: a request costs one look into a table.</summary>
/// <remarks>A token is one sign-in however often it is shown to this process; another process counts it once more. A crash loses the last
/// minute.</remarks>
internal sealed partial class TokenSignIns(
    IGrainFactory grains, AccessInstruments instruments, TimeProvider clock, ILogger<TokenSignIns> log)
    : BackgroundService, ITokenJournal
{
    /// <summary>Tokens that are remembered at once; of more, those beyond are not counted until others end.</summary>
    private const int Most = 10_000;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Workspace, string Subject, long From, long Until), bool> known = new();
    private readonly ConcurrentQueue<Seen> seen = new();
    private readonly ConcurrentQueue<(string Workspace, SignInNote Note)> untold = new();

    public void Saw(Principal principal, ClaimsPrincipal claims)
    {
        if (!long.TryParse(claims.FindFirst("exp")?.Value, out long until)) return;
        var now = clock.GetUtcNow();
        long from = long.TryParse(claims.FindFirst("iat")?.Value, out long issued) ? issued : now.ToUnixTimeSeconds();

        // Without a time of issue each showing would look like another token.
        var token = (principal.Workspace, principal.Subject, issued, until);
        if (known.Count >= Most || !known.TryAdd(token, true)) return;
        string[] factors = [.. claims.FindAll("amr").Select(claim => claim.Value).Distinct().Order(StringComparer.Ordinal)];
        seen.Enqueue(new(principal, factors, (int)Math.Clamp((until - from + 59) / 60, 0, int.MaxValue), now));
    }

    /// <summary>Tells now.</summary>
    public async Task TellAsync()
    {
        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (var token in known.Keys.Where(token => token.Until <= now).ToArray()) known.TryRemove(token, out _);

        var told = new List<Seen>();
        while (seen.TryDequeue(out var next)) told.Add(next);
        foreach (var group in told.GroupBy(one => (one.Principal.Workspace, one.Principal.Subject)))
        {
            Seen[] all = [.. group];

            // The weakest of a minute says how the door stands.
            var worst = all.OrderBy(one => SignInFactors.AreSeveral(one.Factors)).ThenByDescending(one => one.Minutes).First();
            int weak = all.Count(one => !SignInFactors.AreSeveral(one.Factors));
            untold.Enqueue((group.Key.Workspace, new(
                Guid.NewGuid().ToString("N"), group.Key.Subject, worst.Principal.Roles, SignInDoor.Token, [.. worst.Factors], all.Length,
                weak, all.Max(one => one.Minutes), all.Max(one => one.At))));
        }

        for (int left = untold.Count; left > 0 && untold.TryDequeue(out var next); left--) await TellAsync(next.Workspace, next.Note);
    }

    /// <summary>What fails is told again as it is: with the same attempt it counts once, also when only the answer was lost.</summary>
    private async Task TellAsync(string workspace, SignInNote note)
    {
        try
        {
            await grains.SignInOf(workspace, note.Subject, SignInDoor.Token).NoteAsync(note);
            instruments.SignedIn(WireJson.Word(SignInDoor.Token), note.Times - note.Weak, note.Weak);
        }
        catch (Exception fault)
        {
            LogUntold(log, fault, workspace);
            untold.Enqueue((workspace, note));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(Every, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TellAsync();
        }
    }

    private sealed record Seen(Principal Principal, string[] Factors, int Minutes, DateTimeOffset At);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sign-ins of {Workspace} could not be noted; they are told again")]
    private static partial void LogUntold(ILogger log, Exception fault, string workspace);
}
