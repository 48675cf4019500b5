namespace Kolosal.Learning.Preprocessing;

/// <summary>Looks at the cancellation token on the way through many rows.</summary>
internal static class RowPolls
{
    private const int RowsBetweenPolls = 4096; // a power of two

    /// <summary>Throws at every 4,096th row when the token is cancelled.</summary>
    public static void PollAt(this CancellationToken cancel, int row)
    {
        if ((row & (RowsBetweenPolls - 1)) == 0) cancel.ThrowIfCancellationRequested();
    }
}
