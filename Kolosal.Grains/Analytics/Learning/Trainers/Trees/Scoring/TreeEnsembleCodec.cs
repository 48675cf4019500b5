namespace Kolosal.Learning.Trees;

/// <summary>The bytes of a <see cref="TreeEnsemble"/>: version 1 is the lengths and the arrays, little-endian, in the order of the type.</summary>
internal static class TreeEnsembleCodec
{
    private const byte Version = 1;

    // A model with more nodes than this is refused rather than allocated: the number is read from bytes nobody has checked yet.
    private const int MaxElements = 1 << 28;

    public static void Write(BinaryWriter writer, TreeEnsemble trees)
    {
        writer.Write(Version);
        writer.Write(trees.Inputs);
        writer.Write(trees.Width);
        writer.Write(trees.Roots.Length);
        writer.Write(trees.Columns.Length);
        writer.Write(trees.Values.Length);
        writer.Write(trees.Sets.Length);
        foreach (int root in trees.Roots) writer.Write(root);
        foreach (int column in trees.Columns) writer.Write(column);
        foreach (double threshold in trees.Thresholds) writer.Write(threshold);
        foreach (int child in trees.Children) writer.Write(child);
        writer.Write(trees.Flags);
        foreach (double value in trees.Values) writer.Write(value);
        foreach (ulong word in trees.Sets) writer.Write(word);
        foreach (float gain in trees.Gains) writer.Write(gain);
        foreach (float cover in trees.Covers) writer.Write(cover);
    }

    /// <exception cref="InvalidDataException">The bytes are not those of trees, or a path through them would leave the arrays.</exception>
    public static TreeEnsemble Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version) throw new InvalidDataException($"Trees are written in version {Version}, got {version}.");
        int inputs = reader.ReadInt32(), width = reader.ReadInt32();
        int roots = Length(reader), nodes = Length(reader), values = Length(reader), words = Length(reader);
        var trees = new TreeEnsemble
        {
            Inputs = inputs,
            Width = width,
            Roots = Fill(roots, reader.ReadInt32),
            Columns = Fill(nodes, reader.ReadInt32),
            Thresholds = Fill(nodes, reader.ReadDouble),
            Children = Fill(nodes, reader.ReadInt32),
            Flags = Fill(nodes, reader.ReadByte),
            Values = Fill(values, reader.ReadDouble),
            Sets = Fill(words, reader.ReadUInt64),
            Gains = Fill(nodes, reader.ReadSingle),
            Covers = Fill(nodes, reader.ReadSingle),
        };
        Check(trees);
        return trees;
    }

    private static int Length(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        return length is >= 0 and <= MaxElements ? length : throw new InvalidDataException($"Not trees: an array of {length} elements.");
    }

    private static T[] Fill<T>(int length, Func<T> read)
    {
        // Grown as it is read, so that a wrong length ends at the end of the stream and not in a huge allocation.
        var values = new List<T>(Math.Min(length, 1 << 16));
        for (int i = 0; i < length; i++) values.Add(read());
        return [.. values];
    }

    /// <exception cref="InvalidDataException">A path through the trees would leave the arrays.</exception>
    public static void Check(TreeEnsemble trees)
    {
        bool sound = trees.Inputs >= 0 && trees.Width >= 1 && trees.Roots.Length >= 1 && trees.Roots[0] == 0
            && trees.Roots[^1] == trees.Columns.Length;
        for (int tree = 0; sound && tree < trees.Trees; tree++)
        {
            int from = trees.Roots[tree], to = trees.Roots[tree + 1];
            sound = from < to && to <= trees.Columns.Length;
            for (int node = from; sound && node < to; node++) sound = IsSound(trees, node, to);
        }
        if (!sound) throw new InvalidDataException("Not trees: a node points outside its tree.");
    }

    private static bool IsSound(TreeEnsemble trees, int node, int end)
    {
        int column = trees.Columns[node], child = trees.Children[node];
        if (column < 0) return column == -1 && child >= 0 && child <= trees.Values.Length - trees.Width;
        if (column >= trees.Inputs || child <= node || child >= end - 1
            || trees.Flags[node] > (TreeEnsemble.MissingLeft | TreeEnsemble.Categorical | TreeEnsemble.UnknownLeft)) return false;
        if ((trees.Flags[node] & TreeEnsemble.Categorical) == 0) return true;
        double first = trees.Thresholds[node];
        return first >= 0 && first < trees.Sets.Length && first == Math.Floor(first)
            && trees.Sets[(int)first] <= (ulong)(trees.Sets.Length - 1 - (int)first);
    }
}
