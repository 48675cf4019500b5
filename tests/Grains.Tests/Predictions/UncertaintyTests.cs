namespace Kolosal.Predictions;

public class UncertaintyTests
{
    [Fact]
    public void Knowing_nothing_is_the_logarithm_of_the_classes() // H = ln K for the uniform distribution
    {
        Assert.Equal(Math.Log(2), Uncertainty.Entropy([0.5, 0.5]), 15);
        Assert.Equal(Math.Log(4), Uncertainty.Entropy([0.25, 0.25, 0.25, 0.25]), 15);
    }

    [Fact]
    public void Certainty_has_none() => Assert.Equal(0, Uncertainty.Entropy([0, 1, 0]));

    [Fact]
    public void The_first_of_equals_is_decided() => Assert.Equal(1, Uncertainty.Decide([0.2, 0.4, 0.4]));
}
