using Xunit;

namespace Kolosal.Testing;

/// <summary>One silo for all tests of a class or a collection. Each test works in workspaces, or under names, of its own.</summary>
public abstract class SharedSilo(Func<Task<PlatformSilo>> start) : IAsyncLifetime
{
    public PlatformSilo Silo { get; private set; } = null!;

    public async Task InitializeAsync() => Silo = await start();

    public async Task DisposeAsync() => await Silo.DisposeAsync();
}
