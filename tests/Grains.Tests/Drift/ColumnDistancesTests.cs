namespace Kolosal.Drift;

public class ColumnDistancesTests
{
    [Fact]
    public void A_shift_by_two_is_two_units_of_work()
    {
        double[] before = [.. Enumerable.Range(0, 100).Select(i => (double)i)];
        var found = ColumnDistances.OfNumbers("x", before, [.. before.Select(x => x + 2)]);
        Assert.Equal(2, found.Wasserstein!.Value, 12);
        Assert.Equal(0.02, found.KolmogorovSmirnov!.Value, 12);
        Assert.Null(found.ChiSquaredP);
    }

    [Fact]
    public void Samples_without_a_common_value_are_as_far_apart_as_can_be()
    {
        var found = ColumnDistances.OfTexts("c", ["a", "a"], ["b", null]);
        Assert.Equal((1, 1, 1), (found.JensenShannon, found.Hellinger, found.TotalVariation));
        Assert.Equal(1, found.CramersV!.Value, 12);
        Assert.Null(found.Wasserstein);
    }

    [Fact]
    public void What_cannot_be_said_is_null_and_never_a_number_that_is_none()
    {
        var nothing = ColumnDistances.OfNumbers("x", [double.NaN], [1]);
        Assert.Equal(new ColumnDistances("x", null, null, null, null, null, null, null, null, null, null, null), nothing);
        var one = ColumnDistances.OfNumbers("x", [1], [1]);
        Assert.Equal((0.0, null, null), (one.Wasserstein, one.CramerVonMisesP, one.AndersonDarlingP));
        var widest = ColumnDistances.OfNumbers("x", [-1e308, 1e308], [1e308, 1e308]);
        Assert.Null(widest.Wasserstein);
        Assert.Equal(0.5, widest.TotalVariation!.Value, 12);
    }
}
