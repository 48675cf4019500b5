using System.Collections.Immutable;

namespace Kolosal.Quality;

public class ExpectedAnswerTests
{
    private static readonly string[] Classes = ["no", "yes"];

    [Theory, InlineData("yes", null), InlineData("no", "Expected 'no', got 'yes'."), InlineData("maybe", "no class")]
    public void A_class_is_the_one_with_the_greatest_probability(string expected, string? detail)
    {
        string? differs = Answer(expected).Differs(Classes, [0.25, 0.75]);
        if (detail is null) Assert.Null(differs);
        else Assert.Contains(detail, differs, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.75, 0, 0, true), InlineData(0.745, 0.01, 0, true), InlineData(0.7, 0.01, 0, false), InlineData(0.7, 0, 0.1, true)]
    [InlineData(0.5, 0.1, 0.1, false)]
    public void A_probability_holds_within_the_larger_tolerance(double expected, double absolute, double relative, bool holds) =>
        Assert.Equal(holds, new ExpectedAnswer(null, new Dictionary<string, double> { ["yes"] = expected }, absolute, relative)
            .Differs(Classes, [0.25, 0.75]) is null);

    [Theory, InlineData("12.5", true), InlineData("12.4", false), InlineData("twelve", false), InlineData("NaN", false)]
    public void A_number_is_compared_as_a_number(string expected, bool holds) => Assert.Equal(holds, Answer(expected).Differs([], [12.5]) is null);

    [Fact]
    public void A_run_passes_with_every_case_that_must_and_enough_of_all()
    {
        Assert.True(GoldenVerdict.Passes(100, 98, 0, 0.98));
        Assert.False(GoldenVerdict.Passes(100, 97, 0, 0.98));
        Assert.False(GoldenVerdict.Passes(100, 99, 1, 0.98));
        Assert.False(GoldenVerdict.Passes(0, 0, 0, 0));
    }

    [Fact]
    public void Two_runs_differ_by_what_failed_and_fails()
    {
        var (newly, mended, still) = GoldenVerdict.Compare(["a", "b"], ["c", "b"]);
        Assert.Equal(["c"], newly);
        Assert.Equal(["a"], mended);
        Assert.Equal(["b"], still);
    }

    private static ExpectedAnswer Answer(string prediction) => new(prediction, ImmutableDictionary<string, double>.Empty, 1e-6, 1e-6);
}
