using System.Globalization;
using Kolosal.Tabular;

namespace Kolosal.Disclosure;

/// <summary>Numbers as evidence: only whole ones name anybody, and only where the name says so or they have the length of a card.</summary>
internal static class WholeNumbers
{
    /// <summary>The shortest card has twelve digits.</summary>
    private const double LeastCard = 1e11;

    public static void Add(ColumnEvidence evidence, NumericColumn column, CancellationToken cancel)
    {
        var values = column.Values;
        bool named = evidence.Header is not null;
        Span<char> buffer = stackalloc char[32];
        long small = 0;
        for (int row = 0; row < values.Length; row++)
        {
            if ((row & 0xFFF) == 0) cancel.ThrowIfCancellationRequested();
            if (column.IsMissing(row)) continue;
            double value = values[row];
            if (!named && Math.Abs(value) < LeastCard) small++;
            else if (value == Math.Floor(value) && Math.Abs(value) < 1e19
                && value.TryFormat(buffer, out int length, "F0", CultureInfo.InvariantCulture))
                evidence.Add(buffer[..length].ToString());
            else small++;
        }

        if (small > 0) evidence.Add("0", small);
    }
}
