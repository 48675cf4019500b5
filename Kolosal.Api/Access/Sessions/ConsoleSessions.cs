using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Kolosal.Access;

/// <summary>
/// What the console presents for somebody who signed in elsewhere: who it is and until when, sealed under the installation's master key. It takes
/// the place of an API key in <c>X-Api-Key</c>; only this product makes one, and none is ever shown.
/// </summary>
/// <remarks>What its roles grant is looked up with each request, so that a role that was narrowed or retired counts at once.</remarks>
internal sealed class ConsoleSessions(
    IServiceProvider services, IRoleBook book, IOptionsMonitor<AccessOptions> options, TimeProvider clock)
{
    public const string Prefix = "kse_";

    private const string Purpose = "console-sessions";
    private const int Longest = 6_000;

    // Of the console, which brings it; a host without one makes no sessions and takes none.
    private readonly IDataProtector? seal = services.GetService<IDataProtectionProvider>()?.CreateProtector(Purpose);

    /// <param name="principal">Who signed in.</param>
    /// <param name="factors">How they proved it, as the provider says (<c>amr</c>).</param>
    /// <exception cref="InvalidOperationException">This host has no console.</exception>
    public string Make(Principal principal, ImmutableArray<string> factors)
    {
        if (seal is null) throw new InvalidOperationException("This host has no console, so nobody signs in to it.");
        var session = new Session(
            principal.Workspace, principal.Subject, [.. principal.Roles],
            clock.GetUtcNow().AddHours(options.CurrentValue.Oidc.SessionHours).ToUnixTimeSeconds(), [.. factors]);
        return Prefix + WebEncoders.Base64UrlEncode(seal.Protect(JsonSerializer.SerializeToUtf8Bytes(session)));
    }

    /// <summary>Whose session it is; null when it is none of ours or over.</summary>
    public async ValueTask<Principal?> OpenAsync(string text)
    {
        if (Read(text) is not { } session || clock.GetUtcNow().ToUnixTimeSeconds() >= session.Until) return null;
        string[] own = [.. session.Roles.Where(role => !Role.All.Contains(role))];
        ImmutableArray<NarrowedRole> narrowed = own.Length == 0 ? [] : await book.FindAsync(session.Workspace, own);
        return new(
            session.Workspace, session.Subject, [.. session.Roles.Where(Role.All.Contains), .. narrowed.Select(role => role.Name)], null,
            narrowed.IsEmpty ? null : narrowed);
    }

    /// <summary>How whoever holds the session proved who they are; null when it is none of ours.</summary>
    public ImmutableArray<string>? FactorsOf(string text) => Read(text) is { } session ? [.. session.Factors ?? []] : null;

    private Session? Read(string text)
    {
        if (seal is null || text.Length > Longest || !text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        try
        {
            return JsonSerializer.Deserialize<Session>(seal.Unprotect(WebEncoders.Base64UrlDecode(text[Prefix.Length..])));
        }
        catch (Exception foreign) when (foreign is CryptographicException or FormatException or JsonException)
        {
            return null; // what cannot be opened was not sealed here
        }
    }

    private sealed record Session(string Workspace, string Subject, string[] Roles, long Until, string[]? Factors = null);
}
