namespace Kolosal.Learning.Trees;

public class TreeEnsembleCodecTests
{
    // One tree of two columns: x₁ ≤ 2.5 (missing left), then categories {0, 3} of x₀ to the left; leaves 1, 2 on the left and 3 on the right.
    private static TreeEnsemble Tree()
    {
        var builder = new TreeEnsembleBuilder(2, 1);
        int root = builder.Open(10), left = builder.Split(root, 1, 2.5, missingLeft: true, gain: 4, coverLeft: 7, coverRight: 3);
        builder.Leaf(left + 1, [3]);
        int child = builder.Split(left, 0, [true, false, false, true], missingLeft: false, gain: 2, coverLeft: 5, coverRight: 2);
        builder.Leaf(child, [1]);
        builder.Leaf(child + 1, [2]);
        builder.Close();
        return builder.Build();
    }

    [Fact]
    public void The_bytes_are_the_lengths_and_the_arrays()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write((byte)1);
        foreach (int number in new[] { 2, 1, 2, 5, 3, 2 }) writer.Write(number); // inputs, width, roots, nodes, values, set words
        foreach (int root in new[] { 0, 5 }) writer.Write(root);
        foreach (int column in new[] { 1, 0, -1, -1, -1 }) writer.Write(column);
        foreach (double threshold in new double[] { 2.5, 0, 0, 0, 0 }) writer.Write(threshold); // of the categorical node: its set begins at word 0
        foreach (int child in new[] { 1, 3, 0, 1, 2 }) writer.Write(child);
        writer.Write(new byte[] { 1, 2, 0, 0, 0 });
        foreach (double value in new double[] { 3, 1, 2 }) writer.Write(value);
        foreach (ulong word in new ulong[] { 1, 0b1001 }) writer.Write(word); // one word with bits 0 and 3
        foreach (float gain in new float[] { 4, 2, 0, 0, 0 }) writer.Write(gain);
        foreach (float cover in new float[] { 10, 7, 3, 5, 2 }) writer.Write(cover);
        writer.Flush();
        Assert.Equal(stream.ToArray(), Written(Tree()));
    }

    [Fact]
    public void Trees_read_back_go_the_same_ways()
    {
        var read = TreeRows.Read(Written(Tree()), TreeEnsembleCodec.Read);
        double Value(double x0, double x1) => read.Values[read.Children[read.LeafOf(0, [x0, x1])]];
        Assert.Equal((1, 2, 1, 2, 3), (Value(0, 2.5), Value(1, 2.5), Value(3, double.NaN), Value(double.NaN, 0), Value(0, 2.6)));
        Assert.Equal(Written(Tree()), Written(read));
    }

    [Fact]
    public void Every_truncation_and_every_way_out_of_the_arrays_is_refused()
    {
        byte[] bytes = Written(Tree());
        for (int length = 0; length < bytes.Length; length++)
            Assert.ThrowsAny<IOException>(() => TreeRows.Read(bytes[..length], TreeEnsembleCodec.Read));
        // Offsets: 1 + 24 + 8 = 33 columns, 53 thresholds, 93 children, 113 flags.
        Refused(bytes, at: 0, 2);         // another version
        Refused(bytes, at: 33, 2);        // a column that is not there
        Refused(bytes, at: 93, 0);        // a child that is its own parent: no end
        Refused(bytes, at: 93, 4);        // a right child beyond the tree
        Refused(bytes, at: 93 + 2 * 4, 3); // a leaf's value that is not there
        Refused(bytes, at: 113, 9);       // an unknown flag
        Refused(bytes, at: 113 + 5 + 24, 9); // a set longer than all sets
    }

    private static void Refused(byte[] bytes, int at, byte value)
    {
        byte[] damaged = [.. bytes];
        damaged[at] = value;
        Assert.Throws<InvalidDataException>(() => TreeRows.Read(damaged, TreeEnsembleCodec.Read));
    }

    private static byte[] Written(TreeEnsemble trees)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream)) TreeEnsembleCodec.Write(writer, trees);
        return stream.ToArray();
    }
}
