using Kolosal.Runtime;

namespace Orleans.TestingHost;

/// <summary>A silo of a test.</summary>
public abstract class SiloHandle : IDisposable, IAsyncDisposable
{
    public string Name { get; set; } = "";
    public abstract bool IsActive { get; }

    /// <param name="stopGracefully">False ends it as a crash would: nothing is deactivated, open calls fail.</param>
    public abstract Task StopSiloAsync(bool stopGracefully);

    public abstract ValueTask DisposeAsync();

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}

/// <summary>A silo of a test, in the test's own process.</summary>
public class InProcessSiloHandle : SiloHandle
{
    private bool _stopped;

    public IHost SiloHost { get; init; } = null!;
    public IServiceProvider ServiceProvider => SiloHost.Services;
    public override bool IsActive => !_stopped;

    internal Engine Engine => ServiceProvider.GetRequiredService<Engine>();

    public override async Task StopSiloAsync(bool stopGracefully)
    {
        if (_stopped) return;
        _stopped = true;
        if (!stopGracefully) Engine.Kill();
        await SiloHost.StopAsync();
        // A killed silo's services stay: what hangs in its abandoned turns must not meet a disposed container instead of silence.
        if (stopGracefully) await ((IAsyncDisposable)SiloHost).DisposeAsync();
    }

    public override async ValueTask DisposeAsync() => await StopSiloAsync(true);
}
