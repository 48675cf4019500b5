namespace Kolosal.Retraining;

public class ChallengerJudgeTests
{
    private static readonly HeldOutFinding Better = new(100, 5, 0.2, 0.1, 0.1, 0.05, 0.15, 0.001, 2, 12, 0.01);

    [Theory]
    [InlineData(200, 41, 1, "live_outcomes", PairedFinding.Better)]
    [InlineData(200, 39, 1, "live_outcomes", PairedFinding.NoDifference)]
    [InlineData(200, 1, 41, "live_outcomes", PairedFinding.Worse)]
    [InlineData(199, 1, 1_000, "held_out", PairedFinding.Better)]
    public void Live_outcomes_decide_where_there_are_enough(long outcomes, double better, double worse, string basis, PairedFinding finding)
    {
        var verdict = ChallengerJudge.Judge(new(outcomes, better, worse, Better), 0.05, 200);
        Assert.Equal((basis, finding), (verdict.Basis, verdict.Finding));
    }

    [Theory]
    [InlineData(-0.1, 0.001, PairedFinding.Worse)]
    [InlineData(0.1, 0.06, PairedFinding.NoDifference)]
    [InlineData(0, 0.001, PairedFinding.NoDifference)]
    public void Held_out_rows_decide_by_the_paired_test(double gain, double p, PairedFinding finding) => Assert.Equal(
        finding, ChallengerJudge.Judge(new(0, 1, 1, Better with { Gain = gain, PValue = p }), 0.05, 200).Finding);

    [Fact]
    public void With_neither_nothing_is_found()
    {
        var verdict = ChallengerJudge.Judge(new(10, 1e9, 1, null), 0.05, 200);
        Assert.Equal(("none", PairedFinding.NoDifference), (verdict.Basis, verdict.Finding));
    }
}
