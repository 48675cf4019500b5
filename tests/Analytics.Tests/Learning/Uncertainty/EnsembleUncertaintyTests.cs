using Kolosal.Statistics;

namespace Kolosal.Learning.Uncertainty;

public class EnsembleUncertaintyTests
{
    [Fact]
    public void Members_that_agree_leave_no_epistemic_part()
    {
        var parts = EnsembleUncertainty.OfClasses([0.5, 0.5, 0.5, 0.5], 2);
        Assert.Equal(Math.Log(2), parts.Total, 12);
        Assert.Equal(Math.Log(2), parts.Aleatoric, 12);
        Assert.Equal(0, parts.Epistemic, 12);
    }

    [Fact]
    public void Sure_members_that_contradict_each_other_are_all_epistemic()
    {
        var parts = EnsembleUncertainty.OfClasses([1, 0, 0, 0, 1, 0, 0, 0, 1], 3);
        Assert.Equal(Math.Log(3), parts.Total, 12);
        Assert.Equal(0, parts.Aleatoric);
        Assert.Equal(Math.Log(3), parts.Epistemic, 12);
    }

    [Fact]
    public void A_half_sure_pair_matches_the_hand_calculation()
    {
        // p = (3/4, 1/4) and (1/4, 3/4): mean (1/2, 1/2); each H = 2 ln 2 − ¾ ln 3.
        var parts = EnsembleUncertainty.OfClasses([0.75, 0.25, 0.25, 0.75], 2);
        Assert.Equal(2 * Math.Log(2) - 0.75 * Math.Log(3), parts.Aleatoric, 12);
        Assert.Equal(0.75 * Math.Log(3) - Math.Log(2), parts.Epistemic, 12);
    }

    [Fact]
    public void Parts_are_never_negative_and_make_up_the_total()
    {
        var random = new SeededRandom(1);
        for (int round = 0; round < 200; round++)
        {
            double[] members = new double[5 * 4];
            for (int m = 0; m < 5; m++)
            {
                double sum = 0;
                for (int k = 0; k < 4; k++) sum += members[m * 4 + k] = Math.Pow(random.NextDouble(), 4);
                for (int k = 0; k < 4; k++) members[m * 4 + k] /= sum;
            }
            var parts = EnsembleUncertainty.OfClasses(members, 4);
            Assert.InRange(parts.Epistemic, 0, parts.Total);
            Assert.InRange(parts.Total, 0, Math.Log(4) + 1e-12);
            Assert.Equal(parts.Total, parts.Aleatoric + parts.Epistemic, 12);
        }
    }

    [Fact]
    public void Variances_add_up() // means 1, 3: variance 1; noise mean (2 + 4) / 2
    {
        Assert.Equal(new UncertaintyParts(4, 3, 1), EnsembleUncertainty.OfValues([1, 3], [2, 4]));
        Assert.Equal(new UncertaintyParts(1, 0, 1), EnsembleUncertainty.OfValues([1, 3]));
        Assert.Equal(0, EnsembleUncertainty.OfValues([7]).Total);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => EnsembleUncertainty.OfClasses([], 2));
        Assert.Throws<ArgumentException>(() => EnsembleUncertainty.OfClasses([0.5, 0.5, 1], 2));
        Assert.Throws<ArgumentException>(() => EnsembleUncertainty.OfValues([]));
        Assert.Throws<ArgumentException>(() => EnsembleUncertainty.OfValues([1, 2], [1]));
    }
}
