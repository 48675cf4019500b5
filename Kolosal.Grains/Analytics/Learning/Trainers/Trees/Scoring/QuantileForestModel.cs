using System.Buffers;
using Kolosal.Learning.Uncertainty;
using Kolosal.Numerics;

namespace Kolosal.Learning.Trees;

/// <summary>Trees with the training rows of every leaf; see <see cref="QuantileForestTrainer"/>.</summary>
internal sealed class QuantileForestModel : IQuantilePredictor
{
    private const byte Version = 1;

    // Shares add up to 1 with an error of this order; a level is reached when they come this near.
    private const double Rounding = 1e-12;

    private readonly TreeEnsemble trees;
    private readonly double quantile;
    private readonly double[] targets, weights; // of the training rows that count, by ascending target
    private readonly int[] starts, members;     // the rows of the leaf whose value is v: members[starts[v] … starts[v + 1] − 1]

    private QuantileForestModel(TreeEnsemble trees, double quantile, double[] targets, double[] weights, int[] starts, int[] members) =>
        (this.trees, this.quantile, this.targets, this.weights, this.starts, this.members) = (trees, quantile, targets, weights, starts, members);

    /// <summary>The trees; the value of a leaf is what its tree alone would predict.</summary>
    public TreeEnsemble Trees => trees;

    /// <inheritdoc/>
    public int Inputs => trees.Inputs;

    /// <inheritdoc/>
    public int Outputs => 1;

    /// <summary>Drops the training rows down the trees.</summary>
    public static QuantileForestModel Of(TreeEnsemble trees, TrainingSet rows, double quantile, WorkerTeam team, CancellationToken cancel)
    {
        int[] order = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0).OrderBy(row => rows.Targets.Span[row])];
        var leaves = new int[trees.Trees][];
        team.Run(trees.Trees, tree =>
        {
            var of = new int[order.Length];
            for (int i = 0; i < of.Length; i++)
            {
                if ((i & 4095) == 0) cancel.ThrowIfCancellationRequested();
                of[i] = trees.Children[trees.LeafOf(tree, rows.Row(order[i]))];
            }
            leaves[tree] = of;
        });
        var starts = new int[trees.Values.Length + 1];
        foreach (int[] of in leaves)
            foreach (int leaf in of) starts[leaf + 1]++;
        for (int leaf = 0; leaf < trees.Values.Length; leaf++) starts[leaf + 1] += starts[leaf];
        int[] members = new int[starts[^1]], next = starts[..^1];
        foreach (int[] of in leaves)
            for (int i = 0; i < of.Length; i++) members[next[of[i]]++] = i;
        return new(trees, quantile, [.. order.Select(row => rows.Targets.Span[row])], [.. order.Select(rows.Weight)], starts, members);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output) => PredictQuantiles(row, [quantile], output[..1]);

    /// <inheritdoc/>
    public void PredictQuantiles(ReadOnlySpan<double> row, ReadOnlySpan<double> levels, Span<double> values)
    {
        for (int i = 0; i < levels.Length; i++)
            if (!(levels[i] >= (i == 0 ? 0 : levels[i - 1]) && levels[i] <= 1))
                throw new ArgumentException("Levels ascend from 0 to 1.", nameof(levels));
        int maxRows = 0;
        for (int tree = 0; tree < trees.Trees; tree++)
        {
            int leaf = trees.Children[trees.LeafOf(tree, row)];
            maxRows += starts[leaf + 1] - starts[leaf];
        }
        int[] rows = ArrayPool<int>.Shared.Rent(maxRows);
        double[] shares = ArrayPool<double>.Shared.Rent(maxRows);
        int count = 0;
        for (int tree = 0; tree < trees.Trees; tree++)
        {
            int leaf = trees.Children[trees.LeafOf(tree, row)];
            double all = 0;
            foreach (int member in members.AsSpan(starts[leaf]..starts[leaf + 1])) all += weights[member];
            foreach (int member in members.AsSpan(starts[leaf]..starts[leaf + 1]))
                (rows[count], shares[count++]) = (member, weights[member] / (all * trees.Trees));
        }
        rows.AsSpan(0, count).Sort(shares.AsSpan(0, count));
        double reached = 0;
        int at = -1;
        for (int i = 0; i < levels.Length; i++)
        {
            while (at + 1 < count && (at < 0 || reached < levels[i] - Rounding)) reached += shares[++at];
            values[i] = targets[rows[at]];
        }
        ArrayPool<int>.Shared.Return(rows);
        ArrayPool<double>.Shared.Return(shares);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(quantile);
        TreeEnsembleCodec.Write(writer, trees);
        writer.Write(targets.Length);
        foreach (double target in targets) writer.Write(target);
        foreach (double weight in weights) writer.Write(weight);
        foreach (int start in starts) writer.Write(start);
        foreach (int member in members) writer.Write(member);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a quantile forest.</exception>
    public static QuantileForestModel Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version) throw new InvalidDataException($"Quantile forests are written in version {Version}, got {version}.");
        double quantile = reader.ReadDouble();
        var trees = TreeEnsembleCodec.Read(reader);
        int rows = reader.ReadInt32();
        if (quantile is not (> 0 and < 1) || trees.Trees == 0 || trees.Width != 1 || rows < 1)
            throw new InvalidDataException("Not a quantile forest: no trees, no rows or no level.");
        double[] targets = Fill(rows, reader.ReadDouble, double.IsFinite),
            weights = Fill(rows, reader.ReadDouble, weight => double.IsFinite(weight) && weight > 0);
        int last = 0;
        int[] starts = Fill(trees.Values.Length + 1, reader.ReadInt32, start =>
        {
            bool ascends = start >= last;
            last = start;
            return ascends;
        });
        if (starts[0] != 0) throw new InvalidDataException("Not a quantile forest: the first leaf's rows start elsewhere.");
        int[] members = Fill(starts[^1], reader.ReadInt32, member => member >= 0 && member < rows);
        // A leaf without rows would have no quantile.
        for (int node = 0; node < trees.Columns.Length; node++)
            if (trees.Columns[node] < 0 && starts[trees.Children[node] + 1] == starts[trees.Children[node]])
                throw new InvalidDataException("Not a quantile forest: a leaf has no rows.");
        return new(trees, quantile, targets, weights, starts, members);
    }

    // Grown as it is read, so that a wrong length ends at the end of the stream and not in a huge allocation.
    private static T[] Fill<T>(int length, Func<T> read, Func<T, bool> isSound)
    {
        var values = new List<T>(Math.Min(length, 1 << 16));
        for (int i = 0; i < length; i++)
        {
            values.Add(read());
            if (!isSound(values[i])) throw new InvalidDataException($"Not a quantile forest: {values[i]} cannot stand there.");
        }
        return [.. values];
    }
}
