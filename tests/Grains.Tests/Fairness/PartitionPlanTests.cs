using Kolosal.Tabular;

namespace Kolosal.Fairness;

public class PartitionPlanTests
{
    [Fact]
    public void Every_attribute_and_every_two_of_them_are_counted()
    {
        var plan = new PartitionPlan([Of("s", 2), Of("r", 3), Of("t", 2)], intersections: true);
        Assert.Equal(["s", "r", "t", "s × r", "s × t", "r × t"], plan.Partitions.Select(p => p.Name));
        Assert.Empty(plan.LeftOut);
        var crossed = plan.Partitions[3];
        Assert.Equal(3 * 4, crossed.Labels.Length); // unseen and missing are one group more on either side
        Span<int> groups = stackalloc int[3];
        plan.GroupsOf([1, 2, 0], groups);
        Assert.Equal("g1 × g2", crossed.Labels[crossed.CellOf(groups)]);
        plan.GroupsOf([-1, double.NaN, 0], groups);
        Assert.Equal("(other) × (other)", crossed.Labels[crossed.CellOf(groups)]);
    }

    [Fact]
    public void Every_row_has_one_group_of_every_partition()
    {
        var plan = new PartitionPlan([Of("s", 40), Of("r", 3)], intersections: true);
        Span<int> groups = stackalloc int[2];
        foreach (var partition in plan.Partitions)
        {
            var seen = new HashSet<int>();
            for (int s = -1; s < 40; s++)
                for (int r = -1; r < 3; r++)
                {
                    plan.GroupsOf([s, r], groups);
                    seen.Add(partition.CellOf(groups));
                }
            Assert.All(seen, cell => Assert.InRange(cell, 0, partition.Labels.Length - 1));
            Assert.Equal(partition.Labels.Length, partition.Labels.Distinct().Count());
        }
    }

    [Fact]
    public void Rare_groups_are_folded_and_named()
    {
        // Category i has 1000 − i training rows: the last are the rarest.
        var plan = new PartitionPlan([Of("s", 40)], intersections: false);
        var partition = Assert.Single(plan.Partitions);
        Assert.Equal(PartitionPlan.MostGroups + 1, partition.Labels.Length);
        Assert.Equal(Partition.Other, partition.Labels[^1]);
        Assert.Equal(Enumerable.Range(32, 8).Select(i => $"s: g{i}"), partition.Folded);
        Span<int> groups = stackalloc int[1];
        plan.GroupsOf([39], groups);
        Assert.Equal(Partition.Other, partition.Labels[partition.CellOf(groups)]);
    }

    [Fact]
    public void Twelve_attributes_of_a_hundred_groups_stay_bounded()
    {
        var plan = new PartitionPlan([.. Enumerable.Range(0, 12).Select(i => Of($"a{i}", 100))], intersections: true);
        int crossed = plan.Partitions.Where(p => p.IsIntersection).Sum(p => p.Labels.Length);
        Assert.InRange(crossed, 1, PartitionPlan.MostCells);
        Assert.Equal(12 * 11 / 2, plan.LeftOut.Length + plan.Partitions.Count(p => p.IsIntersection));
        Assert.Equal(12, plan.Partitions.Count(p => !p.IsIntersection));
    }

    private static int columns;

    private static ProtectedGroups Of(string name, int categories)
    {
        int column = name switch { "s" => 0, "r" => 1, "t" => 2, _ => columns++ };
        return ProtectedGroups.Of(new ColumnDistribution(name, true, [.. Enumerable.Range(0, categories).Select(i => $"g{i}")], [],
            [.. Enumerable.Range(0, categories).Select(i => 1000L - i)], 0, 0, 0), column);
    }
}
