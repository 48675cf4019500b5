using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Quantization;

/// <summary>The bytes of <see cref="QuantizedTrees"/>, version 1, little-endian: thresholds once a column, nodes by the places of theirs.</summary>
internal static class QuantizedTreeCodec
{
    private const byte Version = 1;
    private const int MaxElements = 1 << 28;

    private static readonly Link[] Links = [Link.Identity, Link.Log, Link.Logit, Link.BinaryLogit, Link.Sign, Link.Softmax];

    public static void Write(BinaryWriter writer, QuantizedTrees model)
    {
        var trees = model.AdditiveTrees.Ensemble;
        writer.Write(Version);
        writer.Write((byte)model.Precision);
        writer.Write((byte)Array.IndexOf(Links, model.AdditiveTrees.Link));
        writer.Write(model.AdditiveTrees.Scores);
        foreach (double score in model.AdditiveTrees.BaseScores) writer.Write(score);
        writer.Write(model.AdditiveTrees.Scale);
        writer.Write(trees.Inputs);
        writer.Write(trees.Width);
        writer.Write(trees.Trees);
        for (int tree = 1; tree < trees.Roots.Length; tree++) writer.Write(trees.Roots[tree]);

        // The thresholds of each column, as half precision where they are, and a node's place among them.
        var columns = Enumerable.Range(0, trees.Columns.Length).Where(node => trees.Columns[node] >= 0 && !IsCategorical(trees, node))
            .GroupBy(node => trees.Columns[node]).ToDictionary(group => group.Key,
                group => group.Select(node => trees.Thresholds[node]).Distinct().Order().ToArray());
        for (int c = 0; c < trees.Inputs; c++)
        {
            double[] own = columns.GetValueOrDefault(c, []);
            writer.Write(own.Length);
            bool half = own.All(threshold => (double)(Half)threshold == threshold);
            writer.Write(half);
            foreach (double threshold in own)
            {
                if (half) writer.Write((Half)threshold);
                else writer.Write(threshold);
            }
        }
        foreach (int column in trees.Columns) writer.Write(checked((short)column));
        foreach (byte flags in trees.Flags) writer.Write(flags);
        for (int node = 0; node < trees.Columns.Length; node++)
        {
            if (trees.Columns[node] < 0) continue;
            if (IsCategorical(trees, node)) writer.Write((int)trees.Thresholds[node]);
            else writer.Write((ushort)Array.BinarySearch(columns[trees.Columns[node]], trees.Thresholds[node]));
            writer.Write(trees.Children[node]);
        }
        writer.Write(trees.Sets.Length);
        foreach (ulong word in trees.Sets) writer.Write(word);
        writer.Write(trees.Values.Length);
        QuantizedNumbers.Write(writer, model.Precision, trees.Values);
        foreach (float cover in trees.Covers) writer.Write((Half)(cover / Most(trees.Covers))); // shares are all that attributions need
    }

    /// <exception cref="InvalidDataException">The bytes are none of quantised trees, or a path through them would leave the arrays.</exception>
    public static QuantizedTrees Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version) throw new InvalidDataException($"Quantised trees are written in version {Version}, got {version}.");
        var precision = QuantizedNumbers.ReadPrecision(reader);
        int link = reader.ReadByte(), scores = Count(reader);
        if (link >= Links.Length || scores < 1 || (scores > 1 && Links[link].Outputs(scores) != scores))
            throw new InvalidDataException($"Not quantised trees: {scores} scores under the link {link}.");
        double[] baseScores = Fill(scores, reader.ReadDouble);
        double scale = reader.ReadDouble();
        int inputs = Count(reader), width = Count(reader), count = Count(reader);
        int[] roots = [0, .. Fill(count, reader.ReadInt32)];
        double[][] thresholds = Fill(inputs, () =>
        {
            int own = Count(reader);
            bool half = reader.ReadBoolean();
            return Fill(own, () => half ? (double)reader.ReadHalf() : reader.ReadDouble());
        });
        int nodes = roots[^1] is >= 0 and <= MaxElements ? roots[^1] : throw new InvalidDataException($"Not quantised trees: {roots[^1]} nodes.");
        int[] columns = Fill(nodes, () => (int)reader.ReadInt16()), children = new int[nodes];
        byte[] flags = Fill(nodes, reader.ReadByte);
        double[] places = new double[nodes];
        for (int node = 0, leaf = 0; node < nodes; node++)
        {
            if (columns[node] < 0)
            {
                children[node] = leaf;
                leaf += width;
                continue;
            }
            if (columns[node] >= inputs) throw new InvalidDataException($"Not quantised trees: node {node} asks column {columns[node]} of {inputs}.");
            if ((flags[node] & TreeEnsemble.Categorical) != 0) places[node] = reader.ReadInt32();
            else
            {
                int place = reader.ReadUInt16();
                places[node] = place < thresholds[columns[node]].Length ? thresholds[columns[node]][place]
                    : throw new InvalidDataException($"Not quantised trees: node {node} has no threshold.");
            }
            children[node] = reader.ReadInt32();
        }
        ulong[] sets = Fill(Count(reader), reader.ReadUInt64);
        double[] values = QuantizedNumbers.Read(reader, precision, Count(reader));
        var trees = new TreeEnsemble
        {
            Inputs = inputs,
            Width = width,
            Roots = roots,
            Columns = columns,
            Thresholds = places,
            Children = children,
            Flags = flags,
            Values = values,
            Sets = sets,
            Gains = new float[nodes],
            Covers = Fill(nodes, () => (float)reader.ReadHalf()),
        };
        TreeEnsembleCodec.Check(trees);
        if (trees.Width != 1 && trees.Width != scores)
            throw new InvalidDataException($"Not quantised trees: leaves of {width} values for {scores} scores.");
        return new(precision, trees, baseScores, scale, Links[link]);
    }

    private static bool IsCategorical(TreeEnsemble trees, int node) => (trees.Flags[node] & TreeEnsemble.Categorical) != 0;

    private static float Most(float[] covers) => covers.Length > 0 && covers.Max() is > 0 and var most ? most : 1;

    private static int Count(BinaryReader reader) => reader.ReadInt32() is >= 0 and <= MaxElements and var count ? count
        : throw new InvalidDataException("Not quantised trees: a length out of all bounds.");

    private static T[] Fill<T>(int length, Func<T> read)
    {
        var values = new List<T>(Math.Min(length, 1 << 16));
        for (int i = 0; i < length; i++) values.Add(read());
        return [.. values];
    }
}
