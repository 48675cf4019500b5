namespace Kolosal.Learning.Anomaly;

/// <summary>The sorted training values of every column; the score is a sum of negative logarithms of tail shares, nats.</summary>
public sealed class EcodDetector : IAnomalyDetector
{
    private const byte Version = 1;
    private readonly int count;
    private readonly double[] sorted;
    private readonly bool[] left;

    /// <param name="count">Training rows.</param>
    /// <param name="sorted">inputs × count, each column ascending.</param>
    /// <param name="left">Whether a column is skewed to the left.</param>
    /// <param name="threshold">Where anomalies begin.</param>
    internal EcodDetector(int count, double[] sorted, bool[] left, double threshold) =>
        (this.count, this.sorted, this.left, Threshold) = (count, sorted, left, threshold);

    /// <inheritdoc/>
    public int Inputs => left.Length;

    /// <inheritdoc/>
    public double Threshold { get; }

    /// <inheritdoc/>
    public double Score(ReadOnlySpan<double> row)
    {
        double below = 0, above = 0, skewed = 0;
        for (int c = 0; c < left.Length; c++)
        {
            var column = sorted.AsSpan(c * count, count);
            double low = Tail(Bound(column, row[c], inclusive: true)), high = Tail(count - Bound(column, row[c], inclusive: false));
            (below, above, skewed) = (below + low, above + high, skewed + (left[c] ? low : high));
        }
        return Math.Max(skewed, Math.Max(below, above));
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(Inputs);
        writer.Write(count);
        writer.Write(Threshold);
        foreach (bool side in left) writer.Write(side);
        writer.WriteNumbers(sorted);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of tails.</exception>
    public static EcodDetector Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        int inputs = reader.ReadInt32(), count = reader.ReadInt32();
        double threshold = reader.ReadDouble();
        if (inputs is < 1 or > 1 << 24 || count < 1 || !double.IsFinite(threshold))
            throw new InvalidDataException($"Not tails: {count} rows of {inputs} columns.");
        bool[] left = new bool[inputs];
        for (int c = 0; c < inputs; c++) left[c] = reader.ReadBoolean();
        return new(count, reader.ReadFinite((long)inputs * count), left, threshold);
    }

    private double Tail(int rows) => rows > 0 ? -Math.Log((double)rows / count) : Math.Log(count + 1.0);

    /// <summary>The number of values below a value, or at most it.</summary>
    private static int Bound(ReadOnlySpan<double> column, double value, bool inclusive)
    {
        int low = 0, high = column.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (column[middle] < value || (inclusive && column[middle] == value)) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
