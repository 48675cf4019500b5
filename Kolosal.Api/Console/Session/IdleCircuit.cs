using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Options;

namespace Kolosal.WebConsole.Session;

/// <summary>Knows when somebody last did something on a page that is open, which no request tells.</summary>
/// <remarks>Of an open page the cookie is not looked at again, so the page's own calls are refused once nobody has touched it for as long. What the
/// server sends by itself is nobody's doing.</remarks>
internal sealed class IdleCircuit(IOptionsMonitor<ConsoleOptions> options, TimeProvider clock) : CircuitHandler
{
    private DateTimeOffset touched = clock.GetUtcNow();
    private bool over;

    /// <summary>Nobody has touched the page for the idle time: the sign-in counts no more, whatever comes later.</summary>
    public bool IsOver => over |= clock.GetUtcNow() - touched > TimeSpan.FromMinutes(options.CurrentValue.IdleMinutes);

    /// <summary>Somebody did something.</summary>
    public void Touch()
    {
        if (!IsOver) touched = clock.GetUtcNow();
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            Touch();
            await next(context);
        };
}
