namespace Kolosal.Chaos;

/// <summary>How long it took after a fault until probes were within bounds again.</summary>
/// <remarks>It has recovered with the last probe out of bounds that five within follow: one good answer among bad ones is no recovery.</remarks>
public readonly record struct Recovery(double LastBadSeconds, int GoodInRow)
{
    /// <summary>Probes within bounds, in a row, that show it.</summary>
    public const int Settled = 5;

    /// <summary>Seconds from the end of the fault; null while it has not recovered.</summary>
    public double? Seconds => GoodInRow >= Settled ? LastBadSeconds : null;

    /// <summary>With one more probe.</summary>
    /// <param name="kept">Whether it was within bounds.</param>
    /// <param name="after">When it ended, in seconds from the end of the fault; less than 0 counts as 0.</param>
    public Recovery With(bool kept, double after) =>
        kept ? this with { GoodInRow = Math.Min(GoodInRow + 1, Settled) } : new(Math.Max(LastBadSeconds, Math.Max(0, after)), 0);
}
