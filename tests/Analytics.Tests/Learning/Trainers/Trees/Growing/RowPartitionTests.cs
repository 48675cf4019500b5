using Kolosal.Numerics;

namespace Kolosal.Learning.Trees;

public class RowPartitionTests
{
    [Fact]
    public void Rows_part_by_their_codes_and_keep_their_order()
    {
        // Codes 0 and 2 go left: rows 1, 3, 4; the others are 0, 2, 5.
        var partition = new RowPartition(6, 1);
        partition.Begin([], 6);
        Assert.True(partition.IsIdentity);
        Assert.Equal(3, partition.Split(0, 6, [1, 0, 1, 2, 0, 1], Directions(0, 2), GrowingRows.One));
        Assert.False(partition.IsIdentity);
        Assert.Equal([1, 3, 4, 0, 2, 5], partition.Of(0, 6).ToArray());

        // The right child alone, by a column of which rows 2 and 5 have code 7.
        Assert.Equal(2, partition.Split(3, 3, [0, 0, 7, 0, 0, 7], Directions(7), GrowingRows.One));
        Assert.Equal([1, 3, 4, 2, 5, 0], partition.Of(0, 6).ToArray());
    }

    [Fact]
    public void A_tree_may_see_some_rows_only()
    {
        var partition = new RowPartition(6, 1);
        partition.Begin([0, 3, 5], 6);
        Assert.Equal(3, partition.Count);
        Assert.Equal(1, partition.Split(0, 3, [1, 0, 0, 0, 0, 1], Directions(0), GrowingRows.One));
        Assert.Equal([3, 0, 5], partition.Of(0, 3).ToArray());
    }

    [Fact]
    public void Several_threads_leave_the_same_order()
    {
        // 30,000 rows are three stretches of 10,000; row r has code r mod 5, and 1 and 4 go left.
        const int Rows = 30_000;
        using var team = new WorkerTeam(3);
        var partition = new RowPartition(Rows, 3);
        partition.Begin([], Rows);
        byte[] codes = [.. Enumerable.Range(0, Rows).Select(r => (byte)(r % 5))];
        Assert.Equal(12_000, partition.Split(0, Rows, codes, Directions(1, 4), team));
        Assert.Equal([.. Enumerable.Range(0, Rows).Where(r => r % 5 is 1 or 4), .. Enumerable.Range(0, Rows).Where(r => r % 5 is 0 or 2 or 3)],
            partition.Of(0, Rows).ToArray());
    }

    private static byte[] Directions(params int[] left)
    {
        var goesLeft = new byte[256];
        foreach (int code in left) goesLeft[code] = 1;
        return goesLeft;
    }
}
