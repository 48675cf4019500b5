using System.Globalization;
using Kolosal.Learning;
using Kolosal.Testing;

namespace Kolosal.Disclosure;

public sealed class MondrianTests
{
    /// <summary>Eight ages in pairs: with k = 2 the medians 0.. cut at 40, then at 20 and at 60.</summary>
    [Fact]
    public void Ranges_end_where_the_medians_are()
    {
        string?[] ages = ["10", "12", "30", "32", "50", "52", "70", "72"];
        var result = Mondrian.Generalise([new(ages, Numeric: true)], null, new(2))!;
        Same(["10..12", "10..12", "30..32", "30..32", "50..52", "50..52", "70..72", "70..72"], result.Columns[0]);
        Assert.Equal(2.0 / 62, result.Loss, 12);
        Assert.Equal(4, result.Classes);
    }

    [Fact]
    public void Categories_climb_their_hierarchy_no_further_than_they_must()
    {
        var jobs = new ValueHierarchy(new Dictionary<string, ImmutableArray<string>>
        {
            ["nurse"] = ["medical"],
            ["doctor"] = ["medical"],
            ["cook"] = ["kitchen"],
            ["baker"] = ["kitchen"],
        });
        string?[] values = ["nurse", "doctor", "nurse", "doctor", "cook", "baker", "cook", "baker"];
        var result = Mondrian.Generalise([new(values, Numeric: false, jobs)], null, new(3))!;
        Same(["medical", "medical", "medical", "medical", "kitchen", "kitchen", "kitchen", "kitchen"], result.Columns[0]);
        Assert.Equal(0.5, result.Loss);
    }

    [Theory, InlineData(2, 1, 1.0), InlineData(5, 2, 1.0), InlineData(10, 3, 0.4), InlineData(3, 1, 0.25)]
    public void The_goal_is_reached_by_an_independent_count(int k, int l, double t)
    {
        var random = new Random(5);
        int rows = 600;
        string?[] ages = [.. Enumerable.Range(0, rows).Select(_ => random.Next(18, 90).ToString(CultureInfo.InvariantCulture))];
        string?[] towns = [.. Enumerable.Range(0, rows).Select(_ => random.Next(20) == 0 ? null : $"town {random.Next(12)}")];
        string?[] illness = [.. Enumerable.Range(0, rows).Select(_ => new[] { "flu", "cold", "none", "gout" }[random.Next(4)])];
        var result = Mondrian.Generalise([new(ages, true), new(towns, false)], illness, new(k, l, t))!;

        var classes = Enumerable.Range(0, rows).GroupBy(row => (result.Columns[0][row], result.Columns[1][row])).ToList();
        var all = illness.CountBy(word => word!).ToDictionary(p => p.Key, p => (double)p.Value / rows);
        Assert.All(classes, members =>
        {
            Assert.True(members.Count() >= k);
            var here = members.CountBy(row => illness[row]!).ToDictionary(p => p.Key, p => (double)p.Value / members.Count());
            Assert.True(here.Count >= l);
            Assert.True(all.Sum(p => Math.Abs(p.Value - here.GetValueOrDefault(p.Key))) / 2 <= t + 1e-12);
        });
        Assert.True(classes.Count > 2);
        Assert.InRange(result.Loss, 0.0, 1.0);
    }

    [Fact]
    public void A_goal_that_the_whole_table_does_not_reach_has_no_answer()
    {
        Assert.Null(Mondrian.Generalise([new(["1", "2", "3"], true)], null, new(4)));
        Assert.Null(Mondrian.Generalise([new(["1", "2", "3", "4"], true)], ["a", "a", "a", "a"], new(2, L: 2)));
    }

    [Fact]
    public void The_order_of_the_rows_does_not_matter()
    {
        var random = new Random(9);
        string?[] ages = [.. Enumerable.Range(0, 200).Select(_ => random.Next(0, 60).ToString(CultureInfo.InvariantCulture))];
        int[] shuffled = [.. Enumerable.Range(0, 200).OrderBy(_ => random.Next())];
        var plain = Mondrian.Generalise([new(ages, true)], null, new(7))!.Columns[0];
        var other = Mondrian.Generalise([new([.. shuffled.Select(row => ages[row])], true)], null, new(7))!.Columns[0];
        Assert.Equal(shuffled.Select(row => plain[row]), other);
    }

    [DataFact]
    public void German_credit_becomes_ten_anonymous_for_a_stated_loss()
    {
        var table = RealDataSet.Load("german_credit").Table;
        IReadOnlyList<string?> Texts(string column) => [.. Enumerable.Range(0, table.Rows).Select(table[column].TextAt)];
        string[] names = ["age", "sex"];
        names = [.. names.Where(name => table.Schema.IndexOf(name) >= 0)];
        QuasiIdentifier[] quasi = [.. names.Select(name => new QuasiIdentifier(Texts(name), name == "age"))];
        var before = AnonymityMeasure.Of([.. quasi.Select(q => q.Values)], null);
        var result = Mondrian.Generalise(quasi, null, new(10))!;
        var after = AnonymityMeasure.Of([.. result.Columns], null);
        Assert.True(before.K < 10 && after.K >= 10);
        Assert.InRange(result.Loss, 0.001, 0.3);
    }

    private static void Same(IEnumerable<string?> expected, IEnumerable<string?> got) => Assert.Equal(expected, got);
}
