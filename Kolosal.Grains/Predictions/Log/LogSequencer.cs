namespace Kolosal.Predictions;

/// <summary>Puts requests, handed over in any order and with gaps, into the order of the log.</summary>
internal sealed class LogSequencer(long next)
{
    private readonly Dictionary<long, HandedOver> early = [];

    /// <summary>Position of the request that comes next.</summary>
    public long Next { get; private set; } = next;

    public void Offer(HandedOver handed)
    {
        if (handed.Position >= Next) early[handed.Position] = handed;
    }

    /// <summary>The next request, when it is there and on disk.</summary>
    /// <param name="durable">Every record with a smaller number has reached the disk.</param>
    /// <param name="handed">The request.</param>
    public bool TryTake(long durable, out HandedOver handed)
    {
        handed = default;
        if (Next >= durable || !early.Remove(Next, out handed)) return false;
        Next++;
        return true;
    }
}
