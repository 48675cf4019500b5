namespace Kolosal.Learning.Linear;

public class LinearPredictorTests
{
    [Fact]
    public void A_log_link_stays_finite_and_above_zero_however_far_the_row()
    {
        var model = new LinearPredictor(LinearLink.Log, 1, [1], [0.5]);
        Assert.Equal(Math.Exp(1.5), LinearRows.Score(model, [1])[0], 12);
        Assert.All(LinearRows.Score(model, [1e9, -1e9]), v => Assert.True(v > 0 && double.IsFinite(v)));
    }

    [Fact]
    public void One_against_the_rest_brings_shares_to_the_sum_one()
    {
        // Log odds 0, ln 3 and −ln 3 are ½, ¾ and ¼, in sum 1½.
        var model = new LinearPredictor(LinearLink.OneVersusRest, 0, [], [0, Math.Log(3), -Math.Log(3)]);
        double[] p = new double[3];
        model.Score([], p);
        Assert.Equal(1 / 3.0, p[0], 12);
        Assert.Equal(1 / 2.0, p[1], 12);
        Assert.Equal(1 / 6.0, p[2], 12);
    }

    [Fact]
    public void Margins_cut_off_are_certain_beyond_one_and_uniform_where_none_has_a_share()
    {
        double[] two = new double[2], three = new double[3];
        new LinearPredictor(LinearLink.Clipped, 0, [], [0.5]).Score([], two);
        Assert.Equal([0.25, 0.75], two);
        new LinearPredictor(LinearLink.Clipped, 0, [], [7]).Score([], two);
        Assert.Equal([0, 1], two);
        new LinearPredictor(LinearLink.ClippedOneVersusRest, 0, [], [-2, -3, -4]).Score([], three);
        Assert.Equal([1 / 3.0, 1 / 3.0, 1 / 3.0], three);
    }

    [Fact]
    public void The_codes_of_links_never_change() =>
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], new[] { LinearLink.Identity, LinearLink.Logistic, LinearLink.Softmax, LinearLink.Log,
            LinearLink.OneVersusRest, LinearLink.Clipped, LinearLink.ClippedOneVersusRest }.Select(link => (int)link));

    [Theory, InlineData(7, 1, 1), InlineData(-1, 1, 1), InlineData(2, 1, 1), InlineData(0, 1, 2), InlineData(4, 1, 1), InlineData(0, -1, 1),
        InlineData(0, int.MaxValue, int.MaxValue), InlineData(0, 1, 0)]
    public void Bytes_of_no_linear_model_are_refused(int link, int inputs, int scores)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(link);
        writer.Write(inputs);
        writer.Write(scores);
        for (int i = 0; i < 8; i++) writer.Write(0.0);
        stream.Position = 0;
        Assert.Throws<InvalidDataException>(() => LinearPredictor.Read(new BinaryReader(stream)));
    }
}
