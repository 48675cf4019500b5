using System.Buffers;
using System.Numerics.Tensors;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Ensembles;

/// <summary>Trees that vote for a class, or whose weighted median is the value.</summary>
internal sealed class AdaBoostModel : IPredictor, IGraphPart
{
    private const byte Version = 1;
    private readonly bool numbers;

    /// <param name="trees">At least one; leaves hold class shares or one value.</param>
    /// <param name="votes">The weight of each tree, finite.</param>
    /// <param name="numbers">Whether a value is predicted.</param>
    public AdaBoostModel(TreeEnsemble trees, double[] votes, bool numbers) => (Trees, Votes, this.numbers) = (trees, votes, numbers);

    /// <summary>The trees in the order of the rounds.</summary>
    public TreeEnsemble Trees { get; }

    /// <summary>The weight of each tree.</summary>
    public double[] Votes { get; }

    /// <inheritdoc/>
    public int Inputs => Trees.Inputs;

    /// <inheritdoc/>
    public int Outputs => Trees.Width;

    /// <summary>The class a tree votes for: the first of its leaf's commonest.</summary>
    public static int ClassOf(TreeEnsemble trees, int tree, ReadOnlySpan<double> row) =>
        TensorPrimitives.IndexOfMax(trees.Values.AsSpan(trees.Children[trees.LeafOf(tree, row)], trees.Width));

    /// <summary>The value a tree predicts.</summary>
    public static double ValueOf(TreeEnsemble trees, int tree, ReadOnlySpan<double> row) => trees.Values[trees.Children[trees.LeafOf(tree, row)]];

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        if (numbers)
        {
            output[0] = Median(row);
            return;
        }
        output = output[..Outputs];
        output.Clear();
        for (int tree = 0; tree < Votes.Length; tree++) output[ClassOf(Trees, tree, row)] += Votes[tree];
        double most = TensorPrimitives.Max<double>(output), all = 0;
        for (int k = 0; k < output.Length; k++) all += output[k] = Math.Exp(output[k] - most);
        for (int k = 0; k < output.Length; k++) output[k] /= all;
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        if (numbers) return DescribeMedian(graph, row);
        double[] votes = new double[Trees.Values.Length];
        for (int tree = 0; tree < Votes.Length; tree++)
            for (int node = Trees.Roots[tree]; node < Trees.Roots[tree + 1]; node++)
                if (Trees.Columns[node] < 0)
                    votes[Trees.Children[node] + TensorPrimitives.IndexOfMax(Trees.Values.AsSpan(Trees.Children[node], Trees.Width))] = Votes[tree];
        return graph.Softmax(TreeGraph.Describe(graph, row, Trees, votes, new double[Trees.Width], 1,
            [.. Enumerable.Repeat(-1, Trees.Trees)]));
    }

    /// <summary>Each tree's value is asked what votes lie above it; the smallest with no more than half of them above is the median.</summary>
    private GraphValue DescribeMedian(GraphBuilder graph, GraphValue row)
    {
        // The number of comparisons grows with the square of the trees.
        const int MostTrees = 200;

        // Votes are summed in another order than when a row is scored.
        const double Rounding = 1e-12;
        if (Trees.Trees > MostTrees)
            throw new NotExportableException($"The weighted median of {Trees.Trees} trees has no form in other formats, {MostTrees} have; export "
                + "another model.");
        var values = TreeGraph.Describe(graph, row, Trees, Trees.Values, new double[Trees.Trees], 1, [.. Enumerable.Range(0, Trees.Trees)]);
        if (Trees.Trees == 1) return values;
        double half = Votes.Sum() / 2;
        var above = graph.Join([.. graph.Split(values).Select(value => graph.Linear(graph.IsLess(value, values), Votes, [0]))]);
        var negated = graph.Apply(UnaryOperation.Negate, values);
        return graph.Apply(UnaryOperation.Negate, graph.Maximum(
            graph.Select(graph.IsLess(half * (1 + Rounding), above), graph.Constant(double.MinValue), negated)));
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(numbers);
        TreeEnsembleCodec.Write(writer, Trees);
        foreach (double vote in Votes) writer.Write(vote);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of an AdaBoost model.</exception>
    public static AdaBoostModel Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version) throw new InvalidDataException($"AdaBoost models are written in version {Version}, got {version}.");
        bool numbers = reader.ReadBoolean();
        var trees = TreeEnsembleCodec.Read(reader);
        if (trees.Trees == 0 || numbers != (trees.Width == 1))
            throw new InvalidDataException("Not an AdaBoost model: there are no trees, or their leaves are of another task.");
        var votes = new double[trees.Trees];
        for (int tree = 0; tree < votes.Length; tree++)
        {
            votes[tree] = reader.ReadDouble();
            if (!double.IsFinite(votes[tree])) throw new InvalidDataException("Not an AdaBoost model: a vote is not finite.");
        }
        return new(trees, votes, numbers);
    }

    // The smallest value with half of the votes at or below it (Drucker 1997).
    private double Median(ReadOnlySpan<double> row)
    {
        double[] values = ArrayPool<double>.Shared.Rent(Votes.Length), votes = ArrayPool<double>.Shared.Rent(Votes.Length);
        double all = 0;
        for (int tree = 0; tree < Votes.Length; tree++)
        {
            (values[tree], votes[tree]) = (ValueOf(Trees, tree, row), Votes[tree]);
            all += Votes[tree];
        }
        values.AsSpan(0, Votes.Length).Sort(votes.AsSpan(0, Votes.Length));
        double reached = 0;
        int at = -1;
        while (reached < all / 2 && at + 1 < Votes.Length) reached += votes[++at];
        double median = values[Math.Max(at, 0)];
        ArrayPool<double>.Shared.Return(values);
        ArrayPool<double>.Shared.Return(votes);
        return median;
    }
}
