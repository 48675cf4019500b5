using Kolosal.Testing;

namespace Kolosal.Learning.Search;

public class AcquisitionOracleTests
{
    public static TheoryData<string> Ids => OracleReading.Ids("hpo.json", "acquisition_minimise");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Acquisitions_are_those_of_the_oracle(string id)
    {
        var @case = OracleReading.Case("hpo.json", id);
        double best = @case.Params.GetProperty("best").GetDouble(), margin = @case.Params.GetProperty("xi").GetDouble();
        double kappa = @case.Params.GetProperty("kappa").GetDouble();
        double[] mean = @case.Vector("mean"), deviation = @case.Vector("std");
        for (int i = 0; i < mean.Length; i++)
        {
            @case.Near(@case.Expected.GetProperty("ei")[i], Acquisition.ExpectedImprovement(mean[i], deviation[i], best, margin), $"EI {i}");
            @case.Near(@case.Expected.GetProperty("pi")[i], Acquisition.ProbabilityOfImprovement(mean[i], deviation[i], best, margin), $"PI {i}");
            @case.Near(@case.Expected.GetProperty("lcb")[i], Acquisition.LowerConfidenceBound(mean[i], deviation[i], kappa), $"LCB {i}");
        }
    }

    [Fact]
    public void The_logarithm_is_that_of_the_improvement_and_goes_on_where_that_ends()
    {
        foreach (double z in (double[])[2, 0, -1, -3, -5, -8, -9.99, -10.01, -12])
            Assert.Equal(Math.Log(Acquisition.ExpectedImprovement(-0.7 * z, 0.7, 0)), Acquisition.LogExpectedImprovement(-0.7 * z, 0.7, 0), 3);
        double before = double.PositiveInfinity;
        for (double z = 5; z > -200; z -= 0.5)
        {
            double log = Acquisition.LogExpectedImprovement(-z, 1, 0);
            Assert.True(double.IsFinite(log) && log < before, $"z = {z}");
            before = log;
        }
        Assert.Equal(0.3, Acquisition.ExpectedImprovement(0.7, 0, 1), 12);
        Assert.Equal(0, Acquisition.ExpectedImprovement(1.7, 0, 1));
    }
}
