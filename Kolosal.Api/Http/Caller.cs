using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Http;

/// <summary>Who makes the request; a handler takes it as a parameter. Only routes that need a permission have one.</summary>
internal readonly record struct Caller(Principal Principal)
{
    public string Workspace => Principal.Workspace;

    public string Subject => Principal.Subject;

    /// <summary>The key of a resource of the caller's workspace; other workspaces' resources cannot be named.</summary>
    /// <exception cref="ProblemException">404: nothing can have such an id, empty or with characters that no id of ours has.</exception>
    public ResourceKey Key(string id) => RouteNames.IsSoundKey(id)
        ? new(Principal.Workspace, id)
        : throw new ProblemException(new Problem(404, "not-found", "No identifier looks like this."));

    public static ValueTask<Caller> BindAsync(HttpContext context) => new(new Caller(
        Principal.Current ?? throw new InvalidOperationException($"{context.GetEndpoint()?.DisplayName} is public and has no caller.")));
}

/// <summary>Names what a write makes; a handler takes it as a parameter. It is the same for a write that its caller repeats with its
/// <c>Idempotency-Key</c>, so that one whose answer was lost finds what it has made; another for each write without one.</summary>
/// <param name="Text">Unique to the write.</param>
internal readonly record struct CommandKey(string Text)
{
    /// <summary>The header under which a caller repeats a write.</summary>
    public const string Header = "Idempotency-Key";

    private const int NameBytes = 10;

    /// <summary>20 hexadecimal digits of the text's SHA-256.</summary>
    public string Digits => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)).AsSpan(0, NameBytes));

    /// <summary>An identifier: the prefix, <c>_</c> and <see cref="Digits"/>.</summary>
    public string Name(string prefix) => $"{prefix}_{Digits}";

    /// <remarks>Keys of callers whom nobody knows do not count: one could name what another made. A key that is used again when its answer is
    /// forgotten is another write's: a kill switch thrown again must not find that it was thrown. Where no answer is kept, that is another day's
    /// (UTC).</remarks>
    public static ValueTask<CommandKey> BindAsync(HttpContext context)
    {
        string given = context.Request.Headers[Header].ToString();
        if (Principal.Current is not { } caller || given.Length == 0) return new(new CommandKey($"{Guid.NewGuid():N}"));
        string write = context.Features.Get<BegunWrite>()?.Name
            ?? $"{context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcTicks / TimeSpan.TicksPerDay}";
        return new(new CommandKey($"{caller.Subject}|{given}|{write}"));
    }
}

/// <summary>On a request: the write that it carries was begun, maybe not for the first time.</summary>
/// <param name="Name">Of the write, and of no other.</param>
internal sealed record BegunWrite(string Name);
