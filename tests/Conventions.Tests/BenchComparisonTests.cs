using Kolosal.Testing;

namespace Kolosal.Conventions;

public class BenchComparisonTests
{
    private static readonly string[] Earlier =
    ["name, ours, reference, ratio", "# processor: x", "train s, 4.0, 5.0, 0.80", "requests/s, 1000, 4000, 0.25", "gone, 1, 1, 1.00", "odd, -, -, -"];

    [Fact]
    public void A_time_is_worse_when_it_grows_and_a_rate_when_it_falls()
    {
        var rows = BenchComparison.Of(Earlier, ["train s, 9.0, 5.0, 1.80", "requests/s, 500, 4000, 0.125", "new, 1, 1, 1.00"]);
        Assert.Equal(["train s", "requests/s"], rows.Select(row => row.Name));
        Assert.Equal([2.25, 2.0], rows.Select(row => row.Worse));
        Assert.Equal([true, false], rows.Select(row => row.Worse > BenchComparison.Worst));
    }

    [Fact]
    public void The_same_run_is_neither_worse_nor_better() =>
        Assert.All(BenchComparison.Of(Earlier, Earlier), row => Assert.Equal(1, row.Worse));

    [Fact]
    public void Stored_results_keep_what_this_run_did_not_measure() =>
        Assert.Equal(["requests/s, 1000, 4000, 0.25", "gone, 1, 1, 1.00", "train s, 9.0, 5.0, 1.80"],
            BenchComparison.Merge(Earlier, ["name, ours, reference, ratio", "train s, 9.0, 5.0, 1.80", "filled in 3 s"]).AsEnumerable());

    [Fact]
    public void Stored_results_say_their_processor_and_can_be_compared()
    {
        string[] stored = Directory.GetFiles(Path.Combine(SharedFolders.Repository, "tests", "Benchmarks", "Results"), "*.csv");
        Assert.NotEmpty(stored);
        Assert.All(stored.Select(File.ReadAllLines), lines =>
        {
            Assert.Matches("^# .+, [0-9]+ logical processors$", lines[0]);
            Assert.All(lines.Skip(1), line => Assert.NotNull(BenchLine.Parse(line)));
        });
    }

    [Theory]
    [InlineData("# a, b, c, 1.0")]
    [InlineData("name, ours, reference, ratio")]
    [InlineData("x, 1, 1, NaN")]
    [InlineData("x, 1, 1, -1")]
    [InlineData("x, 1, 1")]
    public void A_line_without_a_ratio_is_none(string line) => Assert.Null(BenchLine.Parse(line));
}
