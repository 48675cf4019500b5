namespace Kolosal.Feedback;

/// <summary>A part of the rows whose outcome is known: every such row of the requests between two batch ids. Not safe for several callers.</summary>
/// <remarks>
/// Batch ids begin with the time of the answer, so a segment is a stretch of time, and what comes in order lands in the last one. Bytes: format 1
/// (1), requests (4), and for each in ascending order its id (RFC 9562 byte order, 16), its rows (7 bits a byte), and for each row its distance
/// from the one before (7 bits a byte) and its outcome: 0 to 250 as one byte, anything else as 255 and a double.
/// </remarks>
public sealed class OutcomeSegment
{
    private const byte Format = 1, Small = 250, Double = 255;

    private readonly Dictionary<(Guid Batch, int Row), double> outcomes = [];

    public int Count => outcomes.Count;

    public double? Find(Guid batch, int row) => outcomes.TryGetValue((batch, row), out double actual) ? actual : null;

    public void Set(Guid batch, int row, double actual) => outcomes[(batch, row)] = actual;

    /// <summary>Drops the rows of requests before one or from another one on.</summary>
    public void Trim(Guid from, Guid? until)
    {
        foreach (var key in outcomes.Keys.Where(key => key.Batch < from || key.Batch >= until).ToArray()) outcomes.Remove(key);
    }

    /// <summary>Cuts it between requests into parts of about half of <paramref name="most"/> rows.</summary>
    /// <returns>The parts in order, each with the first request that belongs to it; the first part begins wherever this one does.</returns>
    public ImmutableArray<(Guid From, OutcomeSegment Part)> Split(int most)
    {
        var parts = ImmutableArray.CreateBuilder<(Guid, OutcomeSegment)>();
        OutcomeSegment? part = null;
        foreach (var (batch, rows) in Sorted())
        {
            if (part is null || part.Count + rows.Length > most / 2) parts.Add((batch, part = new()));
            foreach (var (row, actual) in rows) part.Set(batch, row, actual);
        }

        return parts.ToImmutable();
    }

    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var sorted = Sorted();
        writer.Write(Format);
        writer.Write(sorted.Count);
        foreach (var (batch, rows) in sorted)
        {
            writer.Write(batch.ToByteArray(bigEndian: true));
            writer.Write7BitEncodedInt(rows.Length);
            int before = 0;
            foreach (var (row, actual) in rows)
            {
                writer.Write7BitEncodedInt(row - before);
                before = row;
                if (actual is >= 0 and <= Small && BitConverter.DoubleToInt64Bits(actual) == BitConverter.DoubleToInt64Bits((byte)actual))
                    writer.Write((byte)actual);
                else
                {
                    writer.Write(Double);
                    writer.Write(actual);
                }
            }
        }

        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">Not what <see cref="Write"/> made.</exception>
    public static OutcomeSegment Read(byte[] bytes)
    {
        var segment = new OutcomeSegment();
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
            if (reader.ReadByte() is var format and not Format)
                throw new InvalidDataException($"Need known outcomes of format {Format}, got {format}; a newer program wrote them.");
            for (int left = reader.ReadInt32(); left > 0; left--)
            {
                var batch = new Guid(reader.ReadBytes(16), bigEndian: true);
                int row = 0;
                for (int rows = reader.Read7BitEncodedInt(); rows > 0; rows--)
                {
                    row += reader.Read7BitEncodedInt();
                    byte actual = reader.ReadByte();
                    segment.Set(batch, row, actual == Double ? reader.ReadDouble() : actual);
                }
            }
        }
        catch (Exception fault) when (fault is EndOfStreamException or ArgumentException or FormatException)
        {
            throw new InvalidDataException("Known outcomes end too early.", fault);
        }

        return segment;
    }

    private List<(Guid Batch, (int Row, double Actual)[] Rows)> Sorted() =>
    [
        .. outcomes.GroupBy(known => known.Key.Batch).OrderBy(batch => batch.Key)
            .Select(batch => (batch.Key, batch.Select(known => (known.Key.Row, known.Value)).OrderBy(row => row.Row).ToArray())),
    ];
}
