namespace Kolosal.Backup;

public class ContentChunksTests
{
    [Fact]
    public void Chunks_make_up_the_content_within_their_bounds()
    {
        byte[] content = Random(5 << 20, 1);
        int[] lengths = Lengths(content);
        Assert.Equal(content.Length, lengths.Sum());
        Assert.All(lengths[..^1], length => Assert.InRange(length, ContentChunks.Minimum, ContentChunks.Maximum));
        Assert.Equal(0, ContentChunks.First([]));
        Assert.Equal(1, ContentChunks.First([7]));
        Assert.Equal(ContentChunks.Minimum, ContentChunks.First(content.AsSpan(0, ContentChunks.Minimum)));
    }

    [Fact]
    public void Content_without_a_cut_is_cut_at_the_maximum() // the hash of equal bytes becomes constant, and that of 0 is none with 18 zero bits
        => Assert.Equal(ContentChunks.Maximum, ContentChunks.First(new byte[3 << 20]));

    [Fact]
    public void The_mean_length_is_what_the_mask_says()
    {
        // Behind the minimum a cut comes at each byte with p = 2⁻¹⁸, up to the maximum: mean = min + (1 − (1 − p)ⁿ)/p, n = max − min.
        double p = Math.Pow(2, -18), n = ContentChunks.Maximum - ContentChunks.Minimum;
        double mean = ContentChunks.Minimum + (1 - Math.Pow(1 - p, n)) / p;
        int[] lengths = Lengths(Random(64 << 20, 2));
        double error = 5 * mean / Math.Sqrt(lengths.Length); // the deviation is below the mean
        Assert.InRange(lengths.Average(), mean - error, mean + error);
    }

    [Fact]
    public void An_insertion_leaves_the_chunks_behind_it_as_they_were()
    {
        byte[] before = Random(8 << 20, 3);
        byte[] after = [.. before[..1_000_000], 1, 2, 3, .. before[1_000_000..]];
        var known = Chunks(before).ToHashSet();
        string[] now = [.. Chunks(after)];
        Assert.InRange(now.Count(chunk => !known.Contains(chunk)), 1, 4);
        Assert.True(now.Length > 15);
    }

    private static byte[] Random(int length, int seed)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    private static int[] Lengths(byte[] content)
    {
        var lengths = new List<int>();
        for (int at = 0; at < content.Length; at += lengths[^1]) lengths.Add(ContentChunks.First(content.AsSpan(at)));
        return [.. lengths];
    }

    private static IEnumerable<string> Chunks(byte[] content)
    {
        int at = 0;
        foreach (int length in Lengths(content))
        {
            yield return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content.AsSpan(at, length)));
            at += length;
        }
    }
}
