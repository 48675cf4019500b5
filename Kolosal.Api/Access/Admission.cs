using Kolosal.Http;
using Microsoft.Extensions.Options;

namespace Kolosal.Access;

/// <summary>Asks again who calls, for answers that last: the same checks as at the door, anew.</summary>
internal sealed class Admission(Authenticator authenticator, IServiceScopeFactory scopes, IOptionsMonitor<AccessOptions> options) : IAdmission
{
    public TimeSpan For => TimeSpan.FromSeconds(options.CurrentValue.BelieveSeconds);

    public async Task<bool> HoldsAsync(HttpContext context)
    {
        // The framework remembers what became of a token for as long as a request lasts, so it is shown the headers as those of a new one.
        await using var scope = scopes.CreateAsyncScope();
        var again = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = context.RequestAborted };
        foreach (string header in (string[])[Authenticator.KeyHeader, "Authorization"])
            if (context.Request.Headers.TryGetValue(header, out var value)) again.Request.Headers[header] = value;

        // A key is looked up by the process and on nobody's behalf; this method's context ends with it.
        var before = Principal.Current;
        Principal.Current = null;
        var now = (await authenticator.AuthenticateAsync(again)).Principal;
        return before is not null && now?.Workspace == before.Workspace && now.Subject == before.Subject
            && now.Roles.AsSpan().SequenceEqual(before.Roles.AsSpan())
            && (now.Scopes ?? []).AsSpan().SequenceEqual((before.Scopes ?? []).AsSpan())
            && (now.Narrowed ?? []).AsSpan().SequenceEqual((before.Narrowed ?? []).AsSpan());
    }
}
