namespace Kolosal.Learning.Trees;

public class LinkTests
{
    [Fact]
    public void Outputs_are_the_inverse_of_the_link()
    {
        // log odds of ¾ are ln 3; shares 1 : 2 : 5 have the logarithms of these numbers.
        Assert.Equal([2.5, -1], Apply(Link.Identity, 2.5, -1));
        Near([3], Apply(Link.Log, Math.Log(3)));
        Near([0.75], Apply(Link.Logit, Math.Log(3)));
        Near([0.25, 0.75], Apply(Link.BinaryLogit, Math.Log(3)));
        Near([0.125, 0.25, 0.625], Apply(Link.Softmax, Math.Log(1), Math.Log(2), Math.Log(5)));
        Assert.Equal([0, 1], Apply(Link.Sign, 0.1));
        Assert.Equal([1, 0], Apply(Link.Sign, 0));
    }

    [Fact]
    public void Large_scores_do_not_overflow()
    {
        Assert.Equal([1, 0], Apply(Link.Softmax, 1e4, 0));
        Assert.Equal([1, 0], Apply(Link.BinaryLogit, -1e4));
        Assert.Equal([1], Apply(Link.Logit, 1e4));
    }

    [Fact]
    public void Scores_may_be_turned_where_they_are()
    {
        double[] scores = [Math.Log(1), Math.Log(3)];
        Link.Softmax.Apply(scores, scores);
        Near([0.25, 0.75], scores);
    }

    private static double[] Apply(Link link, params double[] scores)
    {
        var outputs = new double[link.Outputs(scores.Length)];
        link.Apply(scores, outputs);
        return outputs;
    }

    private static void Near(double[] expected, double[] got)
    {
        Assert.Equal(expected.Length, got.Length);
        for (int k = 0; k < got.Length; k++) Assert.Equal(expected[k], got[k], 12);
    }
}
