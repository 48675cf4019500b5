namespace Kolosal.Predictions;

public class PredictionIndexTests
{
    private const int Block = PredictionIndex.BlockRecords;

    [Fact]
    public void Seeks_agree_with_a_search_over_all_records()
    {
        var random = new Random(11);
        var index = new PredictionIndex();
        var models = new List<string>();
        for (int i = 0; i < 6 * Block + 100; i++)
        {
            // "rare" appears in two far blocks only.
            string model = i is 5 or 6 or (5 * Block) ? "a/rare" : $"a/m{random.Next(3)}";
            models.Add(model);
            index.Add(model, i);
        }

        foreach (string model in (string[])["a/rare", "a/m0", "a/m2"])
            for (int trial = 0; trial < 300; trial++)
            {
                int from = random.Next(models.Count);
                int first = models.FindIndex(from, found => found == model);
                long seek = index.Seek(model, from);
                if (first < 0) Assert.Equal(PredictionIndex.None, seek);
                else
                {
                    // Never behind the record, and in its block unless the search began in an earlier block that holds the model, too.
                    Assert.InRange(seek, from, first);
                    Assert.True(seek == from || seek / Block == first / Block);
                }
            }

        Assert.Equal(5L * Block, index.Last("a/rare"));
        Assert.Equal(-1, index.Last("a/none"));
        Assert.Equal(PredictionIndex.None, index.Seek("a/none", 0));
    }

    [Fact]
    public void Restored_from_its_blocks_it_answers_the_same()
    {
        var index = new PredictionIndex();
        var blocks = new List<byte[]>();
        var random = new Random(2);
        for (int i = 0; i < 3 * Block; i++)
            if (index.Add($"ü/m{random.Next(5)}", i) is { } finished) blocks.Add(finished);

        Assert.Equal(3, blocks.Count);
        var restored = new PredictionIndex();
        Assert.False(restored.Restore(blocks[1]));
        foreach (byte[] block in blocks) Assert.True(restored.Restore(block));
        Assert.Equal(index.Next, restored.Next);
        Assert.Equal(index.Since(0).Order(), restored.Since(0).Order());
        for (int m = 0; m < 5; m++)
            for (int from = 0; from < 3 * Block; from += 777) Assert.Equal(index.Seek($"ü/m{m}", from), restored.Seek($"ü/m{m}", from));
    }

    [Fact]
    public void A_record_out_of_turn_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new PredictionIndex().Add("a/m", 1));
}
