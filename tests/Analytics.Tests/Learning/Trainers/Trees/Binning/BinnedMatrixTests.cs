using Kolosal.Numerics;

namespace Kolosal.Learning.Trees;

public class BinnedMatrixTests
{
    // A number (5, missing, 7) and one of three categories (2, 0, missing).
    private static readonly double[] Features = [5, 2, double.NaN, 0, 7, double.NaN];
    private static readonly ImmutableArray<FeatureInfo> Columns = [new("x"), new("kind", 3)];

    [Fact]
    public void Codes_are_the_bins_and_missing_comes_after_them()
    {
        var matrix = Fit();
        Assert.Equal([6.0], matrix.Bins[0].Thresholds);
        Assert.Equal(new byte[] { 0, 2, 1 }, matrix.Columns[0]);
        Assert.Equal(new byte[] { 2, 0, 3 }, matrix.Columns[1]);
        Assert.Equal([true, true], matrix.HasMissing);
        Assert.Equal((3, 4), (matrix.Slots(0), matrix.Slots(1)));
    }

    [Fact]
    public void Rows_encoded_later_use_the_bins_of_before()
    {
        using var team = new WorkerTeam(1);
        var later = BinnedMatrix.Encode(new double[] { 6.5, 1 }, Fit().Bins, team, CancellationToken.None);
        Assert.Equal(new byte[] { 1 }, later.Columns[0]);
        Assert.Equal(new byte[] { 1 }, later.Columns[1]);
        Assert.Equal((2, 3), (later.Slots(0), later.Slots(1))); // nothing is missing here
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var set = TreeRows.Mixed(3000, seed: 4);
        Assert.Equal(Codes(set, 1), Codes(set, 3));
    }

    private static byte[] Codes(TrainingSet set, int threads)
    {
        using var team = new WorkerTeam(threads);
        return [.. BinnedMatrix.Fit(set.Features, set.Columns, set.Weights, 255, 1, team, CancellationToken.None).Columns.SelectMany(c => c)];
    }

    private static BinnedMatrix Fit()
    {
        using var team = new WorkerTeam(1);
        return BinnedMatrix.Fit(Features, Columns, default, 255, 1, team, CancellationToken.None);
    }
}
