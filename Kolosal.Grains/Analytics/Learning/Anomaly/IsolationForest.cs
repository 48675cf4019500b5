namespace Kolosal.Learning.Anomaly;

/// <summary>Trees of random splits: score 2^(−mean path), paths in units of the usual one; 0 … 1.</summary>
public sealed class IsolationForest : IAnomalyDetector
{
    private const byte Version = 1;
    private readonly int[] roots, columns, children;
    private readonly double[] values;

    /// <param name="inputs">Values in a row.</param>
    /// <param name="threshold">Where anomalies begin.</param>
    /// <param name="roots">The first node of each tree.</param>
    /// <param name="columns">The column a node asks, or −1 for a leaf.</param>
    /// <param name="children">The node for values at most the node's; the other one follows it.</param>
    /// <param name="values">Where a node splits, or the length of the path to a leaf.</param>
    internal IsolationForest(int inputs, double threshold, int[] roots, int[] columns, int[] children, double[] values) =>
        (Inputs, Threshold, this.roots, this.columns, this.children, this.values) = (inputs, threshold, roots, columns, children, values);

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public double Threshold { get; }

    /// <inheritdoc/>
    public double Score(ReadOnlySpan<double> row)
    {
        double total = 0;
        foreach (int root in roots)
        {
            int node = root;
            for (int column; (column = columns[node]) >= 0;) node = row[column] <= values[node] ? children[node] : children[node] + 1;
            total += values[node];
        }
        return Math.Pow(2, -total / roots.Length);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(Inputs);
        writer.Write(Threshold);
        writer.Write(roots.Length);
        writer.Write(columns.Length);
        writer.WriteNumbers(roots);
        writer.WriteNumbers(columns);
        writer.WriteNumbers(children);
        writer.WriteNumbers(values);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a forest, or a path would leave it.</exception>
    public static IsolationForest Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        int inputs = reader.ReadInt32();
        double threshold = reader.ReadDouble();
        int trees = reader.ReadInt32(), nodes = reader.ReadInt32();
        if (inputs < 1 || trees < 1 || nodes < trees || !double.IsFinite(threshold))
            throw new InvalidDataException($"Not an isolation forest: {trees} trees of {nodes} nodes on {inputs} inputs.");
        int[] roots = reader.ReadIntegers(trees), columns = reader.ReadIntegers(nodes), children = reader.ReadIntegers(nodes);
        double[] values = reader.ReadFinite(nodes);
        foreach (int root in roots) if ((uint)root >= (uint)nodes) throw new InvalidDataException("Not an isolation forest: a root outside it.");
        for (int node = 0; node < nodes; node++)
            if (columns[node] >= inputs || (columns[node] >= 0 && (children[node] <= node || children[node] >= nodes - 1)))
                throw new InvalidDataException($"Not an isolation forest: node {node} leads outside it.");
        return new(inputs, threshold, roots, columns, children, values);
    }
}
