namespace Kolosal.Learning.Search;

public class GridSamplerTests
{
    private static readonly SearchSpace Space = new(
        new CategoricalParameter("kind", ["a", "b"], "a"),
        new FloatParameter("x", 0, 1, 0.5, When: new("kind", "a")),
        new IntegerParameter("n", 1, 3, 1),
        new FloatParameter("rate", 0.01, 100, 1, Log: true));

    [Fact]
    public void The_whole_grid_is_tried_once_before_anything_else()
    {
        // a has five levels of x, b none; three n; five rates: (5 + 1) · 3 · 5.
        var grid = new GridSampler();
        Assert.Equal(90, grid.Size(Space));
        foreach (ulong seed in (ulong[])[0, 1, 2])
        {
            var all = Enumerable.Range(0, 90).Select(n => grid.Suggest(Space, [], [], seed, n)).ToHashSet();
            Assert.Equal(90, all.Count);
            Assert.Equal([0.01, 0.1, 1, 10, 100], all.Select(p => Math.Round(p.Float("rate"), 9)).Distinct().Order());
            Assert.Equal([0, 0.25, 0.5, 0.75, 1], all.Where(p => p.Contains("x")).Select(p => p.Float("x")).Distinct().Order());
            Assert.Equal(15, all.Count(p => !p.Contains("x")));
            var next = Enumerable.Range(90, 90).Select(n => grid.Suggest(Space, [], [], seed, n)).ToHashSet();
            Assert.Equal(90, next.Count);
            Assert.DoesNotContain(next, all.Contains); // the second grid lies between the first one's levels
        }
    }

    [Fact]
    public void A_part_of_the_grid_has_seen_all_parts()
    {
        var first = Enumerable.Range(0, 30).Select(n => new GridSampler().Suggest(Space, [], [], 4, n)).ToArray();
        foreach (string kind in (string[])["a", "b"]) Assert.Contains(first, p => p.Choice("kind") == kind);
        foreach (int n in (int[])[1, 2, 3]) Assert.InRange(first.Count(p => p.Integer("n") == n), 5, 15);
    }

    [Fact]
    public void What_a_condition_asks_for_is_a_level()
    {
        var space = new SearchSpace(new IntegerParameter("layers", 1, 1000, 1), new FloatParameter("x", 0, 1, 0, When: new("layers", 77.0)));
        Assert.Equal(6 - 1 + 5, new GridSampler().Size(space));
        Assert.Contains(Enumerable.Range(0, 10).Select(n => new GridSampler().Suggest(space, [], [], 1, n)), p => p.Contains("x"));
    }

    [Fact]
    public void A_grid_beyond_all_numbers_is_walked_too()
    {
        var space = new SearchSpace([.. Enumerable.Range(0, 60).Select(i => new FloatParameter($"x{i}", 0, 1, 0))]);
        Assert.Equal(System.Numerics.BigInteger.Pow(5, 60), new GridSampler().Size(space));
        Assert.Equal(200, Enumerable.Range(0, 200).Select(n => new GridSampler().Suggest(space, [], [], 1, n)).Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => new GridOptions(1));
    }
}
