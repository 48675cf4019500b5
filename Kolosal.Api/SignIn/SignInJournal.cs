using System.Security.Claims;
using Kolosal.Access;
using Kolosal.WebConsole;
using Kolosal.WebConsole.Session;
using Microsoft.Extensions.Options;

namespace Kolosal.SignIn;

/// <summary>Notes who signs in to the console, and by what.</summary>
internal sealed class SignInJournal(
    IGrainFactory grains, ConsoleSessions sessions, IOptionsMonitor<AccessOptions> access, IOptionsMonitor<ConsoleOptions> console,
    AccessInstruments instruments, TimeProvider clock)
    : ISignInJournal, ISessionRules
{
    private const int HourMinutes = 60;

    public int ConsoleIdleMinutes => console.CurrentValue.IdleMinutes;

    public async Task EnterAsync(HttpContext context, string key, ClaimsIdentity person)
    {
        // A session is opened at the provider, and carries what the provider said of the factors; anything else is a key.
        var factors = sessions.FactorsOf(key);
        var door = factors is null ? SignInDoor.ConsoleKey : SignInDoor.ConsoleOidc;
        string subject = person.Name!, workspace = person.FindFirst(ConsoleHosting.WorkspaceClaim)!.Value;
        bool weak = factors is not { } said || !SignInFactors.AreSeveral(said);
        await grains.SignInOf(workspace, subject, door).NoteAsync(new(
            Guid.NewGuid().ToString("N"), subject, [.. person.FindAll(ClaimTypes.Role).Select(role => role.Value)], door, factors ?? [], 1,
            weak ? 1 : 0, factors is null ? ConsoleIdleMinutes : access.CurrentValue.Oidc.SessionHours * HourMinutes, clock.GetUtcNow()));
        instruments.SignedIn(WireJson.Word(door), weak ? 0 : 1, weak ? 1 : 0);
    }
}
