using Microsoft.Extensions.Options;

namespace Kolosal.Http;

/// <summary>Bytes of bodies that the process holds at once, over all callers: what it has no room for is asked to come again.</summary>
internal sealed class BodyBudget(IOptionsMonitor<HttpOptions> options)
{
    private long held;

    /// <summary>Bytes held now.</summary>
    public long Held => Interlocked.Read(ref held);

    /// <summary>Takes room.</summary>
    /// <exception cref="ProblemException">503: there is none at the moment.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref held, bytes) <= options.CurrentValue.MaxHeldBodyBytes) return;
        Give(bytes);
        throw new ProblemException(new(503, "overloaded", "Many large bodies are being read at this moment. Repeat the request.", null, 1));
    }

    public void Give(long bytes) => Interlocked.Add(ref held, -bytes);
}
