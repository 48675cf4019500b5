namespace Kolosal.Chaos;

/// <summary>A fault on this silo, and whom it struck.</summary>
/// <param name="fault">The fault.</param>
/// <param name="since">Timestamp of the injector's clock at which it came into force.</param>
internal sealed class FaultInForce(SiloFault fault, long since)
{
    private long calls, struck;

    public SiloFault Fault => fault;

    public long Since => since;

    public long Struck => Interlocked.Read(ref struck);

    /// <summary>The number of a call within the blast radius, from 0.</summary>
    public long NextCall() => Interlocked.Increment(ref calls) - 1;

    public void Count() => Interlocked.Increment(ref struck);
}
