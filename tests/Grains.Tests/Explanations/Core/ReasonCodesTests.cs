using Kolosal.Statistics;

namespace Kolosal.Explanations;

public class ReasonCodesTests
{
    private static readonly ImmutableArray<string> Columns = ["income", "debt", "age", "late_30", "late_60"];

    private static readonly ImmutableArray<ReasonText> Dictionary =
    [
        new("income", "R1", "Income too low"), new("debt", "R2", "Debt too high"), new("late_30", "R3", "Late payments"),
        new("late_60", "R3", "Late payments"),
    ];

    [Fact]
    public void What_lowers_the_score_most_is_named_first_and_columns_of_a_code_count_together()
    {
        // income −0.4, debt −0.3, age −9 without a text, late payments −0.25 and −0.25.
        double[][] each = [.. Enumerable.Repeat<double[]>([-0.4, -0.3, -9, -0.25, -0.25], 10)];
        var (reasons, agreement, sameFirst) = ReasonCodes.Of(Columns, each, Dictionary, 4, 0);
        Assert.Equal(["R3", "R1", "R2"], reasons.Select(reason => reason.Code));
        Assert.Equal([-0.5, -0.4, -0.3], reasons.Select(reason => Math.Round(reason.Contribution, 12)));
        Assert.Equal(["late_30", "late_60"], reasons[0].Columns.ToArray());
        // Every background row says the same, so every resample does.
        Assert.Equal((1, 1), (Math.Round(agreement!.Value, 12), sameFirst));
        Assert.All(reasons, reason => Assert.Equal(1, reason.Agreement));
    }

    [Fact]
    public void What_raises_the_score_is_no_reason() =>
        Assert.Equal(["R2"], ReasonCodes.Of(Columns, [[0.4, -0.3, 0, 0, 0]], Dictionary, 4, 0).Reasons.Select(reason => reason.Code));

    [Fact]
    public void Agreement_is_that_of_resamples()
    {
        // Two codes that take the first place by turns: the mean over n = 10 resampled rows of ±1 decides, a tie by code. With five rows of each
        // kind P(sum > 0) = P(sum < 0), so the first place is kept in about half of the resamples, ties included for the lower code:
        // P(X ≤ 5), X ~ Binomial(10, ½), = 0.623.
        double[][] each = [.. Enumerable.Range(0, 10).Select(b => (double[])(b % 2 == 0 ? [-2, -1, 0, 0, 0] : [-1, -2, 0, 0, 0]))];
        var (reasons, agreement, sameFirst) = ReasonCodes.Of(Columns, each, Dictionary, 1, 7);
        Assert.Equal("R1", Assert.Single(reasons).Code);
        Assert.InRange(sameFirst!.Value, 0.5, 0.75);
        Assert.Equal(sameFirst!.Value, agreement!.Value, 12);
        Assert.Equal(reasons[0].Agreement, agreement.Value, 12);
    }

    [Fact]
    public void Reasons_of_a_clear_case_agree_with_those_of_another_half_of_the_background()
    {
        var random = new SeededRandom(1);
        double[][] each = [.. Enumerable.Range(0, 60).Select(_ => (double[])
            [-1 + 0.2 * random.NextNormal(), -0.5 + 0.2 * random.NextNormal(), 0, -0.1 + 0.05 * random.NextNormal(), 0.05 * random.NextNormal()])];
        string[] whole = Codes(each), half = Codes(each[..30]), other = Codes(each[30..]);
        Assert.Equal(whole, half);
        Assert.Equal(whole, other);
        Assert.InRange(ReasonCodes.Of(Columns, each, Dictionary, 2, 0).Agreement!.Value, 0.95, 1);
        string[] Codes(double[][] rows) => [.. ReasonCodes.Of(Columns, rows, Dictionary, 2, 0).Reasons.Select(reason => reason.Code)];
    }
}
