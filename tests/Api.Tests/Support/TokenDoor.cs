using System.Security.Claims;
using Kolosal.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kolosal.Api.Tests;

/// <summary>The recognition of tokens alone, as the server wires it, without a server around it.</summary>
internal sealed class TokenDoor(IOptionsMonitor<AccessOptions> options, TimeProvider clock) : IAsyncDisposable
{
    private readonly ServiceProvider services = new ServiceCollection()
        .AddLogging().AddSingleton(options).AddSingleton(clock).AddSingleton<IRoleBook>(new NoRoles())
        .AddSingleton<ITokenJournal>(new NoJournal()).AddBearerTokens().BuildServiceProvider();

    /// <summary>Whom a request with this bearer comes from; null for nobody.</summary>
    public async Task<Principal?> AskAsync(string token)
    {
        await using var scope = services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Headers.Authorization = $"Bearer {token}";
        return await services.GetRequiredService<BearerTokens>().AuthenticateAsync(context, token);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private sealed class NoRoles : IRoleBook
    {
        public ValueTask<ImmutableArray<NarrowedRole>> FindAsync(string workspace, IReadOnlyList<string> names) => new([]);
    }

    private sealed class NoJournal : ITokenJournal
    {
        public void Saw(Principal principal, ClaimsPrincipal claims)
        {
        }
    }
}

/// <summary>Options that change under a running server.</summary>
internal sealed class AccessMonitor : IOptionsMonitor<AccessOptions>
{
    private Action<AccessOptions, string?>? changed;

    public AccessOptions CurrentValue { get; private set; } = new();

    public AccessOptions Get(string? name) => CurrentValue;

    public IDisposable? OnChange(Action<AccessOptions, string?> listener)
    {
        changed += listener;
        return null;
    }

    public void Set(params JwtKeyOptions[] keys) => Set(new JwtOptions { Keys = keys });

    public void Set(JwtOptions jwt)
    {
        CurrentValue = new AccessOptions { Jwt = jwt };
        changed?.Invoke(CurrentValue, null);
    }
}

/// <summary>Starts at the real time, since the token library stamps with it, and moves by hand.</summary>
internal sealed class MovedClock : TimeProvider
{
    private TimeSpan ahead;

    public void Advance(TimeSpan by) => ahead += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}
