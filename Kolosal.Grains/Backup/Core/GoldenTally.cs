namespace Kolosal.Backup;

/// <summary>Rows scored again and compared with what was logged, bit for bit.</summary>
public sealed class GoldenTally
{
    /// <summary>Rows scored again.</summary>
    public long Rows { get; private set; }

    /// <summary>Of those the rows whose every output is the logged one.</summary>
    public long Equal { get; private set; }

    /// <summary>Rows that could not be scored again.</summary>
    public long Skipped { get; private set; }

    /// <summary>Counts one row. Bits are compared, not values: 0 and −0 differ, and a NaN is the same as itself.</summary>
    /// <param name="logged">Outputs as they were logged.</param>
    /// <param name="again">Outputs now.</param>
    public void Compare(ReadOnlySpan<double> logged, ReadOnlySpan<double> again)
    {
        Rows++;
        if (logged.Length != again.Length) return;
        for (int i = 0; i < logged.Length; i++)
            if (BitConverter.DoubleToInt64Bits(logged[i]) != BitConverter.DoubleToInt64Bits(again[i])) return;
        Equal++;
    }

    public void Skip(long rows = 1) => Skipped += rows;
}
